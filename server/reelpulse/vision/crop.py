"""Cuts squares out of a picture, turned upright and scaled to a net's input, and maps points back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.emotion_spec import Border
from reelpulse.vision.resample import OVERSAMPLING, resize

_BORDERS: Final = {
    Border.REPLICATE: cv2.BORDER_REPLICATE,
    Border.BLACK: cv2.BORDER_CONSTANT,
}
_MARGIN_PX: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Square:
    """A square in a picture's pixels, perhaps turned, perhaps over the edge."""

    centre_x_px: float
    centre_y_px: float
    side_px: float
    roll_rad: float = 0.0
    """Angle of the square's upper edge, positive downwards to the right."""

    def matrix(self, size_px: int) -> npt.NDArray[np.float64]:
        """Shape (2, 3): from a crop of `size_px` to the picture, both measured from edges."""
        scale = self.side_px / size_px
        cos, sin = math.cos(self.roll_rad) * scale, math.sin(self.roll_rad) * scale
        half = size_px / 2
        return np.array(
            [
                [cos, -sin, self.centre_x_px - (cos - sin) * half],
                [sin, cos, self.centre_y_px - (sin + cos) * half],
            ]
        )


def cut(picture: Picture, square: Square, *, size_px: int, border: Border) -> Picture:
    """The square as a picture of `size_px` by `size_px`."""
    if square.roll_rad == 0.0:
        return _cut_upright(picture, square, size_px, border)
    return _cut_turned(picture, square, size_px, border)


def _cut_upright(picture: Picture, square: Square, size_px: int, border: Border) -> Picture:
    """Whole pixels are cut: half a pixel's shift is nothing to a net that sees a face."""
    side = max(round(square.side_px), 1)
    left = round(square.centre_x_px - side / 2)
    top = round(square.centre_y_px - side / 2)
    region = _region(picture, left, top, side, _BORDERS[border])
    return resize(region, width_px=size_px, height_px=size_px)


def _region(picture: Picture, left: int, top: int, side: int, border: int) -> Picture:
    """A square of whole pixels, continued beyond the picture's edges."""
    height, width = picture.shape[:2]
    right, bottom = left + side, top + side
    x0, x1 = min(max(left, 0), width - 1), max(min(right, width), 1)
    y0, y1 = min(max(top, 0), height - 1), max(min(bottom, height), 1)
    x1, y1 = max(x1, x0 + 1), max(y1, y0 + 1)
    inside = picture[y0:y1, x0:x1]
    if (x0, y0, x1, y1) == (left, top, right, bottom):
        return inside
    bars = (max(-top, 0), max(bottom - height, 0), max(-left, 0), max(right - width, 0))
    filled = cv2.copyMakeBorder(inside, *bars, border)
    return np.asarray(filled[:side, :side], dtype=np.uint8)


def _cut_turned(picture: Picture, square: Square, size_px: int, border: Border) -> Picture:
    matrix = square.matrix(size_px)
    if square.side_px > OVERSAMPLING * size_px:
        picture, matrix = _reduced(picture, square, matrix, size_px)
    # OpenCV measures from the centres of pixels.
    matrix[:, 2] += (matrix[:, 0] + matrix[:, 1] - 1) / 2
    turned = cv2.warpAffine(
        picture,
        matrix,
        (size_px, size_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=_BORDERS[border],
    )
    return np.asarray(turned, dtype=np.uint8)


def _reduced(
    picture: Picture, square: Square, matrix: npt.NDArray[np.float64], size_px: int
) -> tuple[Picture, npt.NDArray[np.float64]]:
    """The square's surroundings, scaled so that the crop samples about every second pixel."""
    factor = square.side_px / (OVERSAMPLING * size_px)
    height, width = picture.shape[:2]
    reach = square.side_px * (abs(math.cos(square.roll_rad)) + abs(math.sin(square.roll_rad))) / 2
    reach += _MARGIN_PX * factor
    left, right = _span(square.centre_x_px, reach, width)
    top, bottom = _span(square.centre_y_px, reach, height)
    columns = max(round((right - left) / factor), 1)
    rows = max(round((bottom - top) / factor), 1)
    small = cv2.resize(
        picture[top:bottom, left:right], (columns, rows), interpolation=cv2.INTER_LINEAR
    )
    moved = matrix.copy()
    moved[:, 2] -= (left, top)
    moved[0] *= columns / (right - left)
    moved[1] *= rows / (bottom - top)
    return np.asarray(small, dtype=np.uint8), moved


def _span(centre: float, reach: float, length: int) -> tuple[int, int]:
    """First and last index around `centre`, inside the picture and never empty."""
    first = min(max(math.floor(centre - reach), 0), length - 1)
    return first, max(min(math.ceil(centre + reach), length), first + 1)
