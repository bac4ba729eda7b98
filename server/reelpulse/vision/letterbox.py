"""Fits pictures and parts of pictures into a detector's input, and maps points back."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.resample import resize

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterbox:
    """A picture inside the net's input, the rest of which is black."""

    canvas: Picture
    scale: float
    """Canvas pixels per pixel of the picture."""
    left_px: int
    top_px: int

    def undo(self, rows: Values) -> Values:
        """Points of the canvas, shape (N, 16) of x and y in turn, in pixels of the picture."""
        offset = np.array([self.left_px, self.top_px] * 8, dtype=np.float32)
        return np.asarray((rows - offset) / np.float32(self.scale), dtype=np.float32)


def letterbox(picture: Picture, side_px: int) -> Letterbox:
    """Scale the longer side to `side_px` and centre the rest between black bars."""
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
    canvas = np.zeros((side_px, side_px, 3), dtype=np.uint8)
    left, top = (side_px - columns) // 2, (side_px - rows) // 2
    canvas[top : top + rows, left : left + columns] = resize(
        picture, width_px=columns, height_px=rows
    )
    return Letterbox(canvas=canvas, scale=scale, left_px=left, top_px=top)


def snug(picture: Picture, side_px: int, *, step_px: int) -> Letterbox:
    """Scale the longer side to `side_px`, with black right and below up to multiples of `step_px`.

    For a net that takes pictures of any size: less black than in a square, and less to compute.
    """
    height, width = picture.shape[:2]
    scale = side_px / max(height, width)
    columns, rows = max(round(width * scale), 1), max(round(height * scale), 1)
    shape = (math.ceil(rows / step_px) * step_px, math.ceil(columns / step_px) * step_px, 3)
    canvas = np.zeros(shape, dtype=np.uint8)
    canvas[:rows, :columns] = resize(picture, width_px=columns, height_px=rows)
    return Letterbox(canvas=canvas, scale=scale, left_px=0, top_px=0)


def mosaics(cells: Sequence[Picture], *, side_px: int) -> list[Picture]:
    """Square cells of one size, laid row by row into as few squares of `side_px` as hold them."""
    cell_px = len(cells[0])
    along = side_px // cell_px
    boards = [
        np.zeros((side_px, side_px, 3), dtype=np.uint8)
        for _ in range(math.ceil(len(cells) / along**2))
    ]
    for number, cell in enumerate(cells):
        board, place = divmod(number, along**2)
        top, left = place // along * cell_px, place % along * cell_px
        boards[board][top : top + cell_px, left : left + cell_px] = cell
    return boards
