"""Collects the readings of a running session and stores them each second."""

from __future__ import annotations

import asyncio
import logging
from collections import deque

from reelpulse.core.frame import Reading
from reelpulse.core.ports import ReadingStore
from reelpulse.errors import DiskFullError, StorageError
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)


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
        self._waiting_seats = 0
        self._session_id: int | None = None
        self._trouble: NoticeKind | None = None
        self._flushing = asyncio.Lock()
        bus.subscribe(self._on_event)

    def record(self, session_id: int | None) -> None:
        """Keep readings for this session from now on; None keeps none."""
        self._session_id = session_id

    async def run(self, *, interval_s: float = 1.0) -> None:
        """Store until cancelled; the caller flushes once more at the end."""
        while True:
            await asyncio.sleep(interval_s)
            await self.flush()

    async def flush(self) -> None:
        """Store all that waits; what cannot be stored keeps waiting and is told to the moderator."""
        async with self._flushing:
            while self._waiting:
                session_id = self._waiting[0][0]
                batch = [reading for number, reading in self._waiting if number == session_id]
                try:
                    await self._lane.call(self._store.add_readings, session_id, batch)
                except DiskFullError as problem:
                    self._report_trouble(NoticeKind.DISK_FULL, str(problem))
                    return
                except StorageError as problem:
                    self._report_trouble(NoticeKind.STORAGE_FAILED, str(problem))
                    return
                self._forget(session_id, count=len(batch))
            self._report_recovery()

    def _on_event(self, event: Event) -> None:
        if not isinstance(event, Reading) or self._session_id is None:
            return
        self._waiting.append((self._session_id, event))
        self._waiting_seats += len(event.seats)
        if self._waiting_seats > self._memory_readings_max and not self._flushing.locked():
            self._lose_oldest()

    def _forget(self, session_id: int, *, count: int) -> None:
        """Drop what was stored; newer readings may have come in meanwhile, at the other end."""
        kept: deque[tuple[int, Reading]] = deque()
        for number, reading in self._waiting:
            if number == session_id and count > 0:
                count -= 1
                self._waiting_seats -= len(reading.seats)
            else:
                kept.append((number, reading))
        self._waiting = kept

    def _lose_oldest(self) -> None:
        _, reading = self._waiting.popleft()
        self._waiting_seats -= len(reading.seats)
        if self._trouble is not NoticeKind.READINGS_LOST:
            self._report_trouble(NoticeKind.READINGS_LOST, "")

    def _report_trouble(self, kind: NoticeKind, detail: str) -> None:
        if self._trouble is not kind:
            _log.error("%s: %s", kind, detail)
            self._trouble = kind
            self._bus.publish(Notice(kind=kind, detail=detail))

    def _report_recovery(self) -> None:
        if self._trouble is not None:
            _log.info("readings are stored again")
            self._trouble = None
            self._bus.publish(Notice(kind=NoticeKind.DISK_FREE_AGAIN))
