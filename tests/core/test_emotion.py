"""Seven emotions in one order, and their three groups."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS, Group, group_probabilities, members


def test_the_order_of_the_seven_never_changes() -> None:
    assert [str(emotion) for emotion in EMOTIONS] == [
        "anger",
        "disgust",
        "fear",
        "happiness",
        "sadness",
        "surprise",
        "neutral",
    ]


def test_every_emotion_is_in_exactly_one_group() -> None:
    assert set(GROUP_OF) == set(EMOTIONS)
    indices = [index for group in GROUPS for index in members(group)]
    assert sorted(indices) == list(range(7))
    assert {EMOTIONS[i] for i in members(Group.POSITIVE)} == {"happiness", "surprise"}


def test_group_probabilities_are_sums_in_double_precision() -> None:
    seven = np.array([[0.05, 0.1, 0.15, 0.2, 0.05, 0.3, 0.15]], dtype=np.float32)
    three = group_probabilities(seven)
    assert three.dtype == np.float64
    assert three[0] == pytest.approx([0.5, 0.35, 0.15])
    assert group_probabilities(np.zeros((2, 5, 7))).shape == (2, 5, 3)
