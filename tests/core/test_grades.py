"""How well a face was seen, as a grade: 6 is best, 1 counts for nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.core.grades import GradeMeter, GradeRules, frame_grade, whole_grade
from reelpulse.core.quality import FaceQuality, QualityLimits

LIMITS, RULES = QualityLimits(), GradeRules()
PERFECT = FaceQuality(
    height_px=150,
    yaw_deg=5,
    pitch_deg=-5,
    roll_deg=0,
    eye_openness=0.3,
    brightness=128,
    sharpness=300,
)
SECOND_NS = 1_000_000_000


def graded(**changes: float) -> float:
    return frame_grade(replace(PERFECT, **changes), LIMITS, RULES)


def test_a_large_frontal_lit_sharp_face_has_the_best_grade() -> None:
    assert graded() == 6


@pytest.mark.parametrize(
    "limit",
    [
        {"height_px": 28},
        {"yaw_deg": -50},
        {"pitch_deg": 50},
        {"brightness": 25},
        {"brightness": 240},
        {"sharpness": 15},
    ],
)
def test_a_face_at_any_limit_has_grade_two(limit: dict[str, float]) -> None:
    assert graded(**limit) == pytest.approx(2)


@pytest.mark.parametrize(
    "beyond",
    [
        {"height_px": 27},
        {"yaw_deg": 51},
        {"pitch_deg": -51},
        {"brightness": 24},
        {"brightness": 241},
        {"sharpness": 14},
    ],
)
def test_a_face_that_does_not_count_has_grade_one(beyond: dict[str, float]) -> None:
    assert graded(**beyond) == 1


def test_half_way_between_the_limit_and_the_good_value_is_grade_four() -> None:
    assert graded(height_px=(28 + 112) / 2) == pytest.approx(4)
    assert graded(yaw_deg=-(50 + 15) / 2) == pytest.approx(4)
    assert graded(sharpness=(15 + 100) / 2) == pytest.approx(4)


def test_the_worst_of_the_values_decides() -> None:
    assert graded(height_px=76, yaw_deg=41.25) == pytest.approx(3)


@given(
    st.floats(1, 1000), st.floats(-90, 90), st.floats(-90, 90), st.floats(0, 255), st.floats(0, 1e4)
)
def test_every_face_has_a_grade_from_one_to_six(
    height_px: float, yaw_deg: float, pitch_deg: float, brightness: float, sharpness: float
) -> None:
    quality = replace(
        PERFECT,
        height_px=height_px,
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
        brightness=brightness,
        sharpness=sharpness,
    )
    grade = frame_grade(quality, LIMITS, RULES)
    assert (grade == 1) == (LIMITS.verdict(quality) is not None)
    assert grade == 1 or 2 <= grade <= 6


def test_a_limit_beyond_the_good_value_leaves_only_the_limit() -> None:
    strict = QualityLimits(face_height_px_min=200)
    assert frame_grade(replace(PERFECT, height_px=200), strict, RULES) == 6


def test_a_half_counts_up() -> None:
    assert [whole_grade(mean) for mean in (1, 3.49, 3.5, 6)] == [1, 3, 4, 6]


def test_the_live_grade_follows_within_seconds_whatever_the_frame_rate() -> None:
    for rate in (5, 25):
        meter = GradeMeter()
        for number in range(10 * rate):
            meter.see(6.0, at_ns=number * SECOND_NS // rate)
        grades = [
            meter.see(1.0, at_ns=10 * SECOND_NS + number * SECOND_NS // rate)
            for number in range(16 * rate)
        ]
        assert grades[0] == 6
        assert 3 <= grades[4 * rate] <= 4
        assert grades[-1] == 1


@pytest.mark.parametrize(
    ("name", "value"), [("face_height_px_good", 7), ("turn_deg_good", 91), ("sharpness_good", -1)]
)
def test_a_rule_out_of_its_range_is_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is"):
        GradeRules(**{name: value})  # type: ignore[arg-type]


def test_good_light_lies_between_two_values_in_order() -> None:
    with pytest.raises(ValueError, match="brightness_good_min"):
        GradeRules(brightness_good_min=200)
