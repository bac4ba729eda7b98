"""Reads BlazeFace's output: offsets of boxes and points from anchors, and logits of scores."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reelpulse.vision.detector_spec import AnchorGrid, BlazeFaceOutputs

Values = npt.NDArray[np.float32]


class BlazeFaceDecoder:
    """Of one net with its anchors."""

    step_px: int | None = None
    """The anchors are those of one size of input."""

    def __init__(self, outputs: BlazeFaceOutputs, *, side_px: int, score_min: float) -> None:
        """Lay out the anchors.

        Args:
            outputs: their names, and the anchors.
            side_px: of the net's input.
            score_min: 0 to 1; less likely boxes are left out.
        """
        self.outputs: Sequence[str] = (outputs.regressors, outputs.score_logits)
        self.part_px = side_px
        self._anchors_px = anchor_centres(side_px, outputs.anchors)
        self._logit_min = math.log(score_min / (1 - score_min))

    def shapes(self, *, count: int, width_px: int, height_px: int) -> list[tuple[int, ...]]:
        """Of the outputs for so many pictures; the anchors know the size of the input."""
        del width_px, height_px
        anchors = len(self._anchors_px)
        return [(count, anchors, 16), (count, anchors)]

    def decode(self, values: Sequence[Values], *, width_px: int) -> list[tuple[Values, Values]]:
        """For each picture of a batch rows of boxes and points, shape (N, 16), and scores, shape (N,).

        Args:
            values: the net's outputs.
            width_px: of the input, which the anchors know already.
        """
        del width_px
        found = []
        for regressors, logits in zip(*values, strict=True):
            likely = np.flatnonzero(logits > self._logit_min)
            rows = decode_rows(regressors[likely], self._anchors_px[likely])
            scores = (1 / (1 + np.exp(-logits[likely]))).astype(np.float32)
            found.append((rows, scores))
        return found


def anchor_centres(side_px: int, grids: Sequence[AnchorGrid]) -> Values:
    """Shape (anchors, 2): x and y in pixels of the net's input, row by row.

    Source: mediapipe, ssd_anchors_calculator.cc with fixed anchor size.
    """
    centres = []
    for grid in grids:
        middles = np.arange(0, side_px, grid.stride_px) + grid.stride_px / 2
        x, y = np.meshgrid(middles, middles)
        cells = np.stack([x, y], axis=-1).reshape(-1, 2)
        centres.append(cells.repeat(grid.per_cell, axis=0))
    return np.concatenate(centres, dtype=np.float32)


def decode_rows(regressors: Values, anchors_px: Values) -> Values:
    """Add the anchors to the offsets and turn centre and size into corners.

    Args:
        regressors: shape (N, 16): centre, size, six points; offsets from the anchor.
        anchors_px: shape (N, 2).

    Returns:
        Shape (N, 16): left, top, right, bottom, six points, in pixels of the net's input.
    """
    count = len(regressors)
    points = regressors.reshape(count, 8, 2) + anchors_px[:, np.newaxis]
    half = regressors[:, 2:4] / 2
    points[:, 1] = points[:, 0] + half
    points[:, 0] -= half
    return points.reshape(count, 16)
