"""Measures how long the event loop keeps a ready task waiting."""

from __future__ import annotations

import asyncio
import time
from contextlib import AbstractAsyncContextManager

import numpy as np

from reelpulse.bench.beside import beside

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

    def measured(self) -> AbstractAsyncContextManager[None]:
        """Measure while the block runs."""
        return beside(self._run(), name="loop lag")

    async def _run(self) -> None:
        while True:
            began = time.perf_counter()
            await asyncio.sleep(INTERVAL_S)
            self._overshoot_ms.append((time.perf_counter() - began - INTERVAL_S) * 1000)
