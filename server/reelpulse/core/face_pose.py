"""How a head is turned and how far its eyes are open, from the 468 points of its face alone."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

_FRAME: Final = [234, 454, 10, 152]
"""Right and left temple, forehead, chin."""
_EYES: Final = ([33, 133, 159, 145, 158, 153], [263, 362, 386, 374, 385, 380])
"""Outer corner, inner corner, two pairs of upper and lower lid."""
_LIPS: Final = [82, 87, 13, 14, 312, 317, 33, 263]
"""Three pairs of points on the inner edges of the upper and the lower lip; the eyes' outer corners."""

Points = npt.NDArray[np.floating[Any]]
_Point = Sequence[float]


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
    right_temple, left_temple, forehead, chin = _picked(points_px, _FRAME)
    right = _unit(_less(left_temple, right_temple))
    downwards = _less(chin, forehead)
    along = sum(a * b for a, b in zip(downwards, right, strict=True))
    down = _unit(tuple(d - along * r for d, r in zip(downwards, right, strict=True)))
    inwards_z = right[0] * down[1] - right[1] * down[0]
    return HeadPose(
        yaw_deg=math.degrees(math.asin(max(-1.0, min(1.0, right[2])))),
        pitch_deg=math.degrees(math.atan2(down[2], inwards_z)),
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
    return max(_aspect_ratio(_picked(points_px, eye)) for eye in _EYES)


def mouth_openness(points_px: Points) -> float:
    """Mean gap between the lips over the distance of the eyes' outer corners; 0 when shut.

    Over the eyes and not over the mouth's own width, which a smile changes.

    Args:
        points_px: shape (468, 3) as for `head_pose`.
    """
    picked = _picked(points_px, _LIPS)
    gap = sum(math.dist(picked[pair], picked[pair + 1]) for pair in (0, 2, 4)) / 3
    return gap / max(math.dist(picked[6], picked[7]), 1e-6)


def _aspect_ratio(eye: Sequence[_Point]) -> float:
    outer, inner, upper_1, lower_1, upper_2, lower_2 = eye
    height = (math.dist(upper_1, lower_1) + math.dist(upper_2, lower_2)) / 2
    return height / max(math.dist(outer, inner), 1e-6)


def _picked(points_px: Points, numbers: list[int]) -> list[_Point]:
    """As plain numbers: on a handful of points NumPy costs more than it saves."""
    picked: list[_Point] = points_px[numbers].tolist()
    return picked


def _less(one: _Point, other: _Point) -> _Point:
    return tuple(a - b for a, b in zip(one, other, strict=True))


def _unit(vector: _Point) -> _Point:
    """Length 1; a vector without length stays as it is."""
    length = max(math.hypot(*vector), 1e-9)
    return tuple(value / length for value in vector)
