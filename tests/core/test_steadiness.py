"""What is shown does not flicker, and still follows who really changes."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.steadiness import SteadyEmotion, SteadyRules

FRAME_NS = 1_000_000_000 // 15
RULES = SteadyRules(smoothing_ms=500, margin=0.4)


def mostly(emotion: Emotion, probability: float = 0.7) -> list[float]:
    """One emotion with this probability, the others share the rest."""
    rest = (1 - probability) / 6
    return [probability if each is emotion else rest for each in EMOTIONS]


def shown(
    frames: Iterable[list[float]], rules: SteadyRules = RULES, *, step_ns: int = FRAME_NS
) -> list[Emotion]:
    steady = SteadyEmotion(rules)
    return [steady.see(frame, at_ns=number * step_ns) for number, frame in enumerate(frames)]


def switches(labels: list[Emotion]) -> int:
    return sum(one is not other for one, other in pairwise(labels))


def test_the_first_frame_is_shown_as_it_is() -> None:
    assert shown([mostly(Emotion.ANGER)]) == [Emotion.ANGER]


def test_one_frame_of_another_emotion_is_not_shown() -> None:
    frames = [mostly(Emotion.NEUTRAL)] * 15
    frames[7] = mostly(Emotion.SURPRISE)
    assert set(shown(frames)) == {Emotion.NEUTRAL}


def test_two_emotions_of_about_the_same_strength_do_not_flicker() -> None:
    noise = np.random.default_rng(3).normal(0, 0.3, (300, 2))
    frames = []
    for first, second in np.exp(noise):
        values = np.array([0.01, 0.01, 0.01, first, 0.01, 0.01, second])
        frames.append((values / values.sum()).tolist())
    raw = switches(shown(frames, SteadyRules(smoothing_ms=0, margin=0.0)))
    assert raw > 120
    assert switches(shown(frames)) <= 1


@pytest.mark.parametrize("hz", [5, 15, 30])
def test_a_change_that_stays_is_shown_after_as_long_at_any_frame_rate(hz: int) -> None:
    step_ns = 1_000_000_000 // hz
    frames = [mostly(Emotion.NEUTRAL)] * (2 * hz) + [mostly(Emotion.HAPPINESS)] * (2 * hz)
    labels = shown(frames, step_ns=step_ns)
    late_s = (labels.index(Emotion.HAPPINESS) - 2 * hz) / hz
    assert 0.15 <= late_s + 1 / hz <= 0.65
    assert switches(labels) == 1


def test_somebody_who_was_away_is_shown_afresh() -> None:
    steady = SteadyEmotion(RULES)
    steady.see(mostly(Emotion.ANGER), at_ns=0)
    assert steady.see(mostly(Emotion.HAPPINESS), at_ns=3_000_000_000) is Emotion.HAPPINESS


def test_certain_zeros_are_taken() -> None:
    sure = [0.0] * 6 + [1.0]
    assert shown([sure] * 3) == [Emotion.NEUTRAL] * 3
