"""Builds a whole server: nets, show, storage, reports and web, joined at their ports."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import logging
import time
from collections.abc import AsyncIterator, Coroutine, Iterator
from dataclasses import dataclass
from typing import Any, Final

import filelock
from aiohttp import web

from reelpulse.assembly.addresses import Addresses
from reelpulse.assembly.agreements import Agreements
from reelpulse.assembly.archive import open_figures_desk
from reelpulse.assembly.obs_room import ObsRoom, build_obs_room
from reelpulse.assembly.recording_watch import watch_recording
from reelpulse.assembly.session_reports import SessionReports
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.ports import AnalyserIdentity, FrameAnalyser
from reelpulse.errors import DataDirInUseError, PortInUseError, SettingsError
from reelpulse.live.ad_time import AdTime, uncalibrated
from reelpulse.live.analyst import Analyst
from reelpulse.live.bus import Bus
from reelpulse.live.figures_desk import FiguresDesk
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.notebook import Notebook
from reelpulse.live.recorder import Recorder
from reelpulse.live.screening import Screening
from reelpulse.live.size_watch import SizeWatch
from reelpulse.live.threads import Lane
from reelpulse.media.ad_pictures import AdPictures
from reelpulse.media.ads import read_ad
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.session_notes import SessionNotes
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.vision.analyser import build_analyser
from reelpulse.web.access import Access
from reelpulse.web.app import make_app
from reelpulse.web.tokens import TokenStore

_log = logging.getLogger(__name__)

INFERENCE_NICENESS: Final = 10
"""Where the processor is short, OBS's picture goes before the measurement: the room sees the ad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lanes:
    """The threads beside the event loop."""

    inference: Lane
    storage: Lane
    ads: Lane
    ad_pictures: Lane

    def close(self) -> None:
        """Finish what waits in each, then end them."""
        for lane in (self.inference, self.storage, self.ads, self.ad_pictures):
            lane.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """A server with everything running but its port."""

    settings: Settings
    identity: AnalyserIdentity
    addresses: Addresses
    tokens: TokenStore
    lanes: Lanes
    library: StoredSessions
    bus: Bus
    mailbox: Mailbox
    screening: Screening
    reports: SessionReports
    obs: ObsRoom | None
    """None where OBS is left alone."""
    app: web.Application


@contextlib.asynccontextmanager
async def open_house(settings: Settings, *, with_obs: bool = False) -> AsyncIterator[House]:
    """Load the nets, open the data base, run the analyst and the recorder until the block ends.

    Args:
        settings: of this run.
        with_obs: keep a link to OBS and record shows there; a demo leaves OBS alone.

    Raises:
        DataDirInUseError: another server keeps its sessions in this folder.
        ModelLoadingError: a net or the execution provider cannot be used.
        StorageError: the data base cannot be used.
    """
    with _sole_server(settings):
        async with _open_rooms(settings, with_obs=with_obs) as house:
            yield house


@contextlib.contextmanager
def _sole_server(settings: Settings) -> Iterator[None]:
    """Hold the folder: a second server would take the first one's running show for interrupted."""
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as problem:
        raise SettingsError(
            "{folder} cannot be made ({reason}). Choose a folder you may write to with --data-dir.",
            folder=settings.data_dir,
            reason=problem.strerror,
        ) from problem
    try:
        lock = filelock.FileLock(settings.server_lock_path).acquire(blocking=False)
    except filelock.Timeout as problem:
        raise DataDirInUseError(settings.data_dir) from problem
    except OSError as problem:
        raise SettingsError(
            "{folder} cannot be written to ({reason}). Choose a folder you may write to with "
            "--data-dir.",
            folder=settings.data_dir,
            reason=problem.strerror,
        ) from problem
    with lock:
        yield


@contextlib.asynccontextmanager
async def _open_rooms(settings: Settings, *, with_obs: bool) -> AsyncIterator[House]:
    lanes = Lanes(
        inference=Lane("inference", niceness=INFERENCE_NICENESS),
        storage=Lane("storage"),
        ads=Lane("ads"),
        ad_pictures=Lane("ad pictures", niceness=INFERENCE_NICENESS),
    )
    try:
        nets: FrameAnalyser = await lanes.inference.call(
            build_analyser,
            settings.vision,
            max_picture_pixels=settings.server.max_picture_pixels,
            nets_dir=settings.nets_dir,
        )
        _log.info("measured by %s with %s", nets.identity.provider, nets.identity.models)
        database = await lanes.storage.call(Database, settings.database_path)
        try:
            await lanes.storage.call(database.check_writable)
            async with (
                open_figures_desk(settings) as figures_desk,
                _run_show(
                    settings, nets, lanes, database, figures_desk, with_obs=with_obs
                ) as house,
            ):
                yield house
        finally:
            await lanes.storage.call(database.close)
    finally:
        lanes.close()


@contextlib.asynccontextmanager
async def _run_show(
    settings: Settings,
    nets: FrameAnalyser,
    lanes: Lanes,
    database: Database,
    figures_desk: FiguresDesk,
    *,
    with_obs: bool,
) -> AsyncIterator[House]:
    store = SessionStore(database)
    for session_id in await lanes.storage.call(store.mark_interrupted):
        _log.warning("session %s was interrupted; what was measured can be reported", session_id)
    library = StoredSessions(database)
    bus, mailbox = Bus(), Mailbox()
    tokens = TokenStore(settings.tokens_path)
    obs = build_obs_room(settings, Addresses(settings.server, tokens), bus) if with_obs else None
    recorder = Recorder(
        store=store,
        lane=lanes.storage,
        bus=bus,
        memory_readings_max=settings.live.memory_readings_max,
    )
    SizeWatch(bus, face_height_px_min=settings.quality.face_height_px_min)
    ad_pictures = AdPictures()
    analyst = Analyst(
        mailbox=mailbox,
        analyser=nets,
        lane=lanes.inference,
        bus=bus,
        clock_ns=time.perf_counter_ns,
        rules=settings.follow_rules,
        placer=AdTime(
            finder=ad_pictures.find,
            lane=lanes.ad_pictures,
            bus=bus,
            find_calibration=obs.calibration_of if obs else uncalibrated,
        ).placed,
    )
    screening = Screening(
        store=store,
        lane=lanes.storage,
        bus=bus,
        recorder=recorder,
        analyst=analyst,
        mailbox=mailbox,
        identity=nets.identity,
        settings_record=settings.as_record(),
        clock_ns=time.perf_counter_ns,
        library=library,
        recorder_of_picture=obs.recording if obs else None,
    )
    house = _furnish(
        settings,
        nets.identity,
        lanes,
        library=library,
        figures_desk=figures_desk,
        agreements=Agreements(
            library=library,
            labels=StoredLabels(database),
            storage=lanes.storage,
            compute=lanes.ads,
            basis=Basis(settings.metrics.basis),
        ),
        bus=bus,
        mailbox=mailbox,
        screening=screening,
        notebook=Notebook(
            store=SessionNotes(database),
            library=library,
            lane=lanes.storage,
            clock_ns=time.perf_counter_ns,
            on_note=screening.take_notes,
        ),
        tokens=tokens,
        obs=obs,
    )
    obs_work = dict(obs.work()) if obs else {}
    if obs:
        obs_work["OBS recording watch"] = watch_recording(obs.link, screening)
    try:
        async with _background(analyst=analyst.run(), recorder=recorder.run(), **obs_work):
            try:
                yield house
            finally:
                await screening.close()
                await recorder.flush()
    finally:
        await lanes.ad_pictures.call(ad_pictures.close)
        if obs is not None:
            obs.lane.close()


@contextlib.asynccontextmanager
async def _background(**work: Coroutine[Any, Any, None]) -> AsyncIterator[None]:
    """Run endless work beside the block; work that ends by itself has failed and is logged."""
    tasks = [asyncio.create_task(one, name=name) for name, one in work.items()]
    for task in tasks:
        task.add_done_callback(_log_failure)
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _log_failure(task: asyncio.Task[None]) -> None:
    if not task.cancelled() and (problem := task.exception()) is not None:
        _log.critical("%s failed; start ReelPulse again", task.get_name(), exc_info=problem)


def _furnish(
    settings: Settings,
    identity: AnalyserIdentity,
    lanes: Lanes,
    *,
    library: StoredSessions,
    figures_desk: FiguresDesk,
    agreements: Agreements,
    bus: Bus,
    mailbox: Mailbox,
    screening: Screening,
    notebook: Notebook,
    tokens: TokenStore,
    obs: ObsRoom | None,
) -> House:
    reports = SessionReports(
        library=library, agreements=agreements, lane=lanes.storage, settings=settings
    )
    app = make_app(
        settings=settings,
        identity=identity,
        access=Access(tokens=tokens, clock_ns=time.perf_counter_ns),
        screening=screening,
        notebook=notebook,
        bus=bus,
        mailbox=mailbox,
        storage_lane=lanes.storage,
        library=library,
        figures_desk=figures_desk,
        agreement_judge=agreements,
        ad_lane=lanes.ads,
        ad_reader=read_ad,
        report_maker=reports,
        clock_ns=time.perf_counter_ns,
        obs_desk=obs.desk if obs else None,
    )
    return House(
        settings=settings,
        identity=identity,
        addresses=Addresses(settings.server, tokens),
        tokens=tokens,
        lanes=lanes,
        library=library,
        bus=bus,
        mailbox=mailbox,
        screening=screening,
        reports=reports,
        obs=obs,
        app=app,
    )


@contextlib.asynccontextmanager
async def serving(house: House) -> AsyncIterator[None]:
    """Listen on the port while the block runs.

    Raises:
        PortInUseError: another program listens there.
    """
    server = house.settings.server
    runner = web.AppRunner(house.app, access_log=None, handle_signals=False)
    await runner.setup()
    try:
        try:
            await web.TCPSite(runner, server.host, server.port).start()
        except OSError as problem:
            if problem.errno not in {errno.EADDRINUSE, errno.EACCES}:
                raise
            raise PortInUseError(host=server.host, port=server.port) from problem
        yield
    finally:
        await runner.cleanup()
