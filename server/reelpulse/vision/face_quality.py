"""Looks at how well a face is seen: its size, turn, eyes, light, sharpness, and what covers it."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.face_pose import eye_openness, head_pose, mouth_openness
from reelpulse.core.frame import Box
from reelpulse.core.quality import FaceQuality
from reelpulse.vision.decode import Picture
from reelpulse.vision.face_contrast import mouth_and_eye_contrast

SHARPNESS_SIDE_PX: Final = 64
"""Faces are compared at one size: what is lost between camera and this size is no blur."""


def face_quality(picture: Picture, box: Box, landmarks_px: npt.NDArray[np.float32]) -> FaceQuality:
    """All values of one face.

    Args:
        picture: shape (height, width, 3), RGB.
        box: of the face, in the picture's pixels.
        landmarks_px: shape (468, 3).
    """
    left, top, right, bottom = _inside(picture, box)
    side = (SHARPNESS_SIDE_PX, SHARPNESS_SIDE_PX)
    face = cv2.resize(picture[top:bottom, left:right], side, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
    _, spread = cv2.meanStdDev(cv2.Laplacian(grey, cv2.CV_32F))
    pose = head_pose(landmarks_px)
    scale = np.array([SHARPNESS_SIDE_PX / (right - left), SHARPNESS_SIDE_PX / (bottom - top)])
    points = (landmarks_px[:, :2] - (left, top)) * scale
    contrast = mouth_and_eye_contrast(np.asarray(face, dtype=np.uint8), points)
    return FaceQuality(
        height_px=box.height_px,
        yaw_deg=pose.yaw_deg,
        pitch_deg=pose.pitch_deg,
        roll_deg=pose.roll_deg,
        eye_openness=eye_openness(landmarks_px),
        brightness=cv2.mean(grey)[0],
        mouth_openness=mouth_openness(landmarks_px),
        mouth_contrast=contrast[0] if contrast else None,
        eye_contrast=contrast[1] if contrast else None,
        sharpness=float(spread[0, 0]) ** 2,
    )


def _inside(picture: Picture, box: Box) -> tuple[int, int, int, int]:
    """Left, top, right and bottom of what of the box lies in the picture, at least one pixel."""
    height, width = picture.shape[:2]
    left = min(max(int(box.left_px), 0), width - 1)
    top = min(max(int(box.top_px), 0), height - 1)
    right = max(min(int(box.left_px + box.width_px), width), left + 1)
    bottom = max(min(int(box.top_px + box.height_px), height), top + 1)
    return left, top, right, bottom
