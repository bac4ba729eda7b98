"""Valence, expressiveness and the level of surprise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.metrics.people import ANGER, CALM, JOY, SURPRISE, seconds_of
from tests.core.metrics.shows import VECTORS
from tests.core.metrics.tables import vector

from reelpulse.core.metrics.scores import expressiveness, scores, valence


@pytest.mark.parametrize(
    ("of_emotion", "wanted_valence", "wanted_expressiveness"),
    [
        ({"happiness": 1.0}, 1, 1),
        ({"neutral": 1.0}, 0, 0),
        ({"surprise": 1.0}, 0, 1),
        ({"disgust": 1.0}, -1, 1),
        ({"happiness": 0.5, "anger": 0.2, "fear": 0.1, "neutral": 0.2}, 0.3, 0.8),
    ],
)
def test_one_reading_by_hand(
    of_emotion: dict[str, float], wanted_valence: float, wanted_expressiveness: float
) -> None:
    probabilities = np.array([vector(**of_emotion)])
    assert valence(probabilities) == pytest.approx([wanted_valence])
    assert expressiveness(probabilities) == pytest.approx([wanted_expressiveness])


@given(st.sampled_from(VECTORS))
def test_the_scores_keep_their_bounds(probabilities: tuple[float, ...]) -> None:
    table = np.array([probabilities])
    assert -1 <= valence(table)[0] <= 1
    assert 0 <= abs(valence(table)[0]) <= expressiveness(table)[0] <= 1


def test_an_ad_s_score_is_the_mean_of_people_not_of_seconds() -> None:
    """Sure readings: person 1 has 1, 1, 1, 0 and person 2 one second of -1."""
    seconds = seconds_of({1: [JOY, JOY, JOY, CALM], 2: ["", ANGER]}, sure=1.0)
    found = scores(seconds, seconds, duration_s=5)
    assert found.valence.value == pytest.approx((0.75 - 1) / 2)
    assert (found.valence.people, found.valence.interval) == (2, None)
    assert found.expressiveness.value == pytest.approx((0.75 + 1) / 2)
    assert found.valence_by_second[:4].tolist() == [1, 0, 1, 0]
    assert np.isnan(found.valence_by_second).tolist() == [False] * 4 + [True]
    assert found.expressiveness_by_second[:4].tolist() == [1, 1, 1, 0]


def test_the_level_of_surprise_is_a_mean_probability() -> None:
    seconds = seconds_of({1: [SURPRISE, CALM], 2: [CALM, CALM]}, sure=1.0)
    assert scores(seconds, seconds, duration_s=2).surprise.value == pytest.approx(0.25)


def test_ten_people_have_an_interval() -> None:
    seconds = seconds_of({s: [JOY if s <= 5 else CALM] for s in range(1, 11)}, sure=1.0)
    found = scores(seconds, seconds, duration_s=1).valence
    assert found.value == pytest.approx(0.5)
    assert found.interval == pytest.approx((0.2, 0.8))


def test_without_people_no_score_is_neutral() -> None:
    found = scores(seconds_of({}), seconds_of({}), duration_s=2)
    assert found.valence.value is found.expressiveness.value is found.surprise.value is None
    assert np.isnan(found.valence_by_second).all()
