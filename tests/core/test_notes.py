"""Seats are called by their names, and readings of seats that were merged are one person's."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.shares import shares
from reelpulse.core.notes import SeatNames, SeatNote, by_person

NAMES = SeatNames(
    [
        SeatNote(seat=3, name="by the window", confirmed=True),
        SeatNote(seat=7, name="left over", merged_into=3),
        SeatNote(seat=4, confirmed=True),
    ]
)


def test_a_seat_has_its_number_and_its_name() -> None:
    assert [NAMES.label(seat) for seat in (1, 3, 4)] == ["1", "3 · by the window", "4"]


def test_a_seat_that_was_merged_is_called_like_the_other_one() -> None:
    assert (NAMES.label(7), NAMES.counted_as(7)) == ("3 · by the window", 3)
    assert [NAMES.counted_as(seat) for seat in (1, 3, 4)] == [1, 3, 4]


@given(st.lists(st.integers(1, 5), min_size=1, max_size=30), st.integers(1, 5), st.integers(1, 5))
def test_merging_moves_readings_and_loses_none(seats: list[int], merged: int, into: int) -> None:
    """Each reading lies in a second of its own, so that every one is a measured second."""
    count = len(seats)
    probabilities = np.full((count, 7), 1 / 7)
    samples = Samples(
        exposure_id=np.ones(count, dtype=np.int64),
        seat=np.array(seats, dtype=np.int64),
        position_ms=1000 * np.arange(count, dtype=np.int64),
        probabilities=probabilities,
    )
    found = by_person(samples, [SeatNote(seat=merged, merged_into=into)])
    assert found.seat.tolist() == [into if seat == merged else seat for seat in seats]
    before, after = shares(seat_seconds(samples)), shares(seat_seconds(found))
    assert after.emotions == before.emotions
    assert after.seat_seconds == before.seat_seconds
    both = merged != into and merged in seats and into in seats
    assert after.people == before.people - both
    assert samples.seat.tolist() == seats  # what was measured stays
