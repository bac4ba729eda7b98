"""The typed keys under which handlers find their objects in the aiohttp application.

A handler never checks tokens, Host or Origin: `routes.py` names the scope of every route, and
`guard.py` checks it before the handler runs.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

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
from reelpulse.web.access import Access
from reelpulse.web.live_hub import LiveHub
from reelpulse.web.open_sockets import OpenSockets
from reelpulse.web.report_jobs import ReportJobs
from reelpulse.web.status import Status

SETTINGS: Final[web.AppKey[Settings]] = web.AppKey("settings", Settings)
CLOCK_NS: Final[web.AppKey[Callable[[], int]]] = web.AppKey("clock_ns")
"""The server's `perf_counter_ns`."""
IDENTITY: Final[web.AppKey[AnalyserIdentity]] = web.AppKey("identity", AnalyserIdentity)

SCREENING: Final[web.AppKey[Screening]] = web.AppKey("screening", Screening)
NOTEBOOK: Final[web.AppKey[Notebook]] = web.AppKey("notebook", Notebook)
BUS: Final[web.AppKey[Bus]] = web.AppKey("bus", Bus)
MAILBOX: Final[web.AppKey[Mailbox]] = web.AppKey("mailbox", Mailbox)

STORAGE_LANE: Final[web.AppKey[Lane]] = web.AppKey("storage_lane", Lane)
"""The one thread in which `LIBRARY` may be called."""
LIBRARY: Final[web.AppKey[SessionLibrary]] = web.AppKey("library")
FIGURES_DESK: Final[web.AppKey[FiguresDesk]] = web.AppKey("figures_desk", FiguresDesk)
AGREEMENT_JUDGE: Final[web.AppKey[AgreementJudge]] = web.AppKey("agreement_judge")
AD_LANE: Final[web.AppKey[Lane]] = web.AppKey("ad_lane", Lane)
"""The thread in which `AD_READER` may be called."""
AD_READER: Final[web.AppKey[AdReader]] = web.AppKey("ad_reader")
REPORT_MAKER: Final[web.AppKey[ReportMaker]] = web.AppKey("report_maker")

OBS_DESK: Final[web.AppKey[ObsDesk | None]] = web.AppKey("obs_desk")
"""None where this server leaves OBS alone."""

ACCESS: Final[web.AppKey[Access]] = web.AppKey("access", Access)
STATUS: Final[web.AppKey[Status]] = web.AppKey("status", Status)
OPEN_SOCKETS: Final[web.AppKey[OpenSockets]] = web.AppKey("open_sockets", OpenSockets)
REPORT_JOBS: Final[web.AppKey[ReportJobs]] = web.AppKey("report_jobs", ReportJobs)
LIVE_HUB: Final[web.AppKey[LiveHub]] = web.AppKey("live_hub", LiveHub)
