"""A running show with its real parts: bus, mailbox, lanes and SQLite; nets and player are small."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import numpy as np

from reelpulse.core.attention import AttentionRules
from reelpulse.core.baseline import BaselineRules
from reelpulse.core.following import FollowRules
from reelpulse.core.frame import (
    Box,
    Face,
    Frame,
    PictureAnalysis,
    Reading,
    SeatReading,
    ShowPosition,
    StageDurations,
)
from reelpulse.core.grades import GradeRules
from reelpulse.core.ports import AnalyserIdentity, ShowRecorder
from reelpulse.core.quality import FaceQuality, QualityLimits
from reelpulse.core.session import Ad, ModelIdentity
from reelpulse.core.steadiness import SteadyRules
from reelpulse.core.talking import TalkingRules
from reelpulse.errors import PictureError
from reelpulse.live.analyst import Analyst
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind, ShowState
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.recorder import Recorder
from reelpulse.live.screening import Screening
from reelpulse.live.threads import Lane
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

NO_TIME = StageDurations(decode_ns=0, detect_ns=0, landmarks_ns=0, emotions_ns=0)
BETWEEN_ADS = ShowPosition(scene="buffer", exposure_id=None, ad_id=None, ad_position_ms=None)
CALM = (0.0, 0.0, 0.0, 0.25, 0.0, 0.0, 0.75)
IDENTITY = AnalyserIdentity(
    provider="CPUExecutionProvider",
    models=(ModelIdentity(role="emotion", name="small", sha256="ab" * 32),),
)

T = TypeVar("T")


WELL_SEEN = FaceQuality(
    height_px=120,
    yaw_deg=3.5,
    pitch_deg=-4.25,
    roll_deg=1.5,
    eye_openness=0.3125,
    brightness=128.5,
    sharpness=400.25,
)


def face_at(x_px: float, *, probability: float = 0.75, quality: FaceQuality = WELL_SEEN) -> Face:
    """A face whose middle is at x, neutral with this probability, else happy."""
    probabilities = np.array([0, 0, 0, 1 - probability, 0, 0, probability], dtype=np.float32)
    return Face(
        box=Box(left_px=x_px - 50, top_px=100, width_px=100, height_px=120),
        detection_score=0.875,
        presence=0.5,
        landmarks_px=np.zeros((468, 3), dtype=np.float32),
        logits=np.zeros(7, dtype=np.float32),
        probabilities=probabilities,
        quality=quality,
    )


class TextAnalyser:
    """Reads "pictures" that name where faces are, e.g. `b"100 300"`; `b"broken"` is no picture."""

    identity = IDENTITY

    def __init__(self) -> None:
        self.seen: list[bytes] = []
        self.frames: list[tuple[str | None, int]] = []
        """Webcam and moment of capture of each."""
        self.quality = WELL_SEEN
        self.probability = 0.75
        self.before_each: Callable[[bytes], None] = lambda _: None

    def analyse(self, jpeg: bytes, *, source: str | None = None, at_ns: int = 0) -> PictureAnalysis:
        self.seen.append(jpeg)
        self.frames.append((source, at_ns))
        self.before_each(jpeg)
        if jpeg == b"broken":
            raise PictureError("This is not a JPEG.")
        faces = tuple(
            face_at(100, probability=float("nan"))
            if word == b"nan"
            else face_at(float(word), probability=self.probability, quality=self.quality)
            for word in jpeg.split()
        )
        return PictureAnalysis(width_px=640, height_px=360, faces=faces, durations=NO_TIME)


class RemotePlayer:
    """Notes what it is told, and plays nothing."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.exposures: list[int] = []
        self.plans: list[tuple[int, int]] = []

    async def play(self, *, session_id: int, exposure_id: int, ad: Ad, buffer_ms: int) -> None:
        self.told.append(f"play {ad.ad_id}")
        self.exposures.append(exposure_id)
        self.plans.append((session_id, buffer_ms))

    async def pause(self) -> None:
        self.told.append("pause")

    async def resume(self) -> None:
        self.told.append("resume")

    async def stop(self) -> None:
        self.told.append("stop")

    @property
    def last(self) -> int:
        """The exposure that it was told to play last."""
        return self.exposures[-1]


@dataclass(slots=True)
class Stage:
    """Everything of one show."""

    database: Database
    store: SessionStore
    library: StoredSessions
    storage_lane: Lane
    inference_lane: Lane
    bus: Bus
    mailbox: Mailbox
    recorder: Recorder
    analyser: TextAnalyser
    analyst: Analyst
    screening: Screening
    events: asyncio.Queue[Event] = field(default_factory=asyncio.Queue)
    notices: list[Notice] = field(default_factory=list)
    states: list[ShowState] = field(default_factory=list)

    async def stored(self, question: Callable[..., T], *arguments: object) -> T:
        """Ask in the storage lane, as the product does."""
        return await self.storage_lane.call(lambda: question(*arguments))

    async def next_event(self, kind: type[T]) -> T:
        """Wait for the next event of this kind."""
        async with asyncio.timeout(5):
            while True:
                event = await self.events.get()
                if isinstance(event, kind):
                    return event

    def heard(self, kind: NoticeKind) -> list[str]:
        """Details of the notices of this kind."""
        return [notice.detail for notice in self.notices if notice.kind is kind]

    async def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        return await self.storage_lane.call(self.database.rows, sql, *parameters)

    async def fill_disk(self) -> None:
        """From now on SQLite finds no room for another page."""
        ((pages,),) = await self.rows("PRAGMA page_count")
        await self.rows(f"PRAGMA max_page_count = {pages}")

    async def free_disk(self) -> None:
        await self.rows("PRAGMA max_page_count = 1000000")

    def close(self) -> None:
        self.inference_lane.close()
        self.storage_lane.close()
        self.database.close()


def build_stage(
    folder: Path,
    *,
    memory_readings_max: int = 1000,
    seat_sightings: int = 1,
    clock_ns: Callable[[], int] | None = None,
    unix_ms: Callable[[], int] = lambda: time.time_ns() // 1_000_000,
    recorder_of_picture: ShowRecorder | None = None,
) -> Stage:
    """All parts, on a clock that ticks by a millisecond at each look unless another is given."""
    database = Database(folder / "reelpulse.db")
    clock_ns = clock_ns or count(1_000_000_000, 1_000_000).__next__
    bus, mailbox, analyser = Bus(), Mailbox(), TextAnalyser()
    storage_lane, inference_lane = Lane("storage"), Lane("inference")
    store = SessionStore(database)
    recorder = Recorder(
        store=store, lane=storage_lane, bus=bus, memory_readings_max=memory_readings_max
    )
    analyst = Analyst(
        mailbox=mailbox,
        analyser=analyser,
        lane=inference_lane,
        bus=bus,
        clock_ns=clock_ns,
        rules=FollowRules(
            seat_sightings=seat_sightings,
            limits=QualityLimits(),
            attention=AttentionRules(baseline_frames=2),
            steady=SteadyRules(smoothing_ms=500, margin=0.4),
            grades=GradeRules(),
            talking=TalkingRules(),
            baseline=BaselineRules(),
            uses_corrected=True,
        ),
    )
    stage = Stage(
        database=database,
        store=store,
        library=StoredSessions(database),
        storage_lane=storage_lane,
        inference_lane=inference_lane,
        bus=bus,
        mailbox=mailbox,
        recorder=recorder,
        analyser=analyser,
        analyst=analyst,
        screening=Screening(
            store=store,
            lane=storage_lane,
            bus=bus,
            recorder=recorder,
            analyst=analyst,
            mailbox=mailbox,
            identity=IDENTITY,
            settings_record={"metrics": {"silence_weight": 0.5}},
            clock_ns=clock_ns,
            library=StoredSessions(database),
            recorder_of_picture=recorder_of_picture,
            recording_tail_s=0.0,
            unix_ms=unix_ms,
        ),
    )
    bus.subscribe(stage.events.put_nowait)
    bus.subscribe(lambda e: stage.notices.append(e) if isinstance(e, Notice) else None)
    bus.subscribe(lambda e: stage.states.append(e) if isinstance(e, ShowState) else None)
    return stage


@contextlib.asynccontextmanager
async def running(work: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """Let an endless task run for the length of the block; its own failure is the test's."""
    task = asyncio.create_task(work, name="in the background")
    try:
        yield task
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


def frame(
    jpeg: bytes, *, source: str = "cam", sequence: int = 1, show: ShowPosition = BETWEEN_ADS
) -> Frame:
    return Frame(
        source=source,
        sequence=sequence,
        captured_at_ns=sequence * 1000,
        received_at_ns=sequence * 1000 + 10,
        show=show,
        jpeg=jpeg,
    )


def reading(
    sequence: int,
    *,
    seats: int = 1,
    exposure_id: int | None = None,
    position_ms: int | None = None,
    source: str = "cam",
) -> Reading:
    """A measured frame with so many calm people in it."""
    return Reading(
        source=source,
        sequence=sequence,
        captured_at_ns=sequence * 1000,
        received_at_ns=sequence * 1000 + 10,
        published_at_ns=sequence * 1000 + 500,
        show=ShowPosition(
            scene="ad" if exposure_id else "buffer",
            exposure_id=exposure_id,
            ad_id=None,
            ad_position_ms=position_ms,
        ),
        width_px=640,
        height_px=360,
        seats=tuple(
            SeatReading(
                seat=seat,
                box=Box(left_px=seat * 100, top_px=50, width_px=80, height_px=90),
                detection_score=0.875,
                presence=0.5,
                probabilities=CALM,
            )
            for seat in range(1, seats + 1)
        ),
        durations=NO_TIME,
    )


def ad(ad_id: str, *, duration_ms: int = 10_000) -> Ad:
    return Ad(
        ad_id=ad_id,
        title=ad_id.title(),
        path=Path(f"/ads/{ad_id}.mp4"),
        sha256=ad_id * 4,
        duration_ms=duration_ms,
        width_px=640,
        height_px=360,
        frame_rate_hz=25.0,
    )
