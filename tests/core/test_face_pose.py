"""The turn of a head is found again after it was made; eyes that close become narrow."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.face_pose import eye_openness, head_pose, mouth_openness

Points = npt.NDArray[np.float64]


def upright() -> Points:
    """Temples, forehead, chin and eyes of a face that looks into the camera, 100 px wide."""
    points = np.zeros((468, 3))
    points[[234, 454, 10, 152]] = [(-50, 0, 30), (50, 0, 30), (0, -60, 0), (0, 60, 0)]
    points[[33, 133, 159, 145, 158, 153]] = eye(-40, -10)
    points[[263, 362, 386, 374, 385, 380]] = eye(40, 10)
    return points


def eye(outer_px: float, inner_px: float, *, height_px: float = 9) -> list[tuple[float, ...]]:
    middle = (outer_px + inner_px) / 2
    up, low = -20 - height_px / 2, -20 + height_px / 2
    lids = [(middle, up, 0), (middle, low, 0), (middle + 3, up, 0), (middle + 3, low, 0)]
    return [(outer_px, -20, 0), (inner_px, -20, 0), *lids]


def turned(points: Points, *, yaw: float, pitch: float, roll: float) -> Points:
    """The same face, first nodding, then turning, then tilting."""
    (cy, sy), (cp, sp), (cr, sr) = (
        (math.cos(math.radians(a)), math.sin(math.radians(a))) for a in (yaw, pitch, roll)
    )
    nod = np.array([(1, 0, 0), (0, cp, -sp), (0, sp, cp)])
    turn = np.array([(cy, 0, -sy), (0, 1, 0), (sy, 0, cy)])
    tilt = np.array([(cr, -sr, 0), (sr, cr, 0), (0, 0, 1)])
    return np.asarray(points @ (tilt @ turn @ nod).T)


angles = st.floats(-60, 60)


@given(angles, angles, angles, st.floats(0.2, 5))
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_any_turn_is_found_again_at_any_size_and_place(
    yaw: float, pitch: float, roll: float, size: float
) -> None:
    points = turned(upright(), yaw=yaw, pitch=pitch, roll=roll) * size + (640, 360, 0)
    pose = head_pose(points)
    assert (pose.yaw_deg, pose.pitch_deg, pose.roll_deg) == pytest.approx(
        (yaw, pitch, roll), abs=1e-4
    )


@pytest.mark.parametrize(
    ("moved", "value"),
    [
        ({"yaw": 30.0, "pitch": 0.0, "roll": 0.0}, "yaw_deg"),
        ({"yaw": 0.0, "pitch": 30.0, "roll": 0.0}, "pitch_deg"),
        ({"yaw": 0.0, "pitch": 0.0, "roll": 30.0}, "roll_deg"),
    ],
)
def test_a_turn_in_one_way_is_none_in_the_others(moved: dict[str, float], value: str) -> None:
    pose = head_pose(turned(upright(), **moved))
    others = {"yaw_deg", "pitch_deg", "roll_deg"} - {value}
    assert getattr(pose, value) == pytest.approx(30)
    assert [getattr(pose, other) for other in others] == pytest.approx([0, 0], abs=1e-9)


def test_the_nose_of_a_positive_turn_points_to_the_right_and_of_a_positive_nod_down() -> None:
    points = upright()
    points[1] = (0, 10, -30)
    assert turned(points, yaw=30, pitch=0, roll=0)[1, 0] > 10
    assert turned(points, yaw=0, pitch=30, roll=0)[1, 1] > 20


def test_points_that_lie_on_one_another_have_a_pose_that_is_a_number() -> None:
    pose = head_pose(np.zeros((468, 3)))
    assert all(map(math.isfinite, (pose.yaw_deg, pose.pitch_deg, pose.roll_deg)))


def test_the_eyes_of_a_face_are_as_open_as_the_wider_one() -> None:
    points = upright()
    assert eye_openness(points) == pytest.approx(0.3)
    points[[33, 133, 159, 145, 158, 153]] = eye(-40, -10, height_px=0)
    assert eye_openness(points) == pytest.approx(0.3)
    points[[263, 362, 386, 374, 385, 380]] = eye(40, 10, height_px=3)
    assert eye_openness(points) == pytest.approx(0.1)


def test_the_eyes_are_as_open_however_the_head_is_turned() -> None:
    for yaw in (-40.0, 0.0, 40.0):
        assert eye_openness(turned(upright(), yaw=yaw, pitch=20, roll=10)) == pytest.approx(0.3)


def test_the_mouth_is_as_open_as_its_lips_are_apart_beside_the_eyes() -> None:
    points = upright()
    points[[82, 13, 312]] = (0, 30, 0)
    points[[87, 14, 317]] = (0, 38, 0)
    eyes_apart = np.linalg.norm(points[33] - points[263])
    for yaw in (0.0, 40.0):
        found = mouth_openness(turned(points, yaw=yaw, pitch=10, roll=20))
        assert found == pytest.approx(8 / eyes_apart)
    points[[87, 14, 317]] = points[[82, 13, 312]]
    assert mouth_openness(points) == 0
