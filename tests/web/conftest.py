"""A real server on a free port over a real data base, and a real Chromium to look at it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import pytest
import pytest_asyncio
from aiohttp import ClientSession, CookieJar, web
from playwright.async_api import Browser, BrowserContext, Page, async_playwright, expect

from reelpulse.assembly.agreements import Agreements
from reelpulse.core.attention import AttentionRules
from reelpulse.core.baseline import BaselineRules
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.following import FollowRules
from reelpulse.core.frame import (
    Box,
    Frame,
    PictureAnalysis,
    Reading,
    SeatReading,
    ShowPosition,
    StageDurations,
)
from reelpulse.core.grades import GradeRules
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.notes import SeatNote
from reelpulse.core.obs import ObsDesk
from reelpulse.core.ports import AnalyserIdentity
from reelpulse.core.quality import QualityLimits, Unmeasurable
from reelpulse.core.session import Ad, ModelIdentity
from reelpulse.core.steadiness import SteadyRules
from reelpulse.core.talking import TalkingRules
from reelpulse.errors import PictureError
from reelpulse.live.analyst import Analyst
from reelpulse.live.bus import Bus
from reelpulse.live.figures_desk import FiguresDesk
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.notebook import Notebook
from reelpulse.live.recorder import Recorder
from reelpulse.live.screening import Screening
from reelpulse.live.threads import Lane
from reelpulse.media.ads import read_ad
from reelpulse.settings import LiveSettings, Settings
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.session_notes import SessionNotes
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.web.access import Access
from reelpulse.web.app import make_app
from reelpulse.web.keys import OPEN_SOCKETS
from reelpulse.web.live_wire import CloseCode
from reelpulse.web.tokens import Scope, TokenStore

IDENTITY = AnalyserIdentity(
    provider="CPUExecutionProvider",
    models=(ModelIdentity(role="emotions", name="a-net", sha256="0" * 64),),
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What shares the browser shares its event loop, so all tests with a server do."""
    for item in items:
        if {"open_site", "chromium"} & set(getattr(item, "fixturenames", ())):
            item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)


class NetOfNoUse:
    """The web room is tested with readings that are put on the bus; no picture is measured."""

    identity = IDENTITY

    def analyse(self, jpeg: bytes, *, source: str | None = None, at_ns: int = 0) -> PictureAnalysis:
        raise PictureError(f"{len(jpeg)} bytes of {source} at {at_ns} are measured nowhere here")


@dataclass(kw_only=True)
class HandMadeReports:
    """A report maker whose steps the test takes itself."""

    folder: Path
    asked: list[tuple[int, str, float]] = field(default_factory=list)
    progress: Callable[[str, float], None] = field(default=lambda _stage, _part: None)
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    ready: asyncio.Event = field(default_factory=asyncio.Event)
    problem: Exception | None = None
    cancelled: int = 0

    async def make(
        self,
        session_id: int,
        *,
        language: str,
        silence_weight: float,
        on_progress: Callable[[str, float], None],
    ) -> Path:
        self.asked.append((session_id, language, silence_weight))
        self.progress = on_progress
        self.begun.set()
        try:
            await self.ready.wait()
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        if self.problem is not None:
            raise self.problem
        file = self.folder / f"session-{session_id}-{language}.pdf"
        file.write_bytes(b"%PDF-1.7\n% made by hand\n")
        return file


@dataclass
class ScriptedPlayer:
    """Stands where a sender would: it keeps the commands, the test tells the facts."""

    commands: list[tuple[str, int | None]] = field(default_factory=list)
    plans: list[tuple[int, int]] = field(default_factory=list)
    """Session and buffer of each `play`."""

    async def play(self, *, session_id: int, exposure_id: int, ad: Ad, buffer_ms: int) -> None:
        self.commands.append((f"play {ad.title}", exposure_id))
        self.plans.append((session_id, buffer_ms))

    async def stop(self) -> None:
        self.commands.append(("stop", None))

    async def pause(self) -> None:
        self.commands.append(("pause", None))

    async def resume(self) -> None:
        self.commands.append(("resume", None))

    async def told(self, command: str) -> int | None:
        """Wait until this is the last command: the page may know of a step before it is commanded."""
        async with asyncio.timeout(20):
            while not self.commands or self.commands[-1][0] != command:  # noqa: ASYNC110
                await asyncio.sleep(0.01)
        return self.commands[-1][1]

    @property
    def playing(self) -> int:
        """The showing that was commanded last."""
        number = self.commands[-1][1]
        assert number is not None, self.commands
        return number


@dataclass(kw_only=True)
class Site:
    """Everything of one running server that a test may take hold of."""

    port: int
    app: web.Application
    runner: web.AppRunner
    bus: Bus
    mailbox: Mailbox
    screening: Screening
    recorder: Recorder
    store: SessionStore
    access: Access
    reports: HandMadeReports
    settings: Settings
    sequence: int = 0

    @property
    def base(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def seats_noted(self) -> tuple[SeatNote, ...]:
        """What is noted of the seats of the session at hand."""
        session = self.screening.state.session
        return () if session is None else session.seats

    def token(self, scope: str) -> str:
        return self.access.tokens.token(Scope(scope))

    def overlay_url(self, *, language: str = "en") -> str:
        token = self.token("overlay")
        return f"{self.base}/overlays/emotion-bars/?token={token}&lang={language}"

    def publish(
        self,
        *people: Sequence[float],
        source: str = "webcam",
        age_ms: float = 40.0,
        exposure_id: int | None = None,
        ad_position_ms: int | None = None,
        unmeasurable: Unmeasurable | None = None,
        attention: float | None = None,
        seats: Sequence[int] | None = None,
    ) -> Reading:
        """Put a reading of these people on the bus, as the analyst would; seats from 1 on."""
        now_ns = time.perf_counter_ns()
        self.sequence += 1
        reading = Reading(
            source=source,
            sequence=self.sequence,
            captured_at_ns=now_ns - round(age_ms * 1e6),
            received_at_ns=now_ns - round(age_ms * 0.9e6),
            published_at_ns=now_ns,
            show=ShowPosition(
                scene="show",
                exposure_id=exposure_id,
                ad_id=None if exposure_id is None else "ad",
                ad_position_ms=ad_position_ms,
            ),
            width_px=1280,
            height_px=720,
            seats=tuple(
                SeatReading(
                    seat=number,
                    box=Box(left_px=128.0 * number, top_px=180.0, width_px=160.0, height_px=180.0),
                    detection_score=0.9,
                    presence=0.99,
                    probabilities=tuple(probabilities),
                    unmeasurable=unmeasurable,
                    attention=attention,
                    shown=None if unmeasurable else EMOTIONS[int(np.argmax(probabilities))],
                )
                for number, probabilities in zip(
                    seats or range(1, len(people) + 1), people, strict=True
                )
            ),
            durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
        )
        self.bus.publish(reading)
        return reading

    async def end_live_connections(self) -> None:
        """What renewing a token does to the connections that are open."""
        sockets = self.app[OPEN_SOCKETS]
        await sockets.close_at("/ws/live", code=CloseCode.DENIED, reason=b"token renewed")

    def receive_frames(self, number: int, *, source: str = "webcam") -> None:
        """Let frames arrive that nobody measures."""
        for sequence in range(number):
            self.mailbox.put(
                Frame(
                    source=source,
                    sequence=sequence,
                    captured_at_ns=0,
                    received_at_ns=0,
                    show=ShowPosition(
                        scene="show", exposure_id=None, ad_id=None, ad_position_ms=None
                    ),
                    jpeg=b"",
                )
            )


Moods = Callable[..., tuple[float, ...]]


@pytest.fixture(scope="session")
def mood() -> Moods:
    """Seven probabilities: a part for one emotion, the rest spread over the others."""

    def of(emotion: str, part: float) -> tuple[float, ...]:
        rest = (1.0 - part) / (len(EMOTIONS) - 1)
        return tuple(part if each is Emotion(emotion) else rest for each in EMOTIONS)

    return of


@pytest.fixture
def player() -> ScriptedPlayer:
    """Stands where a sender would."""
    return ScriptedPlayer()


OpenSite = Callable[..., contextlib.AbstractAsyncContextManager[Site]]


@contextlib.asynccontextmanager
async def run_site(
    data_dir: Path,
    *,
    port: int = 0,
    stale_after_ms: int = 2000,
    obs_desk: ObsDesk | None = None,
) -> AsyncIterator[Site]:
    settings = Settings(data_dir=data_dir, live=LiveSettings(stale_after_ms=stale_after_ms))
    storage_lane, ad_lane, inference_lane = Lane("storage"), Lane("ads"), Lane("inference")
    database = await storage_lane.call(Database, settings.database_path)
    bus, mailbox = Bus(), Mailbox()
    store = SessionStore(database)
    await storage_lane.call(store.mark_interrupted)
    recorder = Recorder(store=store, lane=storage_lane, bus=bus, memory_readings_max=1000)
    analyst = Analyst(
        mailbox=mailbox,
        analyser=NetOfNoUse(),
        lane=inference_lane,
        bus=bus,
        clock_ns=time.perf_counter_ns,
        rules=FollowRules(
            seat_sightings=1,
            limits=QualityLimits(),
            attention=AttentionRules(baseline_frames=2),
            steady=SteadyRules(smoothing_ms=500, margin=0.4),
            grades=GradeRules(),
            talking=TalkingRules(),
            baseline=BaselineRules(),
            uses_corrected=True,
        ),
    )
    screening = Screening(
        store=store,
        lane=storage_lane,
        bus=bus,
        recorder=recorder,
        analyst=analyst,
        mailbox=mailbox,
        identity=IDENTITY,
        settings_record=settings.as_record(),
        clock_ns=time.perf_counter_ns,
        library=StoredSessions(database),
        recorder_of_picture=None,
    )
    access = Access(tokens=TokenStore(data_dir / "tokens.json"), clock_ns=time.perf_counter_ns)
    reports = HandMadeReports(folder=data_dir)
    app = make_app(
        settings=settings,
        access=access,
        screening=screening,
        notebook=Notebook(
            store=SessionNotes(database),
            library=StoredSessions(database),
            lane=storage_lane,
            clock_ns=time.perf_counter_ns,
            on_note=screening.take_notes,
        ),
        bus=bus,
        mailbox=mailbox,
        library=StoredSessions(database),
        agreement_judge=Agreements(
            library=StoredSessions(database),
            labels=StoredLabels(database),
            storage=storage_lane,
            compute=ad_lane,
            basis=Basis.CORRECTED,
        ),
        storage_lane=storage_lane,
        figures_desk=FiguresDesk(
            library=StoredSessions(database), lane=storage_lane, clock_ns=time.perf_counter_ns
        ),
        report_maker=reports,
        ad_reader=read_ad,
        ad_lane=ad_lane,
        identity=IDENTITY,
        clock_ns=time.perf_counter_ns,
        obs_desk=obs_desk,
    )
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port)
    await site.start()
    try:
        yield Site(
            port=runner.addresses[0][1],
            app=app,
            runner=runner,
            bus=bus,
            mailbox=mailbox,
            screening=screening,
            recorder=recorder,
            store=store,
            access=access,
            reports=reports,
            settings=settings,
        )
    finally:
        await runner.cleanup()
        await storage_lane.call(database.close)
        for lane in (storage_lane, ad_lane, inference_lane):
            lane.close()


@pytest.fixture
def open_site(tmp_path: Path) -> OpenSite:
    """Start a server; called twice in one test it finds its own data again."""

    def open_it(
        *, port: int = 0, stale_after_ms: int = 2000, obs_desk: ObsDesk | None = None
    ) -> contextlib.AbstractAsyncContextManager[Site]:
        return run_site(tmp_path, port=port, stale_after_ms=stale_after_ms, obs_desk=obs_desk)

    return open_it


@pytest_asyncio.fixture(loop_scope="session")
async def site(open_site: OpenSite) -> AsyncIterator[Site]:
    """A server with nothing connected."""
    async with open_site() as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="session")
async def stranger() -> AsyncIterator[ClientSession]:
    """A client without cookies of ours."""
    async with ClientSession() as client:
        yield client


@dataclass(kw_only=True)
class Moderator:
    """A client that is logged in as the page is."""

    client: ClientSession
    site: Site
    csrf_token: str

    async def get(self, path: str) -> tuple[int, object]:
        async with self.client.get(f"{self.site.base}{path}") as answer:
            return answer.status, await answer.json()

    async def post(self, path: str, body: object = None) -> tuple[int, object]:
        headers = {"Origin": self.site.base, "X-ReelPulse-CSRF": self.csrf_token}
        async with self.client.post(
            f"{self.site.base}{path}", json={} if body is None else body, headers=headers
        ) as answer:
            return answer.status, await answer.json()


@contextlib.asynccontextmanager
async def logged_in(site: Site) -> AsyncIterator[Moderator]:
    """Through the same door as a browser."""
    async with ClientSession(cookie_jar=CookieJar(unsafe=True)) as client:
        async with client.post(
            f"{site.base}/api/enter",
            json={"token": site.token("moderator")},
            headers={"Origin": site.base},
        ) as answer:
            assert answer.status == 200, await answer.text()
        secret = next(iter(client.cookie_jar)).value
        login = site.access.login(secret)
        assert login is not None
        yield Moderator(client=client, site=site, csrf_token=login.csrf_token)


@pytest_asyncio.fixture(loop_scope="session")
async def moderator(site: Site) -> AsyncIterator[Moderator]:
    """Logged in."""
    async with logged_in(site) as entered:
        yield entered


@pytest.fixture(scope="session")
def ad_files(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two short videos of different length."""
    folder = tmp_path_factory.mktemp("ads")
    return (
        _video(folder / "Morning_coffee.mp4", seconds=2, grey=60),
        _video(folder / "Вечерний_чай.mp4", seconds=3, grey=160),
    )


def _video(path: Path, *, seconds: int, grey: int) -> Path:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mpeg4", rate=10)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        for _ in range(seconds * 10):
            picture = np.full((36, 64, 3), grey, dtype=np.uint8)
            container.mux(stream.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(stream.encode(None))
    return path


def _chromium_path() -> str:
    for name in ("chromium", "chromium-browser", "google-chrome", "chrome"):
        if found := shutil.which(name):
            return found
    pytest.fail("These tests need Chromium: install the package `chromium`.")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """One browser for all tests; each test opens its own context in it."""
    flags = [
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
    ]
    if hasattr(os, "geteuid") and os.geteuid() == 0:
        flags.append("--no-sandbox")
    expect.set_options(timeout=30_000)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=_chromium_path(), args=flags)
        yield browser
        await browser.close()


OpenPage = Callable[..., contextlib.AbstractAsyncContextManager[Page]]


@pytest.fixture
def open_page(chromium: Browser) -> OpenPage:
    """A page in a context of its own; whatever the page complains about fails the test."""

    @contextlib.asynccontextmanager
    async def open_it(
        *, width: int, height: int, language: str = "en-GB", quiet: bool = True
    ) -> AsyncIterator[Page]:
        context: BrowserContext = await chromium.new_context(
            viewport={"width": width, "height": height},
            locale=language,
            timezone_id="Europe/Moscow",
            reduced_motion="reduce",
            accept_downloads=True,
        )
        context.set_default_timeout(30_000)
        complaints: list[str] = []
        page = await context.new_page()
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on(
            "console",
            lambda line: (
                complaints.append(line.text) if line.type in {"error", "warning"} else None
            ),
        )
        try:
            yield page
            assert not quiet or complaints == []
        finally:
            await context.close()

    return open_it
