"""Reads YuNet's output: boxes and points of every cell of three grids over the input.

Source of the output's meaning: Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector", 2023.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.detector_spec import YUNET_STEP_PX

Values = npt.NDArray[np.float32]

_STRIDES_PX: Final = (8, 16, YUNET_STEP_PX)
_PARTS: Final = {"cls": 1, "obj": 1, "bbox": 4, "kps": 10}
"""Outputs of each grid, with the number of values of a cell."""

# YuNet's box reaches from the hairline to the chin and is higher than wide; BlazeFace's is a square from
# the brows to the chin, and all that follows was made for it: the crops, the least height that counts.
# So a square is laid into YuNet's box. Medians of 190 faces that both find in WIDER FACE photographs and
# clips (standard deviation 0.09, 0.05); the mesh then lies 0.6 to 1.1 % of the box's side from where
# BlazeFace's box puts it, instead of 1.3 to 1.9 % with YuNet's own (near faces and photographs).
_SIDE_OF_MEAN: Final = 0.93
"""Side of the square in means of the box's width and height."""
_DOWN_OF_HEIGHT: Final = 0.08
"""How far its middle lies below the box's, in heights of the box."""


class YuNetDecoder:
    """Of any YuNet; the size of its input may change from call to call."""

    outputs: Sequence[str] = tuple(f"{part}_{stride}" for stride in _STRIDES_PX for part in _PARTS)
    step_px: int | None = YUNET_STEP_PX

    def __init__(self, *, part_px: int, score_min: float) -> None:
        """Remember what the description says.

        Args:
            part_px: side at which a part of a picture is looked at.
            score_min: 0 to 1; less likely boxes are left out.
        """
        self.part_px = part_px
        self._score_min = score_min

    def shapes(self, *, count: int, width_px: int, height_px: int) -> list[tuple[int, ...]]:
        """Of the outputs for so many pictures in an input of this size."""
        return [
            (count, (width_px // stride) * (height_px // stride), values)
            for stride in _STRIDES_PX
            for values in _PARTS.values()
        ]

    def decode(self, values: Sequence[Values], *, width_px: int) -> list[tuple[Values, Values]]:
        """For each picture of a batch rows of boxes and points, shape (N, 16), and scores, shape (N,).

        YuNet tells the mouth's corners and no ears: the middle of the corners stands for all three.

        Args:
            values: the net's outputs, four of each grid.
            width_px: of the input.
        """
        parts = len(_PARTS)
        found = []
        for picture in zip(*values, strict=True):
            grids = [
                _faces_of(picture[parts * grid : parts * (grid + 1)], stride, width_px)
                for grid, stride in enumerate(_STRIDES_PX)
            ]
            rows = np.concatenate([rows for rows, _ in grids])
            scores = np.concatenate([scores for _, scores in grids])
            likely = np.flatnonzero(scores > self._score_min)
            found.append((rows[likely], scores[likely]))
        return found


def _faces_of(grid: Sequence[Values], stride_px: int, width_px: int) -> tuple[Values, Values]:
    """Rows and scores of all cells of one grid."""
    classes, objects, boxes, points = grid
    scores = np.sqrt(classes[:, 0].clip(0, 1) * objects[:, 0].clip(0, 1))
    across = width_px // stride_px
    numbers = np.arange(len(scores))
    cells = np.stack([numbers % across, numbers // across], axis=1)[:, np.newaxis]
    middles = (boxes[:, np.newaxis, :2] + cells) * stride_px
    sizes = np.exp(boxes[:, 2:]) * stride_px
    five = (points.reshape(-1, 5, 2) + cells) * stride_px
    mouth = five[:, 3:].mean(axis=1, keepdims=True)
    low, high = _squares(middles, sizes)
    rows = np.concatenate([low, high, five[:, :3], *[mouth] * 3], axis=1)
    return np.asarray(rows.reshape(-1, 16), dtype=np.float32), np.asarray(scores, dtype=np.float32)


def _squares(middles: Values, sizes: Values) -> tuple[Values, Values]:
    """Upper left and lower right corners, shape (N, 1, 2), of the squares inside YuNet's boxes."""
    halves = (_SIDE_OF_MEAN / 2 * sizes.mean(axis=1))[:, np.newaxis, np.newaxis]
    lowered = middles.copy()
    lowered[:, 0, 1] += _DOWN_OF_HEIGHT * sizes[:, 1]
    return lowered - halves, lowered + halves
