"""Finds faces with BlazeFace: letterbox, net, anchors, merging of overlapping boxes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.manifest import AnchorGrid, DetectorSpec
from reelpulse.vision.preprocess import Preprocessor
from reelpulse.vision.resample import resize
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.tiles import Tile

Values = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Letterbox:
    """A picture inside the net's square, with black bars at two sides."""

    canvas: Picture
    scale: float
    """Canvas pixels per pixel of the picture."""
    left_px: int
    top_px: int

    def undo(self, rows: Values) -> Values:
        """Points of the canvas, shape (N, 16) of x and y in turn, in pixels of the picture."""
        offset = np.array([self.left_px, self.top_px] * 8, dtype=np.float32)
        return np.asarray((rows - offset) / np.float32(self.scale), dtype=np.float32)


class FaceFinder:
    """The detector of the manifest on one runtime; used from one thread."""

    def __init__(self, spec: DetectorSpec, runtime: Runtime) -> None:
        self.spec = spec
        self._net = runtime.open(spec.file)
        self._outputs = (spec.regressors, spec.score_logits)
        self._net.require_outputs(*self._outputs)
        self._preprocessor = Preprocessor(spec.file.input)
        self._side_px = spec.file.input.side_px
        self._anchors_px = anchor_centres(self._side_px, spec.anchors)
        self._logit_min = math.log(spec.score_min / (1 - spec.score_min))

    def find(self, picture: Picture) -> Detections:
        """All faces of one picture, best first."""
        boxed = letterbox(picture, self._side_px)
        ((rows, scores),) = self._candidates([boxed.canvas])
        return self._merged(boxed.undo(rows), scores)

    def find_in(
        self, picture: Picture, tiles: Sequence[Tile], *, cell_px: int | None = None
    ) -> Detections:
        """The faces for which parts of a picture answer, best first; all parts in one batch.

        Args:
            picture: the whole.
            tiles: its parts.
            cell_px: side at which each part is looked at, several in one input of the net; None: each
                fills an input by itself.
        """
        if not tiles:
            return no_detections()
        height, width = picture.shape[:2]
        cells = [letterbox(tile.cut(picture), cell_px or self._side_px) for tile in tiles]
        all_rows, all_scores = [], []
        for tile, cell, rows, scores in self._in_cells(tiles, cells):
            placed = cell.undo(rows)
            placed[:, 0::2] += tile.left_px
            placed[:, 1::2] += tile.top_px
            sure = tile.answers_for(placed[:, :4], picture_width_px=width, picture_height_px=height)
            all_rows.append(placed[sure])
            all_scores.append(scores[sure])
        return self._merged(np.concatenate(all_rows), np.concatenate(all_scores))

    def _in_cells(
        self, tiles: Sequence[Tile], cells: Sequence[Letterbox]
    ) -> Iterator[tuple[Tile, Letterbox, Values, Values]]:
        """For each part the rows, in its cell's pixels, whose middle lies in the cell."""
        cell_px = len(cells[0].canvas)
        along = self._side_px // cell_px
        boards = mosaics([cell.canvas for cell in cells], side_px=self._side_px)
        found = self._candidates(boards)
        for number, (tile, cell) in enumerate(zip(tiles, cells, strict=True)):
            board, place = divmod(number, along * along)
            rows, scores = found[board]
            corner = np.array([place % along, place // along], dtype=np.float32) * cell_px
            moved = rows - np.tile(corner, 8)
            middles = (moved[:, :2] + moved[:, 2:4]) / 2
            inside = ((middles >= 0) & (middles < cell_px)).all(axis=1)
            yield tile, cell, moved[inside], scores[inside]

    def _candidates(self, canvases: Sequence[Picture]) -> list[tuple[Values, Values]]:
        """For each input rows in its pixels and their scores, before any are merged."""
        batch = self._preprocessor.batch(canvases)
        regressors, logits = self._net.run(self._outputs, batch)
        found = []
        for number in range(len(canvases)):
            likely = np.flatnonzero(logits[number] > self._logit_min)
            rows = decode_rows(regressors[number, likely], self._anchors_px[likely])
            scores = (1 / (1 + np.exp(-logits[number, likely]))).astype(np.float32)
            found.append((rows, scores))
        return found

    def _merged(self, rows: Values, scores: Values) -> Detections:
        if not len(rows):
            return no_detections()
        rows, scores = merge_overlapping(rows, scores, overlap_max=self.spec.overlap_max)
        points = rows.reshape(-1, 8, 2)
        sizes = points[:, 1] - points[:, 0]
        return Detections(
            boxes=np.concatenate([points[:, 0], sizes], axis=1),
            scores=scores,
            keypoints=points[:, 2:],
        )


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


def merge_overlapping(rows: Values, scores: Values, *, overlap_max: float) -> tuple[Values, Values]:
    """Melt boxes of one face into their mean, weighted by score.

    Source: mediapipe, non_max_suppression_calculator.cc, algorithm WEIGHTED. The mean lies
    steadier from frame to frame than the best box alone.

    Args:
        rows: shape (N, 16) as from `decode_rows`.
        scores: shape (N,).
        overlap_max: boxes with a larger intersection over union are one face.

    Returns:
        The merged rows and each one's best score, best first.
    """
    order = np.argsort(-scores, kind="stable")
    rows, scores = rows[order], scores[order]
    merged, best = [], []
    while len(rows):
        same = overlap_with(rows[0, :4], rows[:, :4]) > overlap_max
        same[0] = True  # Even a box without area.
        weights = scores[same]
        merged.append(weights @ rows[same] / weights.sum())
        best.append(scores[0])
        rows, scores = rows[~same], scores[~same]
    return np.array(merged, dtype=np.float32), np.array(best, dtype=np.float32)


def overlap_with(box: Values, boxes: Values) -> Values:
    """Intersection over union of one box with others, each as left, top, right, bottom.

    Args:
        box: shape (4,).
        boxes: shape (N, 4).
    """
    shared = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    intersection = shared.clip(0).prod(axis=-1)
    sizes = boxes[:, 2:] - boxes[:, :2]
    union = (box[2:] - box[:2]).prod() + sizes.prod(axis=-1) - intersection
    return np.asarray(intersection / np.maximum(union, 1e-9), dtype=np.float32)
