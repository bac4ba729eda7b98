"""Attention is a head turned as usual with open eyes; before anything is usual there is none."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.attention import AttentionMeter, AttentionRules, angle_deg
from reelpulse.core.quality import FaceQuality

RULES = AttentionRules(turn_deg_max=20, eye_openness_min=0.15, baseline_frames=10)


def head(yaw_deg: float, pitch_deg: float = 0.0, *, eye_openness: float = 0.3) -> FaceQuality:
    return FaceQuality(
        height_px=100,
        yaw_deg=yaw_deg,
        pitch_deg=pitch_deg,
        roll_deg=0,
        eye_openness=eye_openness,
        brightness=120,
        sharpness=100,
    )


def used_to(yaw_deg: float, pitch_deg: float = 0.0, *, frames: int = 100) -> AttentionMeter:
    meter = AttentionMeter(RULES)
    for _ in range(frames):
        meter.see(head(yaw_deg, pitch_deg))
    return meter


def test_before_a_direction_is_usual_nothing_is_judged() -> None:
    meter = AttentionMeter(RULES)
    assert [meter.see(head(0)) for _ in range(10)] == [None] * 9 + [True]
    assert AttentionMeter(RULES).share is None


@pytest.mark.parametrize(("yaw_deg", "pitch_deg"), [(0, 0), (-35, 10), (30, -20)])
def test_the_screen_is_where_the_person_usually_looks(yaw_deg: float, pitch_deg: float) -> None:
    meter = used_to(yaw_deg, pitch_deg)
    assert meter.see(head(yaw_deg, pitch_deg + 19)) is True
    assert meter.see(head(yaw_deg, pitch_deg - 21)) is False
    assert meter.see(head(yaw_deg + 30, pitch_deg)) is False


def test_shut_eyes_are_no_attention() -> None:
    assert used_to(0).see(head(0, eye_openness=0.14)) is False
    assert used_to(0).see(head(0, eye_openness=0.15)) is True


def test_the_share_is_of_the_frames_that_were_judged() -> None:
    meter = used_to(0, frames=69)
    for _ in range(20):
        meter.see(head(40))
    assert meter.share == pytest.approx(60 / 80)


directions = st.tuples(st.floats(-80, 80), st.floats(-80, 80))


@given(directions, directions)
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_the_angle_is_that_between_the_two_lines_of_sight(
    one: tuple[float, float], other: tuple[float, float]
) -> None:
    distance = math.dist(sight(*one), sight(*other))
    assert angle_deg(one, other) == pytest.approx(
        math.degrees(2 * math.asin(min(distance / 2, 1))), abs=1e-3
    )


def sight(yaw_deg: float, pitch_deg: float) -> tuple[float, float, float]:
    yaw, pitch = math.radians(yaw_deg), math.radians(pitch_deg)
    return math.sin(yaw) * math.cos(pitch), math.sin(pitch), -math.cos(yaw) * math.cos(pitch)


def test_a_rule_out_of_range_is_told_with_its_range() -> None:
    with pytest.raises(ValueError, match="turn_deg_max is 0; it must lie between 1 and 90"):
        AttentionRules(turn_deg_max=0)
