"""Warps one person's head for one moment: expression, blink and the head's own sway."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.demo.made_audience.displacement import FaceAxes
from reelpulse.demo.made_audience.expressions import EXPRESSIONS
from reelpulse.demo.made_audience.faces import ExpressionFields
from reelpulse.demo.made_audience.paint import MakeUp
from reelpulse.demo.made_audience.portrait import HEAD, NECK_PX

_FINE: Final = 2
"""Make-up is painted at twice the portrait's size."""
_MARGIN_PX: Final = 14
_SIDE_PX: Final = 20
_COLLAR_PX: Final = 40
_COARSE_PX: Final = 5
"""The sway is computed on a coarse grid: it is smooth."""

Cutout = npt.NDArray[np.uint8]
"""Shape (rows, columns, 4): RGB times cover, and the cover, 0…255."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sway:
    """How a head stands off its place."""

    x_px: float
    y_px: float
    """Pixels of the portrait."""
    roll_rad: float


class Head:
    """The moving part of one person at one size."""

    def __init__(
        self,
        textures: Mapping[Emotion, Cutout],
        fields: ExpressionFields,
        *,
        scale: float,
    ) -> None:
        """Take what `head_textures` made and prepare the sway.

        Args:
            textures: the head in each expression's make-up, at this size.
            fields: the warps.
            scale: picture pixels a portrait pixel.
        """
        self._textures = textures
        self._fields = fields
        self._scale = scale
        rows, columns = textures[Emotion.NEUTRAL].shape[:2]
        still = np.meshgrid(_centres(columns, scale), _centres(rows, scale))
        self._still: npt.NDArray[np.float32] = np.stack(still, axis=-1)
        self._size = (columns, rows)
        y, x = np.mgrid[_COARSE_PX // 2 : HEAD.height_px : _COARSE_PX,
                        _COARSE_PX // 2 : HEAD.width_px : _COARSE_PX].astype(np.float32)  # fmt: skip
        self._free = _freedom(x, y)
        self._arm = np.stack([HEAD.top_px + y - NECK_PX[1], NECK_PX[0] - HEAD.left_px - x], axis=-1)

    def cutout(self, weights: Mapping[Emotion, float], *, blink: float, sway: Sway) -> Cutout:
        """The head with a mixed expression, 0…1 of blink, and swayed."""
        back = sway.roll_rad * self._arm - (sway.x_px, sway.y_px)
        coarse = (self._free[..., None] * back).astype(np.float32)
        upright = cv2.add(self._still, cv2.resize(coarse, self._size))
        field = self._fields.mixed(weights, blink=blink)
        face = cv2.remap(field, upright, None, cv2.INTER_LINEAR)  # type: ignore[call-overload]
        half = 0.5 * self._scale - 0.5
        source = cv2.addWeighted(upright, self._scale, face, self._scale, half)
        moved = cv2.remap(self._mixed_texture(weights), source, None, cv2.INTER_LINEAR)  # type: ignore[call-overload]
        return np.asarray(moved, np.uint8)

    def _mixed_texture(self, weights: Mapping[Emotion, float]) -> Cutout:
        shown = [(emotion, weight) for emotion, weight in weights.items() if weight > 0]
        (first, total), *others = shown
        texture = self._textures[first]
        for emotion, weight in others:
            total += weight
            part = weight / total
            texture = np.asarray(
                cv2.addWeighted(texture, 1 - part, self._textures[emotion], part, 0), np.uint8
            )
        return texture


def head_textures(
    rgb: npt.NDArray[np.uint8],
    cover: npt.NDArray[np.uint8],
    *,
    landmarks_px: npt.NDArray[np.float64],
    make_up: MakeUp,
    scale: float,
) -> dict[Emotion, Cutout]:
    """The head's window in every expression's make-up, at `scale`."""
    fine = _enlarged(HEAD.cut(rgb))
    fine_cover = _enlarged(HEAD.cut(cover))
    rows, columns = face_slices(landmarks_px)
    painter = make_up.on(fine[rows, columns])
    textures = {}
    for emotion in EMOTIONS:
        face = fine.copy()
        face[rows, columns] = painter.with_strengths(EXPRESSIONS[emotion].paint)
        textures[emotion] = scaled_cutout(face, fine_cover, scale=scale / _FINE)
    return textures


def make_up_of(landmarks_px: npt.NDArray[np.float64]) -> MakeUp:
    """Make-up for the enlarged face of this portrait."""
    rows, columns = face_slices(landmarks_px)
    corner = np.array([HEAD.left_px, HEAD.top_px])
    fine = (landmarks_px - corner + 0.5) * _FINE - 0.5 - np.array([columns.start, rows.start])
    return MakeUp(
        fine,
        eye_distance_px=FaceAxes.of(landmarks_px).eye_distance_px * _FINE,
        shape=(rows.stop - rows.start, columns.stop - columns.start),
    )


def face_slices(landmarks_px: npt.NDArray[np.float64]) -> tuple[slice, slice]:
    """Rows and columns of the face in the enlarged window of the head."""
    low = landmarks_px.min(axis=0) - _MARGIN_PX - (HEAD.left_px, HEAD.top_px)
    high = landmarks_px.max(axis=0) + _MARGIN_PX - (HEAD.left_px, HEAD.top_px)
    (left, top), (right, bottom) = (low * _FINE).astype(int), (high * _FINE).astype(int)
    return (
        slice(max(0, int(top)), min(HEAD.height_px * _FINE, int(bottom))),
        slice(max(0, int(left)), min(HEAD.width_px * _FINE, int(right))),
    )


def scaled_cutout(
    rgb: npt.NDArray[np.uint8], cover: npt.NDArray[np.uint8], *, scale: float
) -> Cutout:
    """Colours times cover, with the cover as fourth channel, resized."""
    held = cv2.multiply(rgb, cv2.merge([cover, cover, cover]), scale=1 / 255)
    whole = cv2.merge([*cv2.split(held), cover])
    size = (round(rgb.shape[1] * scale), round(rgb.shape[0] * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(whole, size, interpolation=how), np.uint8)


def _enlarged(picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    size = (picture.shape[1] * _FINE, picture.shape[0] * _FINE)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_CUBIC), np.uint8)


def _centres(count: int, scale: float) -> npt.NDArray[np.float32]:
    """Where the centres of a row of picture pixels lie in the window of the portrait."""
    return ((np.arange(count, dtype=np.float32) + 0.5) / scale - 0.5).astype(np.float32)


def _freedom(x: npt.NDArray[np.float32], y: npt.NDArray[np.float32]) -> npt.NDArray[np.float32]:
    """1 where the head moves as a whole, falling to 0 at the collar and the window's sides."""
    sides = np.minimum(x, HEAD.width_px - 1 - x) / _SIDE_PX
    bottom = (HEAD.top_px + HEAD.height_px - 4 - y) / _COLLAR_PX
    nearest = np.clip(np.minimum(sides, bottom), 0, 1)
    return np.asarray(nearest * nearest * (3 - 2 * nearest), np.float32)
