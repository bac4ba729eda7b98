"""Collects the readings of a running session and stores them each second."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections import deque
from collections.abc import Iterator
from itertools import islice, takewhile
from typing import Final

from reelpulse.core.frame import Reading
from reelpulse.core.ports import ReadingStore
from reelpulse.core.session import BaselineWindow, Exposure
from reelpulse.errors import DiskFullError, StorageError
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)

BATCH_FRAMES: Final = 200
"""So many are stored at once: an attempt on a full disk costs little, others get at the lane."""


class Recorder:
    """What was measured is written within a second; while the disk is full it waits in memory."""

    def __init__(
        self, *, store: ReadingStore, lane: Lane, bus: Bus, memory_readings_max: int
    ) -> None:
        self._store = store
        self._lane = lane
        self._bus = bus
        self._memory_readings_max = memory_readings_max
        self._waiting: deque[tuple[int, Reading]] = deque()
        self._waiting_weight = 0
        self._exposures: dict[int, Exposure] = {}
        self._baselines: deque[tuple[int, BaselineWindow]] = deque()
        self._session_id: int | None = None
        self._trouble: NoticeKind | None = None
        self._lost_frames = 0
        self._flushing = asyncio.Lock()
        bus.subscribe(self._on_event)

    def record(self, session_id: int | None) -> None:
        """Keep readings for this session from now on; None keeps none."""
        self._session_id = session_id

    async def keep_exposure(self, exposure: Exposure) -> None:
        """Store how far a showing is: now, or as soon as the disk has room."""
        self._exposures[exposure.exposure_id] = exposure
        with self._trouble_told():
            await self._store_exposures()

    async def keep_baseline(self, session_id: int, window: BaselineWindow) -> None:
        """Store when the neutral scene was shown: now, or as soon as the disk has room."""
        self._baselines.append((session_id, window))
        with self._trouble_told():
            await self._store_baselines()

    async def run(self, *, interval_s: float = 1.0) -> None:
        """Store until cancelled; the caller flushes once more at the end."""
        while True:
            await asyncio.sleep(interval_s)
            await self.flush()

    async def flush(self) -> None:
        """Store all that waits; what cannot be stored keeps waiting and is told to the moderator."""
        async with self._flushing:
            with self._trouble_told():
                await self._store_exposures()
                await self._store_baselines()
                while self._waiting:
                    await self._store_batch()
                self._tell_recovery()

    async def _store_exposures(self) -> None:
        for exposure in tuple(self._exposures.values()):
            has_ended = exposure.ended_how is not None
            write = self._store.end_exposure if has_ended else self._store.start_exposure
            await self._lane.call(write, exposure)
            if self._exposures.get(exposure.exposure_id) is exposure:
                del self._exposures[exposure.exposure_id]

    async def _store_baselines(self) -> None:
        """Told twice, a window is kept once."""
        for entry in tuple(self._baselines):
            await self._lane.call(self._store.keep_baseline, *entry)
            if entry in self._baselines:
                self._baselines.remove(entry)

    async def _store_batch(self) -> None:
        """Store the oldest frames; newer ones may come in meanwhile, at the other end."""
        session_id = self._waiting[0][0]
        oldest = takewhile(
            lambda entry: entry[0] == session_id, islice(self._waiting, BATCH_FRAMES)
        )
        batch = [reading for _, reading in oldest]
        await self._lane.call(self._store.add_readings, session_id, batch)
        for _ in batch:
            self._drop_oldest()

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, Reading) or self._session_id is None:
            return
        self._waiting.append((self._session_id, event))
        self._waiting_weight += _weight(event)
        if not self._flushing.locked():  # else the oldest are just being stored
            self._keep_within_memory()

    def _keep_within_memory(self) -> None:
        while self._waiting_weight > self._memory_readings_max:
            if self._lost_frames == 0:
                _log.error("memory is full, readings are lost")
                self._bus.publish(Notice(kind=NoticeKind.READINGS_LOST))
            self._drop_oldest()
            self._lost_frames += 1

    def _drop_oldest(self) -> None:
        _, reading = self._waiting.popleft()
        self._waiting_weight -= _weight(reading)

    @contextlib.contextmanager
    def _trouble_told(self) -> Iterator[None]:
        """Tell a storage error once, however often it comes again."""
        try:
            yield
        except StorageError as problem:
            is_full = isinstance(problem, DiskFullError)
            kind = NoticeKind.DISK_FULL if is_full else NoticeKind.STORAGE_FAILED
            if self._trouble is not kind:
                _log.error("%s", problem)
                self._trouble = kind
                self._bus.publish(Notice(kind=kind, detail=str(problem)))

    def _tell_recovery(self) -> None:
        if self._trouble is not None:
            _log.info("readings are stored again")
            self._trouble = None
            self._bus.publish(Notice(kind=NoticeKind.DISK_FREE_AGAIN))
        if self._lost_frames:
            detail = f"{self._lost_frames} measured frames could not be kept and are lost."
            _log.error("%s", detail)
            self._lost_frames = 0
            self._bus.publish(Notice(kind=NoticeKind.READINGS_LOST, detail=detail))


def _weight(reading: Reading) -> int:
    """In seat readings; a frame without anybody takes memory too."""
    return max(1, len(reading.seats))
