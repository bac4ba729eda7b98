"""Cuts squares out of a picture, turned upright and scaled to a net's input, and maps points back."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.manifest import Border

_BORDERS: Final = {
    Border.REPLICATE: cv2.BORDER_REPLICATE,
    Border.BLACK: cv2.BORDER_CONSTANT,
}


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
    """The square as a picture of `size_px` by `size_px`.

    Where the square is more than twice as large as the crop, its surroundings are first reduced
    by averaging: sampling single points of them would turn fine texture into noise.
    """
    scale = square.side_px / size_px
    matrix = square.matrix(size_px)
    if scale > 2.0:
        picture, matrix = _reduced(picture, square, matrix, factor=int(scale))
    # OpenCV measures from the centres of pixels.
    matrix[:, 2] += (matrix[:, 0] + matrix[:, 1] - 1) / 2
    return cv2.warpAffine(  # type: ignore[return-value]
        picture,
        matrix,
        (size_px, size_px),
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=_BORDERS[border],
    )


def _reduced(
    picture: Picture, square: Square, matrix: npt.NDArray[np.float64], *, factor: int
) -> tuple[Picture, npt.NDArray[np.float64]]:
    """The square's surroundings, `factor` times smaller, and the matrix that fits them."""
    height, width = picture.shape[:2]
    reach = square.side_px * (abs(math.cos(square.roll_rad)) + abs(math.sin(square.roll_rad))) / 2
    left, right = _span(square.centre_x_px, reach + 2 * factor, width, factor)
    top, bottom = _span(square.centre_y_px, reach + 2 * factor, height, factor)
    region = picture[top:bottom, left:right]
    columns, rows = max((right - left) // factor, 1), max((bottom - top) // factor, 1)
    small = cv2.resize(region, (columns, rows), interpolation=cv2.INTER_AREA)
    moved = matrix.copy()
    moved[:, 2] -= (left, top)
    moved[0] *= columns / (right - left)
    moved[1] *= rows / (bottom - top)
    return small, moved  # type: ignore[return-value]


def _span(centre: float, reach: float, length: int, factor: int) -> tuple[int, int]:
    """First and last index around `centre`, inside the picture and never empty."""
    first = min(max(math.floor(centre - reach), 0), length - 1)
    last = max(min(math.ceil(centre + reach), length), first + 1)
    whole = (last - first) // factor * factor
    return first, first + whole if whole else last
