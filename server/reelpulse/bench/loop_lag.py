"""Measures how long the event loop keeps a ready task waiting."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator

import numpy as np

INTERVAL_S = 0.005


class LoopLag:
    """Overshoot of short sleeps, in milliseconds."""

    def __init__(self) -> None:
        self._overshoot_ms: list[float] = []

    @property
    def p99_ms(self) -> float:
        """99 of 100 wake-ups came sooner than this late."""
        return float(np.percentile(self._overshoot_ms, 99))

    @property
    def worst_ms(self) -> float:
        """The latest wake-up."""
        return max(self._overshoot_ms)

    @contextlib.asynccontextmanager
    async def measured(self) -> AsyncIterator[None]:
        """Measure while the block runs."""
        task = asyncio.create_task(self._run(), name="loop lag")
        try:
            yield
        finally:
            task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(INTERVAL_S)
            self._overshoot_ms.append((time.perf_counter() - began - INTERVAL_S) * 1000)
