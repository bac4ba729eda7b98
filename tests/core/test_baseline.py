"""The resting face is taken off the logits: by hand, and never so that noise becomes an emotion."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.core.baseline import (
    BaselineRules,
    NeutralScene,
    Values,
    corrected,
    resting_face,
    shift_of,
)
from reelpulse.core.emotion import EMOTIONS, Emotion

RULES = BaselineRules()
SECOND_NS = 1_000_000_000
SAD, HAPPY, NEUTRAL = (
    EMOTIONS.index(e) for e in (Emotion.SADNESS, Emotion.HAPPINESS, Emotion.NEUTRAL)
)
SAD_AT_REST = (0.0, 0.0, 0.0, 0.0, 0.5, 0.0, 0.5)


def weights(draw: st.DrawFn) -> tuple[float, ...]:
    values = draw(st.lists(st.floats(0, 1), min_size=7, max_size=7).filter(lambda v: sum(v) > 0.01))
    return tuple(value / sum(values) for value in values)


vectors = st.composite(weights)()
shifts = st.lists(st.floats(0, 5), min_size=6, max_size=6).map(lambda v: np.array([*v, 0.0]))


def shown(
    scene: NeutralScene, *, seconds: float, at_rest: tuple[float, ...], seat: int = 1
) -> None:
    """Fifteen readings a second from the first moment of the scene on."""
    for number in range(round(15 * seconds)):
        scene.look(None)
        at_ns = number * SECOND_NS // 15
        assert scene.see(seat, at_rest, at_ns=at_ns, between_ads=True) is None


def test_a_sad_resting_face_is_taken_off_as_worked_out_by_hand() -> None:
    """ln 1 - ln 0.2 = 1.609 over ten seconds: 10 / 12 of it. 0.5 · e^-1.341 = 0.1308, of 0.6308."""
    shift = shift_of(resting_face(np.array([SAD_AT_REST])), seconds=10, rules=RULES)
    assert shift[SAD] == pytest.approx(1.6094 * 10 / 12, abs=1e-4)
    assert corrected(SAD_AT_REST, shift)[SAD] == pytest.approx(0.1308 / 0.6308, abs=1e-3)


def test_the_correction_stops_at_its_limit() -> None:
    """A face that is sad at 99 to 1 is taken back by e^2 and no more."""
    furious = np.array([[0.0, 0.0, 0.0, 0.0, 0.99, 0.0, 0.01]])
    shift = shift_of(resting_face(furious), seconds=10**9, rules=RULES)
    assert shift[SAD] == pytest.approx(2.0)


def test_a_face_that_rests_in_neutral_is_not_corrected_at_all() -> None:
    calm = np.array([[0.02, 0.02, 0.02, 0.02, 0.1, 0.02, 0.8]])
    assert shift_of(resting_face(calm), seconds=10, rules=RULES).tolist() == [0.0] * 7


def test_few_seconds_are_believed_less() -> None:
    resting = resting_face(np.array([SAD_AT_REST]))
    three, ten = (shift_of(resting, seconds=s, rules=RULES)[SAD] for s in (3, 10))
    assert (three / math.log(5), ten / math.log(5)) == (
        pytest.approx(3 / 5),
        pytest.approx(10 / 12),
    )


def test_one_smile_into_the_neutral_scene_is_no_resting_face() -> None:
    calm, smile = (0.0, 0.0, 0.0, 0.1, 0.0, 0.0, 0.9), (0.0, 0.0, 0.0, 0.9, 0.0, 0.0, 0.1)
    assert resting_face(np.array([calm] * 8 + [smile] * 2)) == pytest.approx(
        resting_face(np.array([calm]))
    )


@given(vectors, st.lists(vectors, min_size=1, max_size=20), st.integers(0, 60))
def test_no_emotion_ever_gains_on_neutral(
    probabilities: tuple[float, ...], scene: list[tuple[float, ...]], seconds: int
) -> None:
    shift = shift_of(resting_face(np.array(scene)), seconds=seconds, rules=RULES)
    after = corrected(probabilities, shift)
    assert after[NEUTRAL] >= probabilities[NEUTRAL] - 1e-12
    for before_one, after_one in zip(probabilities, after, strict=True):
        assert after_one * probabilities[NEUTRAL] <= before_one * after[NEUTRAL] + 1e-12


@given(vectors, shifts)
def test_corrected_probabilities_are_probabilities(
    probabilities: tuple[float, ...], shift: Values
) -> None:
    after = corrected(probabilities, shift)
    assert sum(after) == pytest.approx(1)
    assert all(0 <= part <= 1 for part in after)


@given(vectors, shifts, st.floats(-3, 3))
def test_a_constant_in_the_logits_changes_nothing(
    probabilities: tuple[float, ...], shift: Values, constant: float
) -> None:
    assert corrected(probabilities, shift + constant) == pytest.approx(
        corrected(probabilities, shift)
    )


def test_readings_are_corrected_from_the_first_frame_of_the_awaited_ad_on() -> None:
    scene = NeutralScene(RULES)
    scene.begin(0, before_exposure=7)
    shown(scene, seconds=10, at_rest=SAD_AT_REST)
    scene.look(3)
    assert scene.see(1, SAD_AT_REST, at_ns=11 * SECOND_NS, between_ads=False) is None
    scene.look(7)
    after = scene.see(1, SAD_AT_REST, at_ns=12 * SECOND_NS, between_ads=False)
    assert after is not None
    assert after[SAD] < 0.25


def test_who_was_seen_too_shortly_or_came_later_stays_raw() -> None:
    scene = NeutralScene(RULES)
    scene.begin(0, before_exposure=7)
    shown(scene, seconds=2, at_rest=SAD_AT_REST, seat=1)
    shown(scene, seconds=3, at_rest=SAD_AT_REST, seat=2)
    scene.look(7)
    found = [scene.see(s, SAD_AT_REST, at_ns=20 * SECOND_NS, between_ads=False) for s in (1, 2, 3)]
    assert [each is None for each in found] == [True, False, True]


def test_pictures_from_before_the_scene_and_of_another_ad_tell_nothing_of_it() -> None:
    scene = NeutralScene(RULES)
    scene.begin(100 * SECOND_NS, before_exposure=7)
    shown(scene, seconds=10, at_rest=SAD_AT_REST)
    for number in range(150):
        scene.look(3)
        scene.see(1, SAD_AT_REST, at_ns=(101 + number) * SECOND_NS, between_ads=False)
    scene.look(7)
    assert scene.see(1, SAD_AT_REST, at_ns=300 * SECOND_NS, between_ads=False) is None


def test_another_neutral_scene_begins_anew() -> None:
    scene = NeutralScene(RULES)
    scene.begin(0, before_exposure=7)
    shown(scene, seconds=10, at_rest=SAD_AT_REST)
    scene.begin(11 * SECOND_NS, before_exposure=8)
    scene.look(8)
    assert scene.see(1, SAD_AT_REST, at_ns=12 * SECOND_NS, between_ads=False) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("length_s", 61),
        ("seconds_min", 0),
        ("resting_ratio", 0.0),
        ("shift_max", 6),
        ("shrink_s", -1),
    ],
)
def test_a_rule_out_of_its_range_is_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is"):
        BaselineRules(**{name: value})  # type: ignore[arg-type]
