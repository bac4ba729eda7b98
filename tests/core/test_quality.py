"""A face counts within the limits and not beyond them, and the first reason is told."""

from __future__ import annotations

from dataclasses import replace

import pytest

from reelpulse.core.quality import FaceQuality, QualityLimits, Unmeasurable

LIMITS = QualityLimits(
    face_height_px_min=40,
    yaw_deg_max=50,
    pitch_deg_max=45,
    brightness_min=25,
    brightness_max=240,
    sharpness_min=2.0,
)
GOOD = FaceQuality(
    height_px=40,
    yaw_deg=-50,
    pitch_deg=45,
    roll_deg=90,
    eye_openness=0,
    brightness=25,
    sharpness=2.0,
    mouth_contrast=0.2,
    eye_contrast=0.1,
)


def test_a_face_at_every_limit_counts() -> None:
    assert LIMITS.verdict(GOOD) is None
    assert LIMITS.verdict(replace(GOOD, yaw_deg=50, pitch_deg=-45, brightness=240)) is None


@pytest.mark.parametrize(
    ("value", "beyond", "reason"),
    [
        ("height_px", 39.9, Unmeasurable.TOO_SMALL),
        ("yaw_deg", 50.1, Unmeasurable.TURNED_AWAY),
        ("yaw_deg", -50.1, Unmeasurable.TURNED_AWAY),
        ("pitch_deg", 45.1, Unmeasurable.TURNED_AWAY),
        ("pitch_deg", -45.1, Unmeasurable.TURNED_AWAY),
        ("brightness", 24.9, Unmeasurable.TOO_DARK),
        ("brightness", 240.1, Unmeasurable.TOO_BRIGHT),
        ("sharpness", 1.9, Unmeasurable.BLURRED),
        ("mouth_contrast", 0.19, Unmeasurable.COVERED),
    ],
)
def test_a_face_beyond_one_limit_does_not_count(
    value: str, beyond: float, reason: Unmeasurable
) -> None:
    assert LIMITS.verdict(replace(GOOD, **{value: beyond})) is reason


def test_an_open_eye_without_contrast_is_covered_and_a_shut_one_is_not() -> None:
    hidden = replace(GOOD, eye_contrast=0.09)
    assert LIMITS.verdict(replace(hidden, eye_openness=0.15)) is Unmeasurable.COVERED
    assert LIMITS.verdict(replace(hidden, eye_openness=0.14)) is None


def test_what_is_unknown_covers_nothing() -> None:
    unknown = replace(GOOD, eye_openness=0.3, mouth_contrast=None, eye_contrast=None)
    assert LIMITS.verdict(unknown) is None


def test_of_several_reasons_the_size_is_told_first() -> None:
    assert LIMITS.verdict(replace(GOOD, height_px=10, sharpness=0)) is Unmeasurable.TOO_SMALL


def test_a_limit_out_of_range_is_told_with_its_range() -> None:
    with pytest.raises(ValueError, match="yaw_deg_max is 95; it must lie between 5 and 90"):
        QualityLimits(yaw_deg_max=95)
    with pytest.raises(ValueError, match="below brightness_max"):
        QualityLimits(brightness_min=200, brightness_max=100)


def test_a_value_that_is_no_number_is_noticed() -> None:
    assert GOOD.is_finite
    assert not replace(GOOD, sharpness=float("nan")).is_finite
