"""The curve counts viewings by second."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.metrics.tables import every_second, samples

from reelpulse.core.emotion import EMOTIONS, Group
from reelpulse.core.metrics.curve import curve
from reelpulse.core.metrics.epochs import seat_seconds


def test_people_and_emotions_are_counted_in_each_second() -> None:
    rows = [
        *every_second(1, 1, ["happiness", "neutral", "", "anger"]),
        *every_second(1, 2, ["happiness", "", "", "fear"]),
        *every_second(2, 1, ["surprise", "neutral", "", ""]),
    ]
    found = curve(seat_seconds(samples(*rows)), duration_s=5)
    assert found.people.tolist() == [3, 2, 0, 2, 0]
    assert found.seats.tolist() == [2, 1, 0, 2, 0]
    assert found.emotions[:, EMOTIONS.index("happiness")].tolist() == [2, 0, 0, 0, 0]
    assert found.emotions[:, EMOTIONS.index("surprise")].tolist() == [1, 0, 0, 0, 0]
    assert found.emotions[:, EMOTIONS.index("neutral")].tolist() == [0, 2, 0, 0, 0]
    assert found.groups.tolist() == [[3, 0, 0], [0, 0, 2], [0, 0, 0], [0, 2, 0], [0, 0, 0]]


def test_the_curve_of_an_ad_that_nobody_saw_is_flat_and_as_long_as_the_ad() -> None:
    found = curve(seat_seconds(samples()), duration_s=3)
    assert found.people.tolist() == [0, 0, 0]
    assert found.emotions.shape == (3, 7)
    assert found.groups.shape == (3, 3)


def test_a_share_of_nobody_is_missing_and_never_zero() -> None:
    found = curve(
        seat_seconds(samples(*every_second(1, 1, ["happiness", "", "neutral"]))), duration_s=3
    )
    for column in (found.share(Group.POSITIVE), *found.band(Group.POSITIVE)):
        assert np.isnan(column).tolist() == [False, True, False]
    assert found.share(Group.NEUTRAL)[2] == 1.0


def test_a_second_viewing_by_the_same_person_makes_the_share_no_surer() -> None:
    once = every_second(1, 1, ["happiness"]) + every_second(1, 2, ["neutral"])
    again = once + every_second(2, 1, ["happiness"]) + every_second(2, 2, ["neutral"])
    low, high = curve(seat_seconds(samples(*once)), duration_s=1).band(Group.POSITIVE)
    low_again, high_again = curve(seat_seconds(samples(*again)), duration_s=1).band(Group.POSITIVE)
    assert (low_again[0], high_again[0]) == (low[0], high[0])
    assert (low[0], high[0]) == pytest.approx((0.0945, 0.9055), abs=1e-4)
