"""Whatever keeps the event loop busy is seen as lag."""

from __future__ import annotations

import asyncio
import time

from reelpulse.bench.loop_lag import LoopLag

BLOCKED_S = 0.08


async def test_code_that_blocks_the_loop_is_seen() -> None:
    lag = LoopLag()
    async with lag.measured():
        await asyncio.sleep(0.02)
        time.sleep(BLOCKED_S)  # noqa: ASYNC251  the fault that is to be seen
        await asyncio.sleep(0.02)
    # The measuring sleep may have begun up to one interval before the loop was blocked.
    assert lag.worst_ms >= 1000 * BLOCKED_S - 10
