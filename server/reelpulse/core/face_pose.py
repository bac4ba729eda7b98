"""How a head is turned and how far its eyes are open, from the 468 points of its face alone."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_RIGHT_TEMPLE, _LEFT_TEMPLE, _FOREHEAD, _CHIN = 234, 454, 10, 152
_EYES: Final = (
    (33, 133, (159, 145), (158, 153)),
    (263, 362, (386, 374), (385, 380)),
)
"""Outer corner, inner corner, two pairs of upper and lower lid."""
_LIPS: Final = ((82, 87), (13, 14), (312, 317))
"""Pairs of points on the inner edges of the upper and the lower lip."""

Points = npt.NDArray[np.floating[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class HeadPose:
    """Turns from a face that looks straight into the camera, in degrees."""

    yaw_deg: float
    """Positive when the face looks to the right border of the picture."""
    pitch_deg: float
    """Positive when it looks down."""
    roll_deg: float
    """Positive when it is tilted clockwise in the picture."""


def head_pose(points_px: Points) -> HeadPose:
    """The turn of the frame that temples, forehead and chin span.

    The line of the temples is the face's right, the line from forehead to chin, made square to it, its
    down; their cross product points into the head. The angles are those of R = Rz(roll) · Ry · Rx,
    read from the columns (Slabaugh, Computing Euler angles from a rotation matrix, 1999). A forehead
    that recedes shifts the pitch of one person by the same amount in every frame.

    Args:
        points_px: shape (468, 3): x to the right, y down, z away from the camera, in one scale.
    """
    points = np.asarray(points_px, dtype=np.float64)
    right = _unit(points[_LEFT_TEMPLE] - points[_RIGHT_TEMPLE])
    downwards = points[_CHIN] - points[_FOREHEAD]
    down = _unit(downwards - (downwards @ right) * right)
    inwards = np.cross(right, down)
    return HeadPose(
        yaw_deg=math.degrees(math.asin(np.clip(right[2], -1, 1))),
        pitch_deg=math.degrees(math.atan2(down[2], inwards[2])),
        roll_deg=math.degrees(math.atan2(right[1], right[0])),
    )


def eye_openness(points_px: Points) -> float:
    """Eye aspect ratio of the wider open eye: about 0.3 when open, below 0.15 when shut.

    The mean height of two pairs of lid points over the distance of the eye's corners (Soukupová, Čech,
    Real-time eye blink detection using facial landmarks, 2016). The wider open eye, because the far
    eye of a turned head is hidden.

    Args:
        points_px: shape (468, 3) as for `head_pose`.
    """
    return max(_aspect_ratio(np.asarray(points_px, dtype=np.float64), eye) for eye in _EYES)


def mouth_openness(points_px: Points) -> float:
    """Mean gap between the lips over the distance of the eyes' outer corners; 0 when shut.

    Over the eyes and not over the mouth's own width, which a smile changes.

    Args:
        points_px: shape (468, 3) as for `head_pose`.
    """
    points = np.asarray(points_px, dtype=np.float64)
    gaps = [float(np.linalg.norm(points[upper] - points[lower])) for upper, lower in _LIPS]
    (right, *_), (left, *_) = _EYES
    return sum(gaps) / len(gaps) / max(float(np.linalg.norm(points[left] - points[right])), 1e-6)


def _aspect_ratio(points: npt.NDArray[np.float64], eye: tuple[Any, ...]) -> float:
    outer, inner, *lids = eye
    heights = [float(np.linalg.norm(points[upper] - points[lower])) for upper, lower in lids]
    width = float(np.linalg.norm(points[outer] - points[inner]))
    return sum(heights) / len(heights) / max(width, 1e-6)


def _unit(vector: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Length 1; a vector without length stays as it is."""
    return np.asarray(vector / max(float(np.linalg.norm(vector)), 1e-9), dtype=np.float64)
