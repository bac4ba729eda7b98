"""The named doors through which the event loop calls blocking code: one thread each."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Lane:
    """One thread with a name; its calls run one after the other."""

    def __init__(self, name: str, *, niceness: int = 0) -> None:
        """`niceness`: how far this thread, and those it starts, step back behind other programs.

        Only Linux knows it for single threads; elsewhere the lane keeps the process's priority.
        """
        self._executor = ThreadPoolExecutor(
            max_workers=1, thread_name_prefix=name, initializer=_step_back, initargs=(niceness,)
        )

    async def call(self, function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Run `function` in the lane and wait for its result without stopping the loop."""
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._executor, lambda: function(*args, **kwargs))

    def close(self) -> None:
        """Finish what waits, then end the thread."""
        self._executor.shutdown(wait=True)


def _step_back(niceness: int) -> None:
    if niceness and sys.platform == "linux":
        thread = threading.get_native_id()
        now = os.getpriority(os.PRIO_PROCESS, thread)
        os.setpriority(os.PRIO_PROCESS, thread, now + niceness)
