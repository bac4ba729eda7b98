"""A show whose server died: it goes on by itself, at the press of a button, or not at all."""

from __future__ import annotations

import contextlib
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from tests.live.shows import begin, outline, started, stored
from tests.live.stage import RemotePlayer, Stage, ad, build_stage, reading

from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.errors import ScreeningError, SessionNotFoundError
from reelpulse.live.events import NoticeKind


def wall_ms() -> int:
    return time.time_ns() // 1_000_000


def an_hour_later_ms() -> int:
    return wall_ms() + 3_600_000


@contextlib.contextmanager
def server(folder: Path, *, unix_ms: Callable[[], int] = wall_ms) -> Iterator[Stage]:
    """A server as it starts on this folder; at the end it dies without a word."""
    stage = build_stage(folder, clock_ns=time.perf_counter_ns, unix_ms=unix_ms)
    stage.store.mark_interrupted()
    try:
        yield stage
    finally:
        stage.close()


async def die_in_the_second_of_three_ads(folder: Path) -> int:
    """Returns the number of the showing that was on the screen."""
    with server(folder) as stage:
        player = await started(stage, "a", "b", "c", buffer_ms=700)
        first = await begin(stage, player, at_ns=time.perf_counter_ns())
        await stage.screening.exposure_ended(first, time.perf_counter_ns())
        second = await begin(stage, player, at_ns=time.perf_counter_ns())
        stage.bus.publish(reading(1, exposure_id=second, position_ms=0))
        await stage.recorder.flush()
    return second


async def test_a_player_that_was_showing_it_makes_the_show_go_on_at_the_next_ad(
    tmp_path: Path,
) -> None:
    await die_in_the_second_of_three_ads(tmp_path)
    with server(tmp_path) as stage:
        assert (await stored(stage)).state is SessionState.INTERRUPTED
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        assert (player.told, player.plans) == (["play c"], [(1, 700)])
        assert stage.heard(NoticeKind.SHOW_CONTINUED) == [""]
        third = await begin(stage, player, at_ns=time.perf_counter_ns())
        stage.bus.publish(reading(2, exposure_id=third, position_ms=0))
        await stage.screening.exposure_ended(third, time.perf_counter_ns())
        session = await stored(stage)
        assert session.state is SessionState.FINISHED
        assert outline(session) == [
            ("a", ExposureEnd.PLAYED),
            ("b", ExposureEnd.LOST),
            ("c", ExposureEnd.PLAYED),
        ]
        (summary,) = await stage.stored(stage.library.summaries)
        assert summary.readings == 2
        counts = await stage.stored(stage.library.counts, 1)
        assert counts.received is None  # those of before the break were never counted


async def test_the_end_of_the_ad_that_was_on_the_screen_may_come_late(tmp_path: Path) -> None:
    second = await die_in_the_second_of_three_ads(tmp_path)
    with server(tmp_path) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        started_at_ns = (await stored(stage)).exposures[1].started_at_ns
        await stage.screening.exposure_ended(second, started_at_ns + 10_000_000_000)
        exposure = (await stored(stage)).exposures[1]
        assert exposure.ended_how is ExposureEnd.PLAYED
        assert exposure.ended_at_ns == started_at_ns + 10_000_000_000
        assert player.told == ["play c"]


async def test_a_beginning_that_was_not_told_before_the_server_died_is_taken_late(
    tmp_path: Path,
) -> None:
    with server(tmp_path) as stage:
        await started(stage, "a", "b")
    with server(tmp_path) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        assert player.told == ["play a"]
        await stage.screening.exposure_started(1, 50)
        assert outline(await stored(stage)) == [("a", ExposureEnd.LOST)]


async def test_the_button_goes_on_with_an_interrupted_session(tmp_path: Path) -> None:
    await die_in_the_second_of_three_ads(tmp_path)
    with server(tmp_path) as stage:
        player = RemotePlayer()
        with pytest.raises(ScreeningError, match="Nothing is connected"):
            await stage.screening.continue_session(1)
        await stage.screening.player_connected(player)
        assert player.told == []
        assert stage.screening.can_continue(await stored(stage))
        await stage.screening.continue_session(1)
        assert player.told == ["play c"]
        assert stage.screening.state.ads_left == 1
        with pytest.raises(ScreeningError, match="Stop it before you go on"):
            await stage.screening.continue_session(1)


async def test_after_a_restart_of_the_machine_the_session_cannot_go_on(tmp_path: Path) -> None:
    """Wall time went on by an hour, the clock that counts from the start of the machine did not."""
    await die_in_the_second_of_three_ads(tmp_path)
    with server(tmp_path, unix_ms=an_hour_later_ms) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        assert player.told == []
        assert not stage.screening.can_continue(await stored(stage))
        with pytest.raises(ScreeningError, match="Session 1 cannot go on"):
            await stage.screening.continue_session(1)
        assert (await stored(stage)).state is SessionState.INTERRUPTED


async def test_only_what_was_interrupted_goes_on(tmp_path: Path) -> None:
    with server(tmp_path) as stage:
        await started(stage, "a")
        await stage.screening.stop()
        with pytest.raises(ScreeningError, match="Session 1 cannot go on"):
            await stage.screening.continue_session(1)
        with pytest.raises(SessionNotFoundError):
            await stage.screening.continue_session(9)


async def test_a_player_with_a_session_of_another_folder_is_an_ordinary_player(
    tmp_path: Path,
) -> None:
    with server(tmp_path) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=77)
        assert (player.told, stage.screening.state.session) == ([], None)


async def test_a_session_that_is_ready_is_not_pushed_aside(tmp_path: Path) -> None:
    await die_in_the_second_of_three_ads(tmp_path)
    with server(tmp_path) as stage:
        await stage.screening.prepare(title="Wednesday", ads=[ad("c")])
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        assert player.told == []
        assert stage.screening.state.session is not None
        assert stage.screening.state.session.title == "Wednesday"


async def test_a_show_that_died_in_its_last_ad_is_over(tmp_path: Path) -> None:
    with server(tmp_path) as stage:
        await begin(stage, await started(stage, "a"), at_ns=time.perf_counter_ns())
    with server(tmp_path) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player, was_showing=1)
        assert player.told == []
        assert (await stored(stage)).state is SessionState.FINISHED
