"""A second of one person is the median of its readings."""

from __future__ import annotations

import numpy as np
import pytest
from tests.core.metrics.tables import Row, row, samples, vector

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.epochs import seat_seconds


def probability(rows: list[Row], emotion: Emotion) -> float:
    """Of the only second that `rows` make."""
    seconds = seat_seconds(samples(*rows))
    assert len(seconds) == 1
    return float(seconds.probabilities[0, EMOTIONS.index(emotion)])


def label(rows: list[Row]) -> Emotion:
    return EMOTIONS[int(seat_seconds(samples(*rows)).label[0])]


def test_one_misread_frame_does_not_move_the_second() -> None:
    rows = [
        row(1, 1, 0, happiness=0.9, neutral=0.1),
        row(1, 1, 400, anger=1.0),
        row(1, 1, 800, happiness=0.7, neutral=0.3),
    ]
    # medians: happiness 0.7, neutral 0.1, anger 0; divided by their sum of 0.8
    assert probability(rows, Emotion.HAPPINESS) == pytest.approx(0.875)
    assert probability(rows, Emotion.NEUTRAL) == pytest.approx(0.125)
    assert probability(rows, Emotion.ANGER) == 0.0


def test_two_readings_count_half_each() -> None:
    rows = [row(1, 1, 0, happiness=0.8, neutral=0.2), row(1, 1, 10, happiness=0.4, neutral=0.6)]
    assert probability(rows, Emotion.HAPPINESS) == pytest.approx(0.6)
    assert probability(rows, Emotion.NEUTRAL) == pytest.approx(0.4)


def test_readings_that_contradict_each_other_are_averaged_instead_of_read_as_noise() -> None:
    rows = [
        row(1, 1, 0, happiness=0.94),
        row(1, 1, 300, surprise=0.94),
        row(1, 1, 600, happiness=0.4, neutral=0.57),
        row(1, 1, 900, neutral=0.94),
        row(1, 1, 950, sadness=0.94),
    ]
    # the medians hold 0.06 of the probability in all; the means say neutral
    assert label(rows) is Emotion.NEUTRAL
    assert probability(rows, Emotion.NEUTRAL) == pytest.approx((3 * 0.01 + 0.57 + 0.94) / 5)
    assert probability(rows, Emotion.HAPPINESS) == pytest.approx((0.94 + 0.4 + 3 * 0.01) / 5)


def test_readings_without_any_common_emotion_still_make_a_distribution() -> None:
    rows = [row(1, 1, 0, fear=1.0), row(1, 1, 1, happiness=1.0), row(1, 1, 2, sadness=1.0)]
    for emotion in (Emotion.FEAR, Emotion.HAPPINESS, Emotion.SADNESS):
        assert probability(rows, emotion) == pytest.approx(1 / 3)


def test_a_second_begins_with_its_own_millisecond() -> None:
    seconds = seat_seconds(samples(row(1, 1, 999, fear=1.0), row(1, 1, 1000, sadness=1.0)))
    assert seconds.second.tolist() == [0, 1]
    assert [EMOTIONS[i] for i in seconds.label] == [Emotion.FEAR, Emotion.SADNESS]


def test_seconds_come_by_exposure_then_seat_then_time_whatever_the_order_of_the_rows() -> None:
    rows = [row(2, 1, 0, fear=1.0), row(1, 2, 5000, fear=1.0), row(1, 1, 9000, fear=1.0)]
    for order in (rows, rows[::-1]):
        seconds = seat_seconds(samples(*order))
        found = list(zip(seconds.exposure_id, seconds.seat, seconds.second, strict=True))
        assert found == [(1, 1, 9), (1, 2, 5), (2, 1, 0)]


def test_people_seconds_and_showings_are_kept_apart() -> None:
    rows = [
        row(1, 1, 100, happiness=1.0),
        row(1, 2, 100, anger=1.0),
        row(2, 1, 100, sadness=1.0),
        row(1, 1, 1100, fear=1.0),
    ]
    seconds = seat_seconds(samples(*rows))
    assert [EMOTIONS[i] for i in seconds.label] == ["happiness", "fear", "anger", "sadness"]


@pytest.mark.parametrize(
    ("tied", "wanted"),
    [
        (vector(anger=0.5, neutral=0.5), Emotion.NEUTRAL),
        (vector(), Emotion.NEUTRAL),
        (vector(happiness=0.5, anger=0.5), Emotion.ANGER),
        (vector(surprise=0.5, sadness=0.5), Emotion.SADNESS),
    ],
)
def test_a_tie_is_neutral_where_neutral_takes_part_and_else_the_first(
    tied: tuple[float, ...], wanted: Emotion
) -> None:
    assert label([Row(1, 1, 0, tied)]) is wanted


def test_no_readings_make_no_seconds() -> None:
    seconds = seat_seconds(samples())
    assert len(seconds) == 0
    assert seconds.label.shape == (0,)
    assert seconds.probabilities.shape == (0, 7)
    assert len(seconds.where(np.zeros(0, dtype=np.bool_))) == 0
