"""Puts the web application together from the objects that assembly built."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress

from aiohttp import web

from reelpulse.core.obs import ObsDesk
from reelpulse.core.ports import (
    AdReader,
    AgreementJudge,
    AnalyserIdentity,
    ReportMaker,
    SessionLibrary,
)
from reelpulse.live.bus import Bus
from reelpulse.live.figures_desk import FiguresDesk
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.notebook import Notebook
from reelpulse.live.screening import Screening
from reelpulse.live.threads import Lane
from reelpulse.settings import Settings
from reelpulse.web import keys
from reelpulse.web.access import Access
from reelpulse.web.bodies import BODY_BYTES_MAX
from reelpulse.web.guard import stay_at_home
from reelpulse.web.headers import add_security_headers
from reelpulse.web.live_hub import LiveHub
from reelpulse.web.open_sockets import OpenSockets
from reelpulse.web.problems import answer_problems
from reelpulse.web.report_jobs import ReportJobs
from reelpulse.web.routes import add_routes
from reelpulse.web.status import Status


def make_app(
    *,
    settings: Settings,
    access: Access,
    screening: Screening,
    notebook: Notebook,
    bus: Bus,
    mailbox: Mailbox,
    library: SessionLibrary,
    agreement_judge: AgreementJudge,
    storage_lane: Lane,
    figures_desk: FiguresDesk,
    report_maker: ReportMaker,
    ad_reader: AdReader,
    ad_lane: Lane,
    identity: AnalyserIdentity,
    clock_ns: Callable[[], int],
    obs_desk: ObsDesk | None = None,
) -> web.Application:
    """The whole site. Lanes and everything else given here stay the caller's to close."""
    app = web.Application(
        middlewares=[answer_problems, stay_at_home], client_max_size=BODY_BYTES_MAX
    )
    app[keys.SETTINGS] = settings
    app[keys.ACCESS] = access
    app[keys.SCREENING] = screening
    app[keys.NOTEBOOK] = notebook
    app[keys.BUS] = bus
    app[keys.MAILBOX] = mailbox
    app[keys.LIBRARY] = library
    app[keys.AGREEMENT_JUDGE] = agreement_judge
    app[keys.STORAGE_LANE] = storage_lane
    app[keys.FIGURES_DESK] = figures_desk
    app[keys.REPORT_MAKER] = report_maker
    app[keys.AD_READER] = ad_reader
    app[keys.AD_LANE] = ad_lane
    app[keys.IDENTITY] = identity
    app[keys.CLOCK_NS] = clock_ns
    app[keys.OBS_DESK] = obs_desk
    _add_own_parts(app)
    add_routes(app)
    return app


def _add_own_parts(app: web.Application) -> None:
    """What only the web room needs."""
    bus = app[keys.BUS]
    app[keys.STATUS] = Status(bus=bus, mailbox=app[keys.MAILBOX], clock_ns=app[keys.CLOCK_NS])
    app[keys.REPORT_JOBS] = ReportJobs(app[keys.REPORT_MAKER])
    screening = app[keys.SCREENING]
    app[keys.LIVE_HUB] = LiveHub(
        bus=bus,
        status=app[keys.STATUS],
        reports=app[keys.REPORT_JOBS],
        provider=app[keys.IDENTITY].provider,
        stale_after_ms=app[keys.SETTINGS].live.stale_after_ms,
        show_state=lambda: screening.state,
    )
    sockets = app[keys.OPEN_SOCKETS] = OpenSockets()
    app.on_response_prepare.append(add_security_headers)
    app.on_response_prepare.append(sockets.on_response_prepare)
    app.on_shutdown.append(_close_sockets)
    app.cleanup_ctx.append(_statistics)
    app.on_cleanup.append(_close_reports)


async def _statistics(app: web.Application) -> AsyncIterator[None]:
    task = asyncio.create_task(app[keys.LIVE_HUB].run(), name="live statistics")
    yield
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task


async def _close_sockets(app: web.Application) -> None:
    await app[keys.OPEN_SOCKETS].close_all()


async def _close_reports(app: web.Application) -> None:
    await app[keys.REPORT_JOBS].close()
