"""Tiles are searched at most five times a second by the frames' own times, and seldom when needless."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.vision.tile_pace import TileMode, TilePace

MS = 1_000_000


def searched_ms(mode: TileMode, times_ms: list[int], *, needed: bool) -> list[int]:
    """At which of the times the tiles are searched."""
    pace, taken = TilePace(mode), []
    for at_ms in times_ms:
        if pace.takes(at_ms * MS):
            taken.append(at_ms)
        pace.learn(needed=needed)
    return taken


def test_at_25_frames_a_second_every_fifth_is_searched() -> None:
    frames = list(range(0, 1001, 40))
    assert searched_ms(TileMode.ON, frames, needed=False) == [0, 200, 400, 600, 800, 1000]
    assert searched_ms(TileMode.AUTO, frames, needed=True) == [0, 200, 400, 600, 800, 1000]


def test_auto_looks_every_two_seconds_while_nobody_needs_it() -> None:
    assert searched_ms(TileMode.AUTO, list(range(0, 5000, 40)), needed=False) == [0, 2000, 4000]


def test_off_never_searches() -> None:
    assert searched_ms(TileMode.OFF, [0, 500, 5000], needed=True) == []


def test_auto_is_quick_again_as_soon_as_somebody_far_away_is_there() -> None:
    pace = TilePace(TileMode.AUTO)
    assert pace.takes(0)
    pace.learn(needed=True)
    assert [pace.takes(at_ms * MS) for at_ms in (199, 200)] == [False, True]
    pace.learn(needed=False)
    assert [pace.takes(at_ms * MS) for at_ms in (400, 2199, 2200)] == [False, False, True]


@pytest.mark.parametrize("mode", [TileMode.ON, TileMode.AUTO])
@given(times_ms=st.lists(st.integers(0, 5000), unique=True).map(sorted))
def test_two_searches_are_never_closer_than_a_fifth_of_a_second(
    mode: TileMode, times_ms: list[int]
) -> None:
    taken = searched_ms(mode, times_ms, needed=True)
    assert all(after - before >= 200 for before, after in pairwise(taken))


def test_a_clock_that_was_set_back_starts_anew() -> None:
    assert searched_ms(TileMode.ON, [10_000, 10_100, 50, 100, 250], needed=False) == [
        10_000,
        50,
        250,
    ]


def test_whether_tiles_are_due_can_be_asked_without_taking_them() -> None:
    pace = TilePace(TileMode.ON)
    assert pace.is_due(0)
    assert pace.takes(0)
    assert not pace.is_due(199_000_000)
    assert pace.is_due(200_000_000)
    assert pace.takes(200_000_000)
    assert not TilePace(TileMode.OFF).is_due(0)
