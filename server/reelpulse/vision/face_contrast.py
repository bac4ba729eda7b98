"""How far mouth and eyes stand out from the face: where a cup or a mask covers them, they do not."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture

_LIPS: Final = [61, 84, 17, 314, 291, 269, 0, 39]
"""Corners and edges of the lips (mediapipe, face_mesh_connections.py)."""
_EYES: Final = ([33, 160, 158, 133, 153, 144], [362, 385, 387, 263, 373, 380])
_CHEEKS: Final = ([50, 101, 118, 117], [280, 330, 347, 346])
"""Each below the eye of the same place."""

Points = npt.NDArray[np.floating[Any]]
Patch = npt.NDArray[np.uint8]


def mouth_and_eye_contrast(face: Picture, points: Points) -> tuple[float, float] | None:
    """Contrast of the mouth, and of the eye that stands out less, in spreads of the face's lightness.

    Of the mouth the standard deviation of the lightness in the box around the lips; of an eye the
    distance in CIELAB between its mean colour and the cheek's below it. Both over the standard
    deviation of the lightness of the whole face, so that dim light and pale pictures change nothing.

    Args:
        face: a small picture of the face, RGB.
        points: shape (468, 2 or more), its mesh in the small picture's pixels.

    Returns:
        Both; None where mouth, an eye or a cheek lies outside the picture, or a point is no number.
    """
    if not np.isfinite(points).all():
        return None
    lab = np.asarray(cv2.cvtColor(face, cv2.COLOR_RGB2LAB), dtype=np.uint8)
    spread = max(_spread(lab), 1.0)
    mouth = _box_of(lab, points[_LIPS])
    pairs = [
        (_box_of(lab, points[eye]), _box_of(lab, points[cheek]))
        for eye, cheek in zip(_EYES, _CHEEKS, strict=True)
    ]
    if not mouth.size or not all(eye.size and cheek.size for eye, cheek in pairs):
        return None
    return _spread(mouth) / spread, min(_apart(*pair) for pair in pairs) / spread


def _box_of(lab: Patch, points: Points) -> Patch:
    """The pixels of the smallest box around the points, without a copy; empty outside the picture."""
    height, width = lab.shape[:2]
    left, top = (max(int(edge), 0) for edge in points[:, :2].min(axis=0))
    right, bottom = (int(edge) + 1 for edge in points[:, :2].max(axis=0))
    return lab[top : max(min(bottom, height), top), left : max(min(right, width), left)]


def _spread(lab: Patch) -> float:
    """Standard deviation of the lightness."""
    _, spread = cv2.meanStdDev(lab)
    return float(spread[0, 0])


def _apart(one: Patch, other: Patch) -> float:
    """Distance between two mean colours."""
    return float(np.linalg.norm(np.subtract(cv2.mean(one)[:3], cv2.mean(other)[:3])))
