"""A lane runs blocking calls one after the other, beside the event loop."""

from __future__ import annotations

import asyncio
import os
import sys
import threading

import pytest

from reelpulse.live.threads import Lane


async def test_calls_run_in_order_in_one_named_thread() -> None:
    lane = Lane("disk")
    names: list[tuple[int, str]] = []

    def note(number: int) -> int:
        names.append((number, threading.current_thread().name))
        return number * 10

    results = await asyncio.gather(*(lane.call(note, n) for n in range(5)))
    lane.close()
    assert results == [0, 10, 20, 30, 40]
    assert names == [(n, "disk_0") for n in range(5)]


async def test_errors_come_back_to_the_caller_and_the_lane_goes_on() -> None:
    lane = Lane("disk")
    with pytest.raises(ZeroDivisionError):
        await lane.call(lambda: 1 // 0)
    assert await lane.call(int, "7") == 7
    lane.close()


async def test_closing_finishes_what_waits() -> None:
    lane = Lane("disk")
    go_on = threading.Event()
    done: list[int] = []
    calls = [
        asyncio.ensure_future(lane.call(go_on.wait, 5)),
        asyncio.ensure_future(lane.call(done.append, 1)),
    ]
    await asyncio.sleep(0)
    go_on.set()
    lane.close()
    assert done == [1]
    await asyncio.gather(*calls)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux knows niceness of one thread")
async def test_a_lane_that_steps_back_does_not_take_the_event_loop_with_it() -> None:
    def niceness() -> int:
        return os.getpriority(os.PRIO_PROCESS, threading.get_native_id())

    lane = Lane("test", niceness=7)
    before = niceness()
    try:
        assert await lane.call(niceness) == before + 7
        assert niceness() == before
    finally:
        lane.close()
