"""Overlapping parts of a picture, in which faces are large enough for the detector that are not in the whole."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture

SIDE_PART: Final = 0.71
"""Side of a tile in shorter sides of the picture: 512 of 720 pixels, six tiles in a wide picture."""
SIDE_MIN_PX: Final = 256
"""Smaller tiles would only be blown up for the detector."""
TILES_ALONG_MAX: Final = 6
"""A tile is no smaller than this part of the longer side, however long and low the picture is."""
OVERLAP_PART: Final = 0.24
"""Of a tile's side, shared with its neighbour."""
EDGE_PX: Final = 2
"""A box this close to an edge is cut by it."""

AROUND_CELL_PX: Final = 64
"""Side of a part around one face in the detector's input, which takes sixteen of them."""
AROUND_SCALE: Final = 2.5
"""Such a part in sides of the face's box: it may move by three quarters of itself in a frame."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tile:
    """One part of a picture."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int
    reach_px: int
    """What is no larger lies whole in one tile or another."""

    def cut(self, picture: Picture) -> Picture:
        """The part itself, without a copy."""
        rows = slice(self.top_px, self.top_px + self.height_px)
        return picture[rows, self.left_px : self.left_px + self.width_px]

    def answers_for(
        self, boxes: npt.NDArray[np.float32], *, picture_width_px: int, picture_height_px: int
    ) -> npt.NDArray[np.bool_]:
        """Shape (N,): boxes that are no larger than the tiles' overlap and not cut by the tile.

        A face that this tile cuts stands whole in its neighbour; a larger one is left to the whole
        picture, which finds it without help.

        Args:
            boxes: shape (N, 4): left, top, right, bottom in the picture's pixels.
            picture_width_px: of the whole picture: its own edges cut nothing that another tile shows.
            picture_height_px: of the whole picture.
        """
        right, bottom = self.left_px + self.width_px, self.top_px + self.height_px
        low = np.array([self.left_px or -math.inf, self.top_px or -math.inf]) + EDGE_PX
        high = np.array(
            [
                right if right < picture_width_px else math.inf,
                bottom if bottom < picture_height_px else math.inf,
            ]
        )
        whole = (boxes[:, :2] >= low) & (boxes[:, 2:] <= high - EDGE_PX)
        small = boxes[:, 2:] - boxes[:, :2] <= self.reach_px
        return np.asarray((whole & small).all(axis=1), dtype=np.bool_)


def tiles_of(*, width_px: int, height_px: int) -> tuple[Tile, ...]:
    """The tiles that cover a picture, row by row; none where one would be the whole picture."""
    side = _side_px(width_px, height_px)
    if side >= max(width_px, height_px):
        return ()
    overlap = round(OVERLAP_PART * side)
    return tuple(
        Tile(
            left_px=left,
            top_px=top,
            width_px=min(side, width_px),
            height_px=min(side, height_px),
            reach_px=reach_px(width_px=width_px, height_px=height_px),
        )
        for top in _starts(height_px, side, overlap)
        for left in _starts(width_px, side, overlap)
    )


def reach_px(*, width_px: int, height_px: int) -> int:
    """Side of the largest box for which the tiles of such a picture answer."""
    return round(OVERLAP_PART * _side_px(width_px, height_px)) - 2 * EDGE_PX


def around(boxes: npt.NDArray[np.float32], *, width_px: int, height_px: int) -> tuple[Tile, ...]:
    """A square part of the picture around each face, moved into the picture where it would stick out.

    Args:
        boxes: shape (N, 4): left, top, width, height.
        width_px: of the picture.
        height_px: of the picture.
    """
    sides = np.ceil(boxes[:, 2:].max(axis=1) * AROUND_SCALE).clip(1, min(width_px, height_px))
    starts = boxes[:, :2] + (boxes[:, 2:] - sides[:, np.newaxis]) / 2
    last = np.array([width_px, height_px]) - sides[:, np.newaxis]
    places = np.minimum(np.maximum(starts.round(), 0), last).astype(int).tolist()
    return tuple(
        Tile(left_px=left, top_px=top, width_px=side, height_px=side, reach_px=side)
        for (left, top), side in zip(places, sides.astype(int).tolist(), strict=True)
    )


def _side_px(width_px: int, height_px: int) -> int:
    shorter, longer = sorted((width_px, height_px))
    return max(round(SIDE_PART * shorter), SIDE_MIN_PX, math.ceil(longer / TILES_ALONG_MAX))


def _starts(length: int, side: int, overlap: int) -> list[int]:
    """Where tiles begin along one side of the picture: as few as share `overlap`, evenly spread."""
    gaps = math.ceil(max(length - side, 0) / (side - overlap))
    return [round(number * (length - side) / gaps) for number in range(gaps + 1)] if gaps else [0]
