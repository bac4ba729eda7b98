"""Keeps the newest clock offset of every sender, and stores it with the session that runs."""

from __future__ import annotations

from reelpulse.core.ports import ReadingStore
from reelpulse.core.timeline import ClockOffset
from reelpulse.live.threads import Lane


class SenderClocks:
    """A sender measures its clock when it connects; a show that starts later needs it too."""

    def __init__(self, *, store: ReadingStore, lane: Lane) -> None:
        self._store = store
        self._lane = lane
        self._offsets: dict[str, ClockOffset] = {}

    async def measured(self, source: str, offset: ClockOffset, *, session_id: int | None) -> None:
        """Keep an offset; with the session, if one runs."""
        self._offsets[source] = offset
        if session_id is not None:
            await self._lane.call(self._store.add_clock_offset, session_id, source, offset)

    def gone(self, source: str) -> None:
        """The sender went away; its clock has nothing to do with later sessions."""
        self._offsets.pop(source, None)

    async def keep_with(self, session_id: int) -> None:
        """Store all that are in force with a session that begins."""
        for source, offset in tuple(self._offsets.items()):
            await self._lane.call(self._store.add_clock_offset, session_id, source, offset)
