"""How fast joy rose."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.metrics.people import CALM, JOY, seconds_of
from tests.core.metrics.tables import row, samples

from reelpulse.core.emotion import Emotion
from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.velocity import Rise, fastest_rise, velocity

HIGH, LOW = 0.9, 0.1 / 6


def test_the_change_into_each_second_by_hand() -> None:
    seconds = seconds_of({1: [CALM, JOY, JOY, ""], 2: [CALM, CALM, JOY, CALM]})
    change, people = velocity(seconds, Emotion.HAPPINESS, duration_s=4)
    step = HIGH - LOW
    assert np.isnan(change[0])
    assert change[1:] == pytest.approx([step / 2, step / 2, -step])
    assert people.tolist() == [0, 2, 2, 1]
    assert fastest_rise(seconds, duration_s=4) == Rise(second=1, per_second=change[1], of_people=2)


def test_who_comes_late_in_a_good_mood_is_no_rise() -> None:
    seconds = seconds_of({1: [CALM, CALM, CALM], 2: ["", JOY, JOY]})
    change, people = velocity(seconds, Emotion.HAPPINESS, duration_s=3)
    assert change[1:] == pytest.approx([0, 0])
    assert people.tolist() == [0, 1, 2]
    assert fastest_rise(seconds, duration_s=3) is None


def test_a_gap_two_seats_and_two_showings_are_not_joined() -> None:
    rows = [
        row(1, 1, 500, neutral=0.9),
        row(1, 1, 2500, happiness=0.9),
        row(1, 2, 3500, happiness=0.9),
        row(2, 2, 4500, happiness=0.9),
    ]
    _, people = velocity(seat_seconds(samples(*rows)), Emotion.HAPPINESS, duration_s=5)
    assert people.sum() == 0


def test_nobody_measured_gives_no_rise() -> None:
    assert fastest_rise(seconds_of({}), duration_s=3) is None
