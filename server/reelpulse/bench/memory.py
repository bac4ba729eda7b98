"""Watches the server's memory over a long show and fits its growth."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import numpy as np
import psutil

INTERVAL_S = 2.0
SETTLING_S = 60.0
"""Allocators and caches fill in the first minute; growth is judged after it."""


class MemoryWatch:
    """Resident memory of this process, sampled."""

    def __init__(self) -> None:
        self._at_s: list[float] = []
        self._resident_mb: list[float] = []

    @property
    def growth_mb_per_minute(self) -> float | None:
        """Slope of a straight line through the samples after settling; None when too short."""
        late = [i for i, t in enumerate(self._at_s) if t >= SETTLING_S]
        if len(late) < 30:
            return None
        at_minute = np.array(self._at_s)[late] / 60
        return float(np.polyfit(at_minute, np.array(self._resident_mb)[late], 1)[0])

    @property
    def first_and_last_mb(self) -> tuple[float, float] | None:
        """Median of the first and of the last ten samples after settling; None when too short."""
        late = [mb for t, mb in zip(self._at_s, self._resident_mb, strict=True) if t >= SETTLING_S]
        if len(late) < 30:
            return None
        return float(np.median(late[:10])), float(np.median(late[-10:]))

    @contextlib.asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Sample while the block runs."""
        task = asyncio.create_task(self._run(), name="memory watch")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        process = psutil.Process()
        began = time.perf_counter()
        while True:
            self._at_s.append(time.perf_counter() - began)
            self._resident_mb.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(INTERVAL_S)
