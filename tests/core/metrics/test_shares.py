"""Shares of measured time; time without a measurement is not in them."""

from __future__ import annotations

import pytest
from tests.core.metrics.tables import every_second, samples

from reelpulse.core.emotion import EMOTIONS, Emotion, Group
from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.shares import Shares, shares


def of_two_people() -> Shares:
    """Two people see one ad of five seconds; the second one is not measured for two of them.

    second    0          1          2        3         4
    person 1  happiness  happiness  anger    neutral   surprise
    person 2  neutral    -          disgust  -         fear
    """
    first = every_second(1, 1, ["happiness", "happiness", "anger", "neutral", "surprise"])
    second = every_second(1, 2, ["neutral", "", "disgust", "", "fear"])
    return shares(seat_seconds(samples(*first, *second)))


def test_each_measured_second_counts_under_its_strongest_emotion() -> None:
    found = of_two_people()
    assert (found.people, found.seat_seconds) == (2, 8)
    assert dict(found.emotions) == {
        Emotion.ANGER: 1 / 8,
        Emotion.DISGUST: 1 / 8,
        Emotion.FEAR: 1 / 8,
        Emotion.HAPPINESS: 2 / 8,
        Emotion.SADNESS: 0.0,
        Emotion.SURPRISE: 1 / 8,
        Emotion.NEUTRAL: 2 / 8,
    }


def test_a_group_has_the_sum_of_its_emotions() -> None:
    assert dict(of_two_people().groups) == {
        Group.POSITIVE: 3 / 8,
        Group.NEGATIVE: 3 / 8,
        Group.NEUTRAL: 2 / 8,
    }


def test_both_tables_sum_to_one() -> None:
    found = of_two_people()
    assert sum(found.emotions.values()) == pytest.approx(1.0)
    assert sum(found.groups.values()) == pytest.approx(1.0)


def test_seconds_without_a_measurement_are_not_neutral() -> None:
    seen_once = every_second(1, 1, ["anger"] + [""] * 59)
    found = shares(seat_seconds(samples(*seen_once)))
    assert found.seat_seconds == 1
    assert found.emotions[Emotion.ANGER] == 1.0
    assert found.emotions[Emotion.NEUTRAL] == 0.0


def test_nothing_measured_has_shares_of_nothing() -> None:
    found = shares(seat_seconds(samples()))
    assert found.seat_seconds == 0
    assert dict(found.emotions) == dict.fromkeys(EMOTIONS, 0.0)
    assert dict(found.groups) == dict.fromkeys(Group, 0.0)
