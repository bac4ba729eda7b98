"""Pictures of a room in which people sit far away: the astronaut, small, where she is wanted."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np

from reelpulse.vision.decode import Picture
from reelpulse.vision.resample import resize

WIDTH_PX, HEIGHT_PX = 1280, 720
_HEAD_PX = 300
_FACE_PX = 104.5
"""Height of the detector's box around the astronaut's face in the photograph of 512 pixels."""
_FACE_MIDDLE_PX = (150.0, 126.0)

Place = tuple[float, float]


def room(
    astronaut: Picture, middles_px: Sequence[Place], *, face_px: float, width_px: int = WIDTH_PX
) -> Picture:
    """A grey, noisy room of 16 to 9.

    Args:
        astronaut: the photograph of 512 by 512 pixels.
        middles_px: middle of each face; later ones stand in front.
        face_px: height of each face's box.
        width_px: of the picture; places and faces are those of 1280 pixels, scaled.
    """
    noise = np.random.default_rng(1).integers(0, 12, (HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
    picture = noise + np.uint8(110)
    head = astronaut[:_HEAD_PX, 75 : 75 + _HEAD_PX]
    scale = face_px / _FACE_PX
    side = round(_HEAD_PX * scale)
    small = cv2.resize(head, (side, side), interpolation=cv2.INTER_AREA)
    for x, y in middles_px:
        shift = (x - _FACE_MIDDLE_PX[0] * scale, y - _FACE_MIDDLE_PX[1] * scale)
        _paste(picture, np.asarray(small, dtype=np.uint8), shift)
    if width_px != WIDTH_PX:
        return resize(picture, width_px=width_px, height_px=width_px * HEIGHT_PX // WIDTH_PX)
    return picture


def rows_of(count: int, *, rows: int = 2) -> list[Place]:
    """Middles of so many faces, spread over the picture."""
    columns = count // rows
    return [
        (WIDTH_PX * (column + 0.5) / columns, HEIGHT_PX * (row + 0.5) / rows)
        for row in range(rows)
        for column in range(columns)
    ]


def _paste(picture: Picture, small: Picture, shift: Place) -> None:
    matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
    size = (picture.shape[1], picture.shape[0])
    moved = cv2.warpAffine(small, matrix, size, flags=cv2.INTER_LINEAR)
    mask = cv2.warpAffine(np.full(small.shape[:2], 255, np.uint8), matrix, size)
    picture[mask > 127] = moved[mask > 127]
