"""The link finds OBS, tells why it does not, lets go and comes back; no OBS is needed here."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from reelpulse.core.obs import ObsLinkState
from reelpulse.errors import ObsError, ObsPasswordError, ObsUnreachableError
from reelpulse.live.threads import Lane
from reelpulse.obs.door import ObsSwitchedOffError
from reelpulse.obs.link import ObsLink
from reelpulse.obs.requests import Answer, ObsEvent, Requests


class ScriptedConnection:
    """Answers with the request's name, until it is gone."""

    def __init__(self, on_event: Callable[[ObsEvent], None]) -> None:
        self.on_event = on_event
        self.is_alive = True
        self.closed = 0

    def ask(self, request: str, **data: Any) -> Answer:
        if not self.is_alive:
            raise ObsUnreachableError(host="127.0.0.1", port=1)
        return {"request": request, **data}

    def forget(self) -> None:
        self.is_alive = False

    def close(self) -> None:
        self.closed += 1


class ScriptedDoor:
    """Opens, or refuses with the problem that the test sets; in no hurry while it is not `free`."""

    def __init__(self) -> None:
        self.problem: ObsError | None = None
        self.opened: list[ScriptedConnection] = []
        self.knocked = threading.Event()
        self.free = threading.Event()
        self.free.set()

    def open(self, on_event: Callable[[ObsEvent], None]) -> ScriptedConnection:
        self.knocked.set()
        self.free.wait(20)
        if self.problem is not None:
            raise self.problem
        self.opened.append(ScriptedConnection(on_event))
        return self.opened[-1]


@contextlib.asynccontextmanager
async def running(door: ScriptedDoor) -> AsyncIterator[ObsLink]:
    lane = Lane("obs")
    link = ObsLink(door.open, lane)
    task = asyncio.create_task(link.run())
    try:
        yield link
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        lane.close()


async def until(link: ObsLink, state: ObsLinkState) -> None:
    changed = asyncio.Event()
    unsubscribe = link.on_change(changed.set)
    async with asyncio.timeout(20):
        while link.state is not state:
            await changed.wait()
            changed.clear()
    unsubscribe()


def version(requests: Requests) -> Answer:
    return requests.ask("GetVersion")


async def test_a_link_asks_and_closes_what_it_opened() -> None:
    door = ScriptedDoor()
    async with running(door) as link:
        await until(link, ObsLinkState.CONNECTED)
        assert await link.ask(version) == {"request": "GetVersion"}
    assert [one.closed for one in door.opened] == [1]


@pytest.mark.parametrize(
    ("problem", "state"),
    [
        (ObsPasswordError(), ObsLinkState.WRONG_PASSWORD),
        (ObsSwitchedOffError(), ObsLinkState.NOT_CONFIGURED),
        (ObsUnreachableError(host="127.0.0.1", port=1), ObsLinkState.NOT_RUNNING),
    ],
)
async def test_the_reason_for_no_link_is_kept_until_it_is_mended(
    problem: ObsError, state: ObsLinkState
) -> None:
    door = ScriptedDoor()
    door.problem = problem
    async with running(door) as link:
        async with asyncio.timeout(20):
            while True:
                with pytest.raises(ObsError) as told:
                    await link.ask(version)
                if told.value is problem:
                    break
                await asyncio.sleep(0)
        assert link.state is state
        door.problem = None
        link.try_now()
        await until(link, ObsLinkState.CONNECTED)


async def test_an_obs_that_went_is_found_again() -> None:
    door = ScriptedDoor()
    async with running(door) as link:
        await until(link, ObsLinkState.CONNECTED)
        door.opened[0].is_alive = False
        with pytest.raises(ObsUnreachableError):
            await link.ask(version)
        assert link.state is ObsLinkState.NOT_RUNNING
        link.try_now()
        await until(link, ObsLinkState.CONNECTED)
        assert (len(door.opened), door.opened[0].closed) == (2, 1)


async def test_an_obs_that_announces_its_exit_is_left_at_once() -> None:
    door = ScriptedDoor()
    async with running(door) as link:
        await until(link, ObsLinkState.CONNECTED)
        await asyncio.to_thread(
            door.opened[0].on_event, ObsEvent(name="ExitStarted", data={}, arrived_at_ns=1)
        )
        await until(link, ObsLinkState.NOT_RUNNING)
        assert len(door.opened) == 1
    assert door.opened[0].closed == 1


async def test_a_link_that_ends_while_obs_is_being_reached_leaves_nothing_open() -> None:
    door = ScriptedDoor()
    door.free.clear()
    async with running(door):
        await asyncio.to_thread(door.knocked.wait, 20)
        asyncio.get_running_loop().call_later(0.05, door.free.set)
    assert [one.closed for one in door.opened] == [1]


async def test_a_link_that_ends_while_it_lets_go_still_closes() -> None:
    door = ScriptedDoor()
    async with running(door) as link:
        await until(link, ObsLinkState.CONNECTED)
        door.opened[0].is_alive = False
        link.try_now()
        await until(link, ObsLinkState.NOT_RUNNING)  # and cancelled in this very moment
    assert [one.closed for one in door.opened] == [1]


async def test_an_obs_that_closes_is_not_reached_again_at_once_even_if_it_was_asked_meanwhile() -> (
    None
):
    door = ScriptedDoor()
    async with running(door) as link:
        await until(link, ObsLinkState.CONNECTED)
        door.opened[0].on_event(ObsEvent(name="ExitStarted", data={}, arrived_at_ns=1))
        with pytest.raises(ObsError):
            await asyncio.gather(link.ask(version), link.ask(version))
        link.try_now()
        await asyncio.sleep(1.5)  # longer than the pause after an OBS that only went away
        assert len(door.opened) == 1
