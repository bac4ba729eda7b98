"""Figures for eyes that watch: those of the library, and no oftener than is needed."""

from __future__ import annotations

import contextlib
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import pytest_asyncio
from tests.storage.sessions import begin, reading, session

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.errors import SessionNotFoundError
from reelpulse.live.figures_desk import PAUSE_NS, REST, FiguresDesk
from reelpulse.live.threads import Lane
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

RULES = MetricRules()


class CountingLibrary(StoredSessions):
    """Counts how often figures are computed, and lets that take a while by the test's clock."""

    computed = 0
    takes_ns = 0
    clock: list[int]

    def figures(self, session_id: int, rules: MetricRules) -> ShowFigures:
        self.computed += 1
        self.clock[0] += self.takes_ns
        return super().figures(session_id, rules)


@dataclass(kw_only=True)
class Desk:
    """A desk over a show that is running, and what a test needs of both."""

    desk: FiguresDesk
    library: CountingLibrary
    store: SessionStore
    lane: Lane
    clock: list[int]
    path: Path
    number: int = 1
    frames: list[int] = field(default_factory=list)

    async def add_frame(self) -> None:
        self.frames.append(len(self.frames))
        frame = reading(
            len(self.frames), exposure_id=1, position_ms=100 * len(self.frames), emotions=[3, 6]
        )
        await self.lane.call(self.store.add_readings, self.number, [frame])

    async def readings(self, rules: MetricRules = RULES) -> int:
        return (await self.desk.figures(self.number, rules)).figures.readings


@pytest_asyncio.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    """One ad is on the screen; the desk has its own connection and lane, as in the house."""
    path = tmp_path / "reelpulse.db"
    lane, own_lane = Lane("storage"), Lane("figures")
    database = await lane.call(Database, path)
    second = await own_lane.call(Database, path)
    store, library = SessionStore(database), CountingLibrary(second)
    clock = library.clock = [10**12]
    number = (await lane.call(store.create_session, session())).session_id
    await lane.call(begin, store, number, "a")
    desk = FiguresDesk(
        library=library, lane=own_lane, clock_ns=lambda: clock[0], unix_ns=lambda: 5_000_000
    )
    yield Desk(
        desk=desk, library=library, store=store, lane=lane, clock=clock, path=path, number=number
    )
    await own_lane.call(second.close)
    await lane.call(database.close)
    for each in (lane, own_lane):
        each.close()


async def test_the_figures_are_those_of_the_library(desk: Desk) -> None:
    for _ in range(3):
        await desk.add_frame()
    found = await desk.desk.figures(1, RULES)
    with contextlib.closing(Database(desk.path)) as database:
        again = StoredSessions(database).figures(1, RULES)
    assert (found.figures.shares, found.figures.eei) == (again.shares, again.eei)
    assert found.figures.readings == 6
    assert found.as_of_unix_ms == 5
    assert found.session.state is SessionState.RUNNING


async def test_what_is_known_is_not_computed_again(desk: Desk) -> None:
    await desk.add_frame()
    assert [await desk.readings() for _ in range(3)] == [2, 2, 2]
    desk.clock[0] += 10 * PAUSE_NS
    assert await desk.readings() == 2
    assert desk.library.computed == 1


async def test_new_frames_of_a_running_show_wait_until_the_pause_is_over(desk: Desk) -> None:
    await desk.add_frame()
    assert await desk.readings() == 2
    await desk.add_frame()
    assert await desk.readings() == 2
    desk.clock[0] += PAUSE_NS
    assert await desk.readings() == 4


async def test_figures_that_take_long_are_computed_the_less_often(desk: Desk) -> None:
    desk.library.takes_ns = PAUSE_NS
    await desk.add_frame()
    assert await desk.readings() == 2
    await desk.add_frame()
    desk.clock[0] += REST * PAUSE_NS - 1
    assert await desk.readings() == 2
    desk.clock[0] += 1
    assert await desk.readings() == 4


async def test_an_ad_that_ended_and_a_show_that_ended_count_at_once(desk: Desk) -> None:
    await desk.add_frame()
    assert await desk.readings() == 2
    await desk.add_frame()
    exposure = desk.library.session(1).exposures[0]
    ended = dataclasses.replace(exposure, ended_at_ns=10**9, ended_how=ExposureEnd.PLAYED)
    await desk.lane.call(desk.store.end_exposure, ended)
    assert await desk.readings() == 4
    await desk.add_frame()
    await desk.lane.call(desk.store.set_state, 1, SessionState.FINISHED)
    assert await desk.readings() == 6
    await desk.add_frame()  # it had waited for room on the disk
    assert await desk.readings() == 8


async def test_each_rule_has_its_own_figures(desk: Desk) -> None:
    await desk.add_frame()
    heavy = MetricRules(silence_weight=1.0)
    first = await desk.desk.figures(1, RULES)
    second = await desk.desk.figures(1, heavy)
    assert (first.figures.emo_nps.silence_weight, second.figures.emo_nps.silence_weight) == (0.5, 1)
    assert desk.library.computed == 2


async def test_a_session_that_is_not_there_is_told(desk: Desk) -> None:
    with pytest.raises(SessionNotFoundError):
        await desk.desk.figures(99, RULES)
