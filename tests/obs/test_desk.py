"""When the desk looks at OBS: never between the scenes that go and the exit that follows."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from typing import Any

from reelpulse.core.obs import ObsLinkState
from reelpulse.errors import ObsUnreachableError
from reelpulse.live.threads import Lane
from reelpulse.obs.connection import EXIT
from reelpulse.obs.desk import Desk
from reelpulse.obs.link import ObsLink
from reelpulse.obs.requests import Answer, ObsEvent

ANSWERS: dict[str, Answer] = {
    "GetSceneList": {"scenes": [{"sceneName": "Mine"}]},
    "GetSceneCollectionList": {"currentSceneCollectionName": "Tests"},
    "GetVersion": {"obsVersion": "29.0.2"},
    "GetSourcePrivateSettings": {"sourceSettings": {}},
    "GetRecordStatus": {"outputActive": False},
}
SETTLE_S = 0.2


class FakeConnection:
    """An OBS with one scene that notes what it is asked."""

    def __init__(self, on_event: Callable[[ObsEvent], None]) -> None:
        self.on_event = on_event
        self.is_alive = True
        self.asked: list[str] = []

    def ask(self, request: str, **_data: Any) -> Answer:
        if not self.is_alive:
            raise ObsUnreachableError(host="127.0.0.1", port=1)
        self.asked.append(request)
        return ANSWERS[request]

    def forget(self) -> None:
        self.is_alive = False

    def close(self) -> None:
        self.is_alive = False

    async def says(self, *events: str) -> None:
        """From another thread, as the real one does."""
        for name in events:
            event = ObsEvent(name=name, data={}, arrived_at_ns=1)
            await asyncio.to_thread(self.on_event, event)


@contextlib.asynccontextmanager
async def desk_and_obs() -> AsyncIterator[tuple[Desk, FakeConnection]]:
    """A desk that has looked once."""
    opened: list[FakeConnection] = []

    def connect(on_event: Callable[[ObsEvent], None]) -> FakeConnection:
        opened.append(FakeConnection(on_event))
        return opened[-1]

    lane = Lane("obs")
    link = ObsLink(connect, lane)
    desk = Desk(
        link=link,
        overlay_address=str,
        keep_password=lambda _password: None,
        font="",
        on_overlay=lambda _language: None,
        settle_s=SETTLE_S,
    )
    tasks = [asyncio.create_task(each.run()) for each in (link, desk)]
    try:
        await until(lambda: desk.status.version != "")
        yield desk, opened[0]
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        lane.close()


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110  what is waited for has no event
            await asyncio.sleep(0.01)


async def test_many_changes_in_a_row_are_looked_at_once_when_they_are_over() -> None:
    async with desk_and_obs() as (_desk, obs):
        obs.asked.clear()
        await obs.says("SceneRemoved", "SceneListChanged", "SceneRemoved")
        assert obs.asked == []
        await until(lambda: "GetRecordStatus" in obs.asked)  # the last thing it asks
        await asyncio.sleep(2 * SETTLE_S)
        assert obs.asked.count("GetSceneList") == 1


async def test_an_obs_that_closes_is_not_asked_for_the_scenes_that_go() -> None:
    async with desk_and_obs() as (desk, obs):
        obs.asked.clear()
        await obs.says("RecordStateChanged", "SceneRemoved", "SceneListChanged", EXIT)
        await asyncio.sleep(2 * SETTLE_S)
        assert obs.asked == []
        assert desk.status.link is ObsLinkState.NOT_RUNNING
