"""Decides which square of the picture an emotion net sees of each face."""

from __future__ import annotations

import math
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.crop import Square
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Around, CropRule

_EYE_CORNERS: Final = [33, 133, 263, 362]
"""Outer and inner corner of the right eye, then of the left (mediapipe, face_mesh_connections.py)."""


def frame_face(
    rule: CropRule, detections: Detections, points_px: npt.NDArray[np.float32], index: int
) -> Square:
    """The square of one face by the emotion net's rule.

    Args:
        rule: around what, how large, turned or not.
        detections: of the detector.
        points_px: shape (N, 468, 3), landmarks of all detections.
        index: which of them.
    """
    if rule.around is Around.BOX:
        return detections.square(index, scale=rule.scale, align_roll=rule.align_roll)
    return square_around_points(
        points_px[index, :, :2], scale=rule.scale, align_roll=rule.align_roll
    )


def square_around_points(
    points_px: npt.NDArray[np.float32], *, scale: float, align_roll: bool
) -> Square:
    """The square around a face mesh, `scale` times its longer side.

    Args:
        points_px: shape (468, 2).
        scale: 1 touches the outermost points.
        align_roll: turn the square so that the eyes are level.
    """
    roll = _roll(points_px) if align_roll else 0.0
    cos, sin = math.cos(roll), math.sin(roll)
    x, y = points_px[:, 0], points_px[:, 1]
    left, right, across = _extent(cos * x + sin * y)
    top, bottom, down = _extent(cos * y - sin * x)
    return Square(
        centre_x_px=cos * across - sin * down,
        centre_y_px=sin * across + cos * down,
        side_px=max(right - left, bottom - top) * scale,
        roll_rad=roll,
    )


def _extent(values: npt.NDArray[np.float32]) -> tuple[float, float, float]:
    """Lowest, highest and their middle."""
    lowest, highest = float(values.min()), float(values.max())
    return lowest, highest, (lowest + highest) / 2


def _roll(points_px: npt.NDArray[np.float32]) -> float:
    """Angle of the line from the right eye to the left, which is 0 for an upright head."""
    right_1, right_2, left_1, left_2 = points_px[_EYE_CORNERS].tolist()
    x, y = (left_1[axis] + left_2[axis] - right_1[axis] - right_2[axis] for axis in (0, 1))
    return math.atan2(y, x)
