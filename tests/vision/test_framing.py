"""The square that an emotion net sees lies on the face and stands upright."""

from __future__ import annotations

import math

import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Around, Border, CropRule
from reelpulse.vision.framing import frame_face, square_around_points

Values = npt.NDArray[np.float32]


@pytest.fixture
def points() -> Values:
    """A mesh 40 wide and 60 high around (100, 80), its eyes level at y = 70."""
    mesh = np.full((468, 2), (100, 80), dtype=np.float32)
    mesh[0], mesh[1], mesh[2], mesh[3] = (100, 50), (100, 110), (80, 80), (120, 80)
    mesh[[33, 133]] = (88, 70), (94, 70)
    mesh[[362, 263]] = (106, 70), (112, 70)
    return mesh


def _turned(points: Values, degrees: float) -> Values:
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    return np.asarray((points - 100) @ turn.T + 100, dtype=np.float32)


def test_an_upright_mesh_gives_the_square_of_its_longer_side(points: Values) -> None:
    square = square_around_points(points, scale=0.9, align_roll=True)
    assert (square.centre_x_px, square.centre_y_px) == pytest.approx((100, 80))
    assert square.side_px == pytest.approx(54)
    assert square.roll_rad == pytest.approx(0)


@pytest.mark.parametrize("degrees", [-30, 20, 75])
def test_a_tilted_mesh_gives_the_same_square_tilted(points: Values, degrees: float) -> None:
    square = square_around_points(_turned(points, degrees), scale=1.0, align_roll=True)
    centre = _turned(np.array([[100, 80]], dtype=np.float32), degrees)[0]
    assert square.roll_rad == pytest.approx(math.radians(degrees), abs=1e-5)
    assert (square.centre_x_px, square.centre_y_px) == pytest.approx(tuple(centre), abs=1e-3)
    assert square.side_px == pytest.approx(60, abs=1e-3)


def test_without_alignment_the_square_stays_upright_and_holds_the_tilted_mesh(
    points: Values,
) -> None:
    tilted = _turned(points, 45)
    square = square_around_points(tilted, scale=1.0, align_roll=False)
    assert square.roll_rad == 0
    assert square.side_px == pytest.approx(float(np.ptp(tilted, axis=0).max()))


@pytest.mark.parametrize(("around", "side"), [(Around.BOX, 75.0), (Around.LANDMARKS, 90.0)])
def test_the_rule_decides_around_what_the_square_lies(
    points: Values, around: Around, side: float
) -> None:
    detections = Detections(
        boxes=np.array([[70, 60, 50, 50]], dtype=np.float32),
        scores=np.ones(1, dtype=np.float32),
        keypoints=np.zeros((1, 6, 2), dtype=np.float32),
    )
    rule = CropRule(around=around, scale=1.5, align_roll=False, border=Border.REPLICATE)
    mesh = np.concatenate([points, np.zeros((468, 1), np.float32)], axis=1)[np.newaxis]
    assert frame_face(rule, detections, mesh, 0).side_px == pytest.approx(side)
