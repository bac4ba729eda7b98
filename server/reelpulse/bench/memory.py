"""Watches the server's memory over a long show and fits its growth."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass

import numpy as np
import psutil

from reelpulse.bench.beside import beside

INTERVAL_S = 2.0
SETTLING_S = 60.0
"""Allocators and caches fill in the first minute; growth is judged after it."""


SAMPLES_MIN = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How resident memory went after settling."""

    first_mb: float
    """Median of the first ten samples."""
    last_mb: float
    """Median of the last ten."""
    mb_per_minute: float
    """Slope of a straight line through all."""


def growth(at_s: Sequence[float], resident_mb: Sequence[float]) -> Growth | None:
    """Fit a line through what was sampled after `SETTLING_S`; None when that is too little."""
    late = np.array(at_s) >= SETTLING_S
    if late.sum() < SAMPLES_MIN:
        return None
    minutes, megabytes = np.array(at_s)[late] / 60, np.array(resident_mb)[late]
    return Growth(
        first_mb=float(np.median(megabytes[:10])),
        last_mb=float(np.median(megabytes[-10:])),
        mb_per_minute=float(np.polyfit(minutes, megabytes, 1)[0]),
    )


class MemoryWatch:
    """Resident memory of this process, sampled."""

    def __init__(self) -> None:
        self._at_s: list[float] = []
        self._resident_mb: list[float] = []

    @property
    def growth(self) -> Growth | None:
        """What was seen so far; None when it was too short to judge."""
        return growth(self._at_s, self._resident_mb)

    def measured(self) -> AbstractAsyncContextManager[None]:
        """Sample while the block runs."""
        return beside(self._run(), name="memory watch")

    async def _run(self) -> None:
        process = psutil.Process()
        began = time.perf_counter()
        while True:
            self._at_s.append(time.perf_counter() - began)
            self._resident_mb.append(process.memory_info().rss / 1e6)
            await asyncio.sleep(INTERVAL_S)
