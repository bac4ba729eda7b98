"""Light and dark on the skin that warping alone cannot make: creases, an open mouth, brows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

Texture = npt.NDArray[np.uint8]
"""Shape (rows, columns, 3), RGB."""


class Paint(Enum):
    """One stroke of make-up; strength 1 is its full effect."""

    MOUTH_DARK = "mouth_dark"
    SMILE_FOLDS_GONE = "smile_folds_gone"
    SMILE_FOLDS_DEEP = "smile_folds_deep"
    FROWN_LINES = "frown_lines"
    NOSE_LINES = "nose_lines"
    CORNER_LINES = "corner_lines"
    BROWS_DARK = "brows_dark"
    BROW_LINES = "brow_lines"
    CHEEKS_FLAT = "cheeks_flat"


@dataclass(frozen=True, slots=True)
class Stroke:
    """A soft line along landmarks on the face's right half, and its mirror image."""

    landmarks: tuple[int, ...]
    mirrored: tuple[int, ...]
    thickness: float
    """Eye distances."""
    softness: float
    """Standard deviation of the blur, eye distances."""


STROKES: Final[Mapping[Paint, Stroke]] = MappingProxyType(
    {
        Paint.SMILE_FOLDS_DEEP: Stroke((129, 203, 206, 216), (358, 423, 426, 436), 0.05, 0.025),
        Paint.FROWN_LINES: Stroke((107, 55, 193), (336, 285, 417), 0.06, 0.03),
        Paint.NOSE_LINES: Stroke((193, 122, 196), (417, 351, 419), 0.08, 0.03),
        Paint.CORNER_LINES: Stroke((61, 43, 202), (291, 273, 422), 0.05, 0.03),
        Paint.BROWS_DARK: Stroke((46, 53, 52, 65, 55), (276, 283, 282, 295, 285), 0.06, 0.02),
        Paint.SMILE_FOLDS_GONE: Stroke((203, 206, 216, 212), (423, 426, 436, 432), 0.22, 0.05),
        Paint.CHEEKS_FLAT: Stroke((117, 50, 205), (346, 280, 425), 0.3, 0.1),
        Paint.BROW_LINES: Stroke((108, 69, 104), (337, 299, 333), 0.04, 0.02),
    }
)
_DARK_RGB: Final = (70.0, 40.0, 30.0)
_MOUTH_RGB: Final = (48.0, 18.0, 20.0)
_INNER_LIPS: Final = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95
)  # fmt: skip
_SHIFT: Final = 4
"""OpenCV draws with coordinates in sixteenths of a pixel."""


class MakeUp:
    """The strokes' places on one face, ready to be put on it in any look."""

    def __init__(
        self,
        landmarks_px: npt.NDArray[np.float64],
        *,
        eye_distance_px: float,
        shape: tuple[int, int],
    ) -> None:
        """Find where each stroke goes.

        Args:
            landmarks_px: shape (468, 2), pixels of the textures that will be painted.
            eye_distance_px: the unit of the strokes' thickness.
            shape: rows and columns of the textures.
        """
        self._unit_px = eye_distance_px
        self._masks = {
            paint: _line(shape, landmarks_px, eye_distance_px, stroke)[..., None]
            for paint, stroke in STROKES.items()
        }
        self._masks[Paint.MOUTH_DARK] = _mouth(shape, landmarks_px, eye_distance_px)[..., None]

    def on(self, texture: Texture) -> PaintedFace:
        """Prepare one look."""
        return PaintedFace(self._masks, texture, unit_px=self._unit_px)


class PaintedFace:
    """One look's texture with its make-up at hand."""

    def __init__(
        self,
        masks: Mapping[Paint, npt.NDArray[np.float32]],
        texture: Texture,
        *,
        unit_px: float,
    ) -> None:
        self._masks = masks
        self._bare: npt.NDArray[np.float32] = texture.astype(np.float32)
        # What replaces a fold or a shining cheek is the skin around it, far out of focus.
        self._colours = {
            Paint.SMILE_FOLDS_GONE: cv2.GaussianBlur(self._bare, (0, 0), 0.12 * unit_px),
            Paint.CHEEKS_FLAT: 0.92 * cv2.GaussianBlur(self._bare, (0, 0), 0.2 * unit_px),
            Paint.MOUTH_DARK: np.asarray(_MOUTH_RGB, np.float32),
        }

    def with_strengths(self, strengths: Mapping[Paint, float]) -> Texture:
        """The texture with each stroke as strong as given, 0…1."""
        canvas = self._bare
        for paint, strength in strengths.items():
            colour = self._colours.get(paint, np.asarray(_DARK_RGB, np.float32))
            canvas = canvas + np.float32(strength) * self._masks[paint] * (colour - canvas)
        return np.asarray(np.clip(canvas, 0, 255), np.uint8)


def _line(
    shape: tuple[int, int], landmarks_px: npt.NDArray[np.float64], unit_px: float, stroke: Stroke
) -> npt.NDArray[np.float32]:
    mask = np.zeros(shape, np.uint8)
    thickness = max(1, round(stroke.thickness * unit_px))
    for half in (stroke.landmarks, stroke.mirrored):
        points = np.round(landmarks_px[list(half)] * 2**_SHIFT).astype(np.int32)
        cv2.polylines(mask, [points], False, (255,), thickness, cv2.LINE_AA, _SHIFT)
    return _soft(mask, stroke.softness * unit_px)


def _mouth(
    shape: tuple[int, int], landmarks_px: npt.NDArray[np.float64], unit_px: float
) -> npt.NDArray[np.float32]:
    mask = np.zeros(shape, np.uint8)
    points = np.round(landmarks_px[list(_INNER_LIPS)] * 2**_SHIFT).astype(np.int32)
    cv2.fillPoly(mask, [points], (255,), lineType=cv2.LINE_AA, shift=_SHIFT)
    return _soft(mask, 0.012 * unit_px)


def _soft(mask: npt.NDArray[np.uint8], sigma_px: float) -> npt.NDArray[np.float32]:
    blurred = np.asarray(cv2.GaussianBlur(mask, (0, 0), sigma_px), np.float32)
    return blurred / np.float32(255)
