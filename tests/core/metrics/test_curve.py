"""The curve counts viewings by second."""

from __future__ import annotations

from tests.core.metrics.tables import every_second, samples

from reelpulse.core.emotion import EMOTIONS
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
    assert found.emotions[:, EMOTIONS.index("happiness")].tolist() == [2, 0, 0, 0, 0]
    assert found.emotions[:, EMOTIONS.index("surprise")].tolist() == [1, 0, 0, 0, 0]
    assert found.emotions[:, EMOTIONS.index("neutral")].tolist() == [0, 2, 0, 0, 0]
    assert found.groups.tolist() == [[3, 0, 0], [0, 0, 2], [0, 0, 0], [0, 2, 0], [0, 0, 0]]


def test_the_curve_of_an_ad_that_nobody_saw_is_flat_and_as_long_as_the_ad() -> None:
    found = curve(seat_seconds(samples()), duration_s=3)
    assert found.people.tolist() == [0, 0, 0]
    assert found.emotions.shape == (3, 7)
    assert found.groups.shape == (3, 3)
