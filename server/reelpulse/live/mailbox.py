"""Holds the newest frame of each source until the analyst is free; older ones are replaced."""

from __future__ import annotations

import asyncio
from collections import Counter

from reelpulse.core.frame import Frame


class Mailbox:
    """A slot of one per source: never more than one frame of a webcam waits."""

    def __init__(self) -> None:
        self._waiting: dict[str, Frame] = {}
        self._filled = asyncio.Event()
        self._received: Counter[str] = Counter()
        self._replaced: Counter[str] = Counter()

    @property
    def received(self) -> Counter[str]:
        """Frames put in, by source."""
        return self._received

    @property
    def replaced(self) -> Counter[str]:
        """Frames that a newer one pushed out before they were measured, by source."""
        return self._replaced

    def put(self, frame: Frame) -> Frame | None:
        """Leave a frame; returns the older one of the same source that it replaced, if any."""
        self._received[frame.source] += 1
        older = self._waiting.get(frame.source)
        if older is not None:
            self._replaced[frame.source] += 1
        self._waiting[frame.source] = frame
        self._filled.set()
        return older

    async def take(self) -> Frame:
        """Wait for a frame; sources take turns, because the longest waiting goes first."""
        await self._filled.wait()
        source = next(iter(self._waiting))
        frame = self._waiting.pop(source)
        if not self._waiting:
            self._filled.clear()
        return frame
