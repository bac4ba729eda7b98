"""How far each landmark of a face moves when its muscles pull."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_audience.muscles import (
    LANDMARKS,
    MEETINGS,
    PULLS,
    Meeting,
    Muscle,
    Pull,
)


@dataclass(frozen=True, slots=True, eq=False)
class FaceAxes:
    """The eyes' middle, distance and direction of one face."""

    centre_px: npt.NDArray[np.float64]
    right: npt.NDArray[np.float64]
    """Unit vector from eye to eye, towards the picture's right."""
    down: npt.NDArray[np.float64]
    eye_distance_px: float

    @classmethod
    def of(cls, landmarks_xy_px: npt.NDArray[np.float64]) -> FaceAxes:
        """Measure them on landmarks of shape (468, 2), pixels."""
        left_eye = landmarks_xy_px[[33, 133]].mean(axis=0)
        right_eye = landmarks_xy_px[[263, 362]].mean(axis=0)
        across = right_eye - left_eye
        distance = float(np.hypot(*across))
        right = across / distance
        return cls((left_eye + right_eye) / 2, right, np.array([-right[1], right[0]]), distance)


def displacement_px(
    landmarks_xy_px: npt.NDArray[np.float64], pose: Mapping[Muscle, float]
) -> npt.NDArray[np.float64]:
    """How far each landmark moves when the muscles pull as strongly as `pose` says.

    Args:
        landmarks_xy_px: shape (468, 2), pixels.
        pose: 1.0 is a muscle's usual full movement; below zero it pulls the other way.

    Returns:
        Shape (468, 2), pixels.
    """
    axes = FaceAxes.of(landmarks_xy_px)
    moved = np.zeros_like(landmarks_xy_px)
    # Lips and lids meet where they are before the other muscles carry them away.
    for muscle, strength in pose.items():
        if muscle in MEETINGS:
            moved += strength * _meet(axes, landmarks_xy_px, MEETINGS[muscle])
        else:
            moved += strength * _pulled(axes, PULLS[muscle])
    return moved


def _pulled(axes: FaceAxes, pulls: tuple[Pull, ...]) -> npt.NDArray[np.float64]:
    moved = np.zeros((LANDMARKS, 2))
    for pull in pulls:
        down = pull.down * axes.eye_distance_px * axes.down
        out = pull.out * axes.eye_distance_px * axes.right
        both = pull.landmarks == pull.mirrored
        moved[list(pull.landmarks)] += down if both else down - out
        if not both:
            moved[list(pull.mirrored)] += down + out
    return moved


def _meet(
    axes: FaceAxes, landmarks: npt.NDArray[np.float64], meeting: Meeting
) -> npt.NDArray[np.float64]:
    moved = np.zeros((LANDMARKS, 2))
    upper, lower = list(meeting.upper), list(meeting.lower)
    middle = len(upper) // 2
    height = (landmarks - axes.centre_px) @ axes.down
    across = (landmarks - axes.centre_px) @ axes.right
    centre = (across[upper[middle]] + across[lower[middle]]) / 2
    half_width = np.abs(across[upper] - centre).max()
    level = (1 - meeting.share) * height[upper[middle]] + meeting.share * height[lower[middle]]

    def line(points: list[int]) -> npt.NDArray[np.float64]:
        rise = ((across[points] - centre) / half_width) ** 2
        return np.asarray(level - meeting.bow * axes.eye_distance_px * rise)

    for row, edge in ((upper, meeting.upper_edge), (lower, meeting.lower_edge)):
        step = (line(row) - height[row])[:, None] * axes.down
        moved[row] = step
        if edge:
            moved[list(edge)] = step
    ends = list(meeting.ends)
    moved[ends] = (line(ends) - height[ends])[:, None] * axes.down
    return moved
