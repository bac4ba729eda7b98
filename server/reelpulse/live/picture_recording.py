"""The recording of the programme that OBS makes of a show: begun before it, ended a second after."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from reelpulse.core.ports import ReadingStore, ShowRecorder
from reelpulse.core.session import Recording, Session
from reelpulse.errors import ReelPulseError, ScreeningError, StorageError
from reelpulse.live.bus import Bus
from reelpulse.live.events import Notice, NoticeKind
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)

TAIL_S: Final = 1.0
"""So long the recording goes on after the show, so that its last picture is in the file."""


class PictureRecording:
    """At most one recording at a time; trouble with it never stops a show that runs."""

    def __init__(
        self,
        *,
        recorder: ShowRecorder | None,
        store: ReadingStore,
        lane: Lane,
        bus: Bus,
        clock_ns: Callable[[], int],
        on_end: Callable[[], None],
        tail_s: float = TAIL_S,
    ) -> None:
        """`on_end`: called when a recording has come to its end after `end`."""
        self._recorder = recorder
        self._store = store
        self._lane = lane
        self._bus = bus
        self._clock_ns = clock_ns
        self._on_end = on_end
        self._tail_s = tail_s
        self._running: tuple[int, Recording] | None = None
        self._ending: asyncio.Task[None] | None = None
        self._is_in_its_tail = False

    @property
    def is_running(self) -> bool:
        """The programme is recorded; also after the show, until OBS has finished the file."""
        return self._is_in_its_tail or (
            self._running is not None and self._running[1].stopped_at_ns is None
        )

    async def begin(self, session_id: int) -> None:
        """Record from now on; the file's time 0 is stored when this returns.

        Raises:
            ReelPulseError: OBS does not record, or the disk is full; nothing is recorded then.
        """
        if self._recorder is None:
            raise ScreeningError(
                "This show is to be recorded, but OBS is not connected to the server. "
                "Start OBS, or prepare the session without a recording."
            )
        await self.closed()
        recording = Recording(started_at_ns=await self._recorder.start())
        try:
            await self._lane.call(self._store.keep_recording, session_id, recording)
        except StorageError:
            with contextlib.suppress(ReelPulseError):
                await self._recorder.stop()
            raise
        self._running = (session_id, recording)

    async def go_on(self, session: Session) -> None:
        """Record a show that goes on after a break; OBS may never have stopped."""
        try:
            await self.begin(session.session_id)
        except ReelPulseError as problem:
            last = session.recordings[-1] if session.recordings else None
            if last is not None and last.stopped_at_ns is None and last.path is None:
                self._running = (session.session_id, last)
            self._tell(problem)

    def end(self) -> None:
        """Let the recording end in a moment; the show is over already."""
        if self._running is not None:
            session_id, recording = self._running
            self._is_in_its_tail, self._running = self.is_running, None
            self._ending = asyncio.create_task(
                self._end(session_id, recording), name="recording end"
            )

    async def lost(self) -> None:
        """OBS went away in mid-show: note when; if it only seemed so, the end tells more."""
        if self._running is not None and self.is_running:
            session_id, recording = self._running
            known = replace(recording, stopped_at_ns=self._clock_ns())
            self._running = (session_id, known)
            self._tell(
                ScreeningError(
                    "OBS has gone while it recorded: the recording ends there, the readings go on. "
                    "Start OBS again to record the next show."
                )
            )
            await self._keep(session_id, known)

    async def closed(self) -> None:
        """Wait until a recording that is ending has ended."""
        if self._ending is not None:
            await self._ending
            self._ending = None

    async def _end(self, session_id: int, recording: Recording) -> None:
        try:
            await self._stop(session_id, recording)
        finally:
            self._is_in_its_tail = False
            self._on_end()

    async def _stop(self, session_id: int, recording: Recording) -> None:
        if self._recorder is None:
            return
        await asyncio.sleep(self._tail_s)
        try:
            path = await self._recorder.stop()
        except ReelPulseError as problem:
            if recording.stopped_at_ns is None:  # else it was told when OBS went
                self._tell(problem)
            return
        await self._keep(session_id, replace(recording, stopped_at_ns=self._clock_ns(), path=path))

    async def _keep(self, session_id: int, recording: Recording) -> None:
        try:
            await self._lane.call(self._store.keep_recording, session_id, recording)
        except StorageError as problem:
            _log.error("the recording %s could not be noted", recording)
            self._tell(problem)

    def _tell(self, problem: ReelPulseError) -> None:
        _log.error("%s", problem)
        self._bus.publish(Notice(kind=NoticeKind.RECORDING_FAILED, detail=str(problem)))
