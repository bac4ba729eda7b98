"""Keeps the connection to OBS: quietly finds it, lets go when it exits, and comes back."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Concatenate, Final, ParamSpec, TypeVar

from reelpulse.core.obs import ObsLinkState
from reelpulse.errors import ObsError, ObsPasswordError, ObsUnreachableError
from reelpulse.live.threads import Lane
from reelpulse.obs.connection import EXIT
from reelpulse.obs.door import ObsSwitchedOffError
from reelpulse.obs.requests import Connect, Connection, ObsEvent, Requests

P = ParamSpec("P")
T = TypeVar("T")

FIRST_PAUSE_S: Final = 1.0
LONGEST_PAUSE_S: Final = 10.0
AFTER_EXIT_S: Final = 5.0
"""A client that comes back while OBS is closing keeps it from closing, or crashes it."""

_log = logging.getLogger(__name__)


class ObsLink:
    """One connection on one thread; events arrive in the event loop."""

    def __init__(self, connect: Connect, lane: Lane) -> None:
        self._connect = connect
        self._lane = lane
        self._connection: Connection | None = None
        self._open: Connection | None = None
        self._listeners: list[Callable[[ObsEvent], None]] = []
        self._on_change: list[Callable[[], None]] = []
        self._problem: ObsError = _away()
        self._not_before_s = 0.0
        self._wake = asyncio.Event()

    @property
    def state(self) -> ObsLinkState:
        """Whether OBS answers, and if not, why."""
        if self._connection is not None:
            return ObsLinkState.CONNECTED
        if isinstance(self._problem, ObsPasswordError):
            return ObsLinkState.WRONG_PASSWORD
        if isinstance(self._problem, ObsSwitchedOffError):
            return ObsLinkState.NOT_CONFIGURED
        return ObsLinkState.NOT_RUNNING

    def subscribe(self, listener: Callable[[ObsEvent], None]) -> Callable[[], None]:
        """Hear OBS's events; call what is returned to stop."""
        self._listeners.append(listener)
        return lambda: self._listeners.remove(listener)

    def on_change(self, listener: Callable[[], None]) -> Callable[[], None]:
        """Hear that OBS came or went; call what is returned to stop."""
        self._on_change.append(listener)
        return lambda: self._on_change.remove(listener)

    def try_now(self) -> None:
        """Do not wait for the next attempt: something has changed."""
        self._wake.set()

    async def ask(
        self,
        function: Callable[Concatenate[Requests, P], T],
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> T:
        """Run a function of requests on the connection's thread.

        Raises:
            ObsError: OBS is not connected, goes away meanwhile, or refuses.
        """
        connection = self._connection
        if connection is None:
            raise self._problem
        try:
            return await self._lane.call(function, connection, *args, **kwargs)
        except ObsUnreachableError:
            await self._let_go(connection)
            raise

    async def run(self) -> None:
        """Connect whenever OBS is there, until cancelled."""
        pause_s = FIRST_PAUSE_S
        try:
            while True:
                rest_s = self._not_before_s - asyncio.get_running_loop().time()
                if self._connection is not None and not self._connection.is_alive:
                    await self._let_go(self._connection)
                    pause_s = FIRST_PAUSE_S
                elif self._connection is None and rest_s > 0:
                    pause_s = rest_s
                elif self._connection is None:
                    pause_s = await self._try(max(pause_s, FIRST_PAUSE_S))
                await self._pause(FIRST_PAUSE_S if self._connection else pause_s)
        finally:
            self._connection = None
            await self._close()

    async def _try(self, pause_s: float) -> float:
        """One attempt; the pause until the next one."""
        loop = asyncio.get_running_loop()
        try:
            connection = await self._lane.call(
                self._opened, lambda event: _to(loop, self._on_event, event)
            )
        except ObsError as problem:
            if type(problem) is not type(self._problem):
                _log.info("%s", problem)
            self._problem = problem
            return min(2 * pause_s, LONGEST_PAUSE_S)
        _log.info("connected to OBS")
        self._connection = connection
        self._problem = _away()
        self._tell_change()
        return FIRST_PAUSE_S

    async def _let_go(self, connection: Connection) -> None:
        if self._connection is not connection:
            return
        self._connection = None
        self._problem = _away()
        _log.info("OBS has gone")
        self._tell_change()
        await self._close()

    def _opened(self, on_event: Callable[[ObsEvent], None]) -> Connection:
        """In the lane: also one that nobody waits for any more is known to `_close`."""
        self._open = self._connect(on_event)
        return self._open

    async def _close(self) -> None:
        """Close what is open, even when this task is cancelled: OBS waits for its clients to go."""
        await asyncio.shield(self._lane.call(self._close_open))

    def _close_open(self) -> None:
        """In the lane, which does one thing at a time: what is being opened is open by now."""
        connection, self._open = self._open, None
        if connection is not None:
            connection.close()

    async def _pause(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._wake.wait(), seconds)
        self._wake.clear()

    def _on_event(self, event: ObsEvent) -> None:
        if event.name == EXIT:
            # OBS waits for its clients: closing is not put off until the next round.
            self._not_before_s = asyncio.get_running_loop().time() + AFTER_EXIT_S
            if self._connection is not None:
                self._connection.forget()
            self._wake.set()
        for listener in tuple(self._listeners):
            listener(event)

    def _tell_change(self) -> None:
        for listener in tuple(self._on_change):
            listener()


def _away() -> ObsError:
    return ObsError(
        "OBS is not connected. ReelPulse tries again by itself every few seconds: start OBS, or wait."
    )


def _to(
    loop: asyncio.AbstractEventLoop, listener: Callable[[ObsEvent], None], event: ObsEvent
) -> None:
    """Called in the thread that read the event; a loop that has ended needs none."""
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(listener, event)
