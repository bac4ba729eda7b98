"""Norm metrics of a table that can be counted by hand."""

from __future__ import annotations

import pytest
from tests.core.metrics.people import ANGER, CALM, JOY, SURPRISE, seconds_of

from reelpulse.core.emotion import Emotion, Group
from reelpulse.core.metrics.curve import curve
from reelpulse.core.metrics.norms import AdNorms, Norm, ad_norms

SHOWN = {
    1: [JOY, JOY, CALM, CALM, ""],
    2: [CALM, JOY, CALM, SURPRISE, ""],
    3: [CALM, ANGER, CALM, CALM, ""],
    4: ["", JOY, "", "", ""],
}
"""Person 4 was hardly measured: their viewing does not count, but their second does."""


def norms() -> AdNorms:
    seconds = seconds_of(SHOWN)
    return ad_norms(seconds.where(seconds.seat != 4), curve(seconds, duration_s=5))


def test_joy_of_three_people_who_count() -> None:
    """By second 1 of 3, 3 of 4, 0 of 3, 0 of 3; nobody was measured in the last one."""
    joy = norms().emotions[Emotion.HAPPINESS]
    assert (joy.ever, joy.of_people) == (2, 3)
    assert joy.average == pytest.approx((1 / 3 + 3 / 4) / 4)
    assert (joy.maximum, joy.minimum) == (0.75, 0.0)


def test_a_group_is_shown_by_whoever_shows_one_of_its_emotions() -> None:
    positive = norms().groups[Group.POSITIVE]
    assert (positive.ever, positive.of_people) == (2, 3)
    assert positive.average == pytest.approx((1 / 3 + 3 / 4 + 0 + 1 / 3) / 4)


def test_a_second_without_anybody_is_no_second_without_emotion() -> None:
    neutral = norms().groups[Group.NEUTRAL]
    assert (neutral.ever, neutral.minimum, neutral.maximum) == (3, 0.0, 1.0)
    assert neutral.average == pytest.approx((2 / 3 + 0 + 1 + 2 / 3) / 4)


def test_of_nobody_there_is_no_norm() -> None:
    nobody = seconds_of({})
    found = ad_norms(nobody, curve(nobody, duration_s=3))
    unknown = Norm(ever=0, of_people=0, average=None, maximum=None, minimum=None)
    assert set(found.emotions.values()) == set(found.groups.values()) == {unknown}
