"""A show in real OBS that loses its server, its scenes and OBS itself, and goes on each time."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from obs_show import (
    HOME,
    Picture,
    Stage,
    bare_house,
    coded_ad,
    coded_camera,
    listen,
    set_up_obs,
    wanted,
)
from real_obs.obs import missing_programs, real_obs

from reelpulse.assembly.house import serving
from reelpulse.core.session import ExposureEnd, Session, SessionState
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.media.ads import read_ad

pytestmark = [
    pytest.mark.skipif(
        bool(missing_programs()), reason=f"real OBS needs {', '.join(missing_programs())}"
    ),
    pytest.mark.timeout(240),
]


@dataclass
class Told:
    """What was seen on the way."""

    notices: list[NoticeKind] = field(default_factory=list)
    room_while_away: Picture | None = None
    first_exit_code: int = -1
    last_exit_code: int = -1
    readings: int = 0
    session: Session | None = None

    def on_event(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.notices.append(event.kind)


async def lose_everything(folder: Path) -> Told:
    told = Told()
    camera = coded_camera(folder, seconds=20)
    # The two in the middle must still be on the screen when they are lost, on a slow machine too.
    lengths_s = {1: 6, 2: 15, 3: 15, 4: 6}
    files = [coded_ad(folder, number, seconds=s) for number, s in lengths_s.items()]
    wish = wanted(folder, camera)
    async with bare_house(folder) as house:
        house.bus.subscribe(told.on_event)
        with real_obs(folder / HOME, wish) as obs:
            with obs.client() as client:
                made = Stage(obs, house, client)
                listen(made)
                async with serving(house):
                    await set_up_obs(made)
                    plan = [await house.lanes.ads.call(read_ad, path) for path in files]
                    screening = house.screening
                    prepared = await screening.prepare(title="Trouble", ads=plan, buffer_ms=300)
                    await screening.start()
                    await playing(made, 1)
                # The server does not listen any more; the ad plays to its end without it.
                await made.until(lambda: not screening.state.player_connected)
                await asyncio.sleep(12)
                told.room_while_away = await made.picture("RP Audience")
            async with serving(house):
                with obs.client() as client:
                    made.client = client
                    await playing(made, 2)
                    await switch_collections(made)
                    await playing(made, 3)
                    told.first_exit_code = await asyncio.to_thread(obs.close)
                await made.until(lambda: not screening.state.player_connected)
                again = await asyncio.to_thread(obs.start_again, wish)
                await playing(made, 4)
                await made.until(lambda: made.state is SessionState.FINISHED)
                told.last_exit_code = await asyncio.to_thread(again.close)
        told.readings = len(made.readings)
        told.session = await house.lanes.storage.call(house.library.session, prepared.session_id)
    return told


async def playing(made: Stage, place: int) -> None:
    """Wait until this ad of the plan is on the screen and has been measured for a while."""
    screening = made.house.screening

    def is_on() -> bool:
        session = screening.state.session
        return session is not None and screening.state.playing_ad_id == session.ads[place - 1].ad_id

    try:
        await made.until(is_on)
    except TimeoutError as never:
        raise AssertionError(f"ad {place} was never on the screen: {screening.state}") from never
    enough = len(made.sent) + 8
    await made.until(lambda: len(made.sent) >= enough)


async def switch_collections(made: Stage) -> None:
    """To an empty collection and back: OBS must keep answering."""
    await made.ask("CreateSceneCollection", sceneCollectionName="Another")
    await made.until(lambda: bool(made.client))
    await asyncio.sleep(1)
    await made.ask("SetCurrentSceneCollection", sceneCollectionName="Tests")
    await asyncio.sleep(1)
    assert (await made.ask("GetSceneCollectionList"))["currentSceneCollectionName"] == "Tests"


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    return asyncio.run(lose_everything(tmp_path_factory.mktemp("goes_on")))


def test_the_show_came_to_its_end_with_every_ad_in_order(told: Told) -> None:
    session = told.session
    assert session is not None
    assert session.state is SessionState.FINISHED
    begun = list(dict.fromkeys(one.ad_id for one in session.exposures))
    assert begun == [ad.ad_id for ad in session.ads]


def test_only_what_was_seen_to_its_end_is_told_as_played(told: Told) -> None:
    """The first without a server, the second lost to another collection, the third to OBS's end."""
    assert told.session is not None
    assert [one.ended_how for one in told.session.exposures] == [
        ExposureEnd.PLAYED,
        ExposureEnd.LOST,
        ExposureEnd.LOST,
        ExposureEnd.PLAYED,
    ]


def test_the_room_was_told_to_wait_on_the_grey_buffer(told: Told) -> None:
    room = told.room_while_away
    assert room is not None
    grey = np.abs(room.astype(int) - 128).max(axis=2) < 8
    words = room.min(axis=2) > 200
    assert grey.mean() > 0.8
    assert 100 < words.sum() < 0.2 * words.size


def test_the_moderator_was_told_each_time(told: Told) -> None:
    assert told.notices.count(NoticeKind.SENDER_GONE) >= 2
    assert told.notices.count(NoticeKind.SENDER_CONNECTED) >= 3


def test_what_was_measured_is_kept(told: Told) -> None:
    assert told.readings > 20


def test_obs_ended_cleanly_both_times(told: Told) -> None:
    assert (told.first_exit_code, told.last_exit_code) == (0, 0)
