"""Finds faces in a picture or in parts of it with any detector net, each face once."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
import numpy.typing as npt

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.blazeface import BlazeFaceDecoder
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.detector_spec import BlazeFaceOutputs, DetectorSpec
from reelpulse.vision.letterbox import Letterbox, letterbox, mosaics, snug
from reelpulse.vision.overlap import merge_overlapping
from reelpulse.vision.preprocess import Preprocessor
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.tiles import Tile
from reelpulse.vision.yunet import YuNetDecoder

Values = npt.NDArray[np.float32]


class FaceDetector(Protocol):
    """Finds faces; what it is made of is nobody else's business."""

    def find(self, picture: Picture) -> Detections:
        """All faces of one picture, best first."""
        ...

    def find_in(
        self, picture: Picture, tiles: Sequence[Tile], *, cell_px: int | None = None
    ) -> Detections:
        """The faces for which parts of a picture answer, best first."""
        ...


class FaceDecoder(Protocol):
    """Reads the output of one family of detectors."""

    @property
    def outputs(self) -> Sequence[str]:
        """Names of the outputs that `decode` needs, in its order."""
        ...

    @property
    def step_px(self) -> int | None:
        """Of which the sides of an input of any size must be multiples; None: it has one size."""
        ...

    @property
    def part_px(self) -> int:
        """Side at which a part of a picture is looked at, where the input has any size."""
        ...

    def shapes(self, *, count: int, width_px: int, height_px: int) -> list[tuple[int, ...]]:
        """Of the outputs for so many pictures in an input of this size."""
        ...

    def decode(self, values: Sequence[Values], *, width_px: int) -> list[tuple[Values, Values]]:
        """For each picture of a batch rows of boxes and points, shape (N, 16), and scores, shape (N,)."""
        ...


class FaceFinder:
    """A detector of the manifest on one runtime; used from one thread."""

    def __init__(self, spec: DetectorSpec, runtime: Runtime) -> None:
        self.spec = spec
        self._net = runtime.open(spec.file)
        self._decoder = decoder_of(spec)
        self._net.require_outputs(*self._decoder.outputs)
        self._preprocessor = Preprocessor(spec.file.input)
        self._side_px = spec.file.input.side_px
        self._step_px = self._decoder.step_px if self._net.takes_any_size else None
        self._part_px = self._side_px if self._step_px is None else self._decoder.part_px

    def find(self, picture: Picture) -> Detections:
        """All faces of one picture, best first."""
        if self._step_px is None:
            boxed = letterbox(picture, self._side_px)
        else:
            boxed = snug(picture, self._side_px, step_px=self._step_px)
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
        cells = [letterbox(tile.cut(picture), cell_px or self._part_px) for tile in tiles]
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
        board_px = self._board_px(len(cells), cell_px)
        along = board_px // cell_px
        boards = mosaics([cell.canvas for cell in cells], side_px=board_px)
        found = self._candidates(boards)
        for number, (tile, cell) in enumerate(zip(tiles, cells, strict=True)):
            board, place = divmod(number, along * along)
            rows, scores = found[board]
            corner = np.array([place % along, place // along], dtype=np.float32) * cell_px
            moved = rows - np.tile(corner, 8)
            middles = (moved[:, :2] + moved[:, 2:4]) / 2
            inside = ((middles >= 0) & (middles < cell_px)).all(axis=1)
            yield tile, cell, moved[inside], scores[inside]

    def _board_px(self, cells: int, cell_px: int) -> int:
        """Side of an input for so many cells; a net of any size gets no more than they need."""
        if self._step_px is None:
            return self._side_px
        along = min(self._part_px // cell_px, math.ceil(math.sqrt(cells)))
        return math.ceil(along * cell_px / self._step_px) * self._step_px

    def _candidates(self, canvases: Sequence[Picture]) -> list[tuple[Values, Values]]:
        """For each input rows in its pixels and their scores, before any are merged."""
        found = []
        at_once = 1 if self._net.takes_one else len(canvases)
        for start in range(0, len(canvases), at_once):
            found += self._decoded(canvases[start : start + at_once])
        return found

    def _decoded(self, canvases: Sequence[Picture]) -> list[tuple[Values, Values]]:
        """The same for what the net takes at once.

        Raises:
            ModelLoadingError: the net gives values of another shape than its decoder reads.
        """
        height, width = canvases[0].shape[:2]
        values = self._net.run(self._decoder.outputs, self._preprocessor.batch(canvases))
        expected = self._decoder.shapes(count=len(canvases), width_px=width, height_px=height)
        for output, value, shape in zip(self._decoder.outputs, values, expected, strict=True):
            shape_found = getattr(value, "shape", None)  # some nets give a list of tables
            if shape_found != shape:
                raise ModelLoadingError(
                    "The net {net} gives {output} of shape {found}, but what its description says "
                    "would give {expected}. Compare decoder, anchors and input with the net.",
                    net=self.spec.file.name,
                    output=output,
                    found=shape_found,
                    expected=shape,
                )
        return self._decoder.decode(values, width_px=width)

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


def decoder_of(spec: DetectorSpec) -> FaceDecoder:
    """What reads the output of this detector."""
    if isinstance(spec.outputs, BlazeFaceOutputs):
        side_px = spec.file.input.side_px
        return BlazeFaceDecoder(spec.outputs, side_px=side_px, score_min=spec.score_min)
    return YuNetDecoder(part_px=spec.outputs.part_px, score_min=spec.score_min)
