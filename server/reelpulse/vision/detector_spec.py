"""What a face detector's entry says: where its output stands and how sure it must be."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reelpulse.errors import ManifestError
from reelpulse.vision.net_file import OnnxFile, onnx_file
from reelpulse.vision.tiles import AROUND_CELL_PX
from reelpulse.vision.toml_table import Table

YUNET_STEP_PX: Final = 32
"""YuNet's coarsest grid: sides of its input are multiples of it."""


class DetectorDecoder(StrEnum):
    """Which family's output the net gives."""

    BLAZEFACE = "blazeface"
    YUNET = "yunet"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorGrid:
    """A grid over the detector's input with the same number of anchors in each cell."""

    stride_px: int
    per_cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BlazeFaceOutputs:
    """Outputs of a BlazeFace, and the anchors that they are told from."""

    regressors: str
    score_logits: str
    anchors: tuple[AnchorGrid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class YuNetOutputs:
    """A YuNet: its outputs have the same names in every file."""

    part_px: int
    """Side at which a part of a picture is looked at, if the net takes pictures of any size."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSpec:
    """A face detector.

    The side of its input is that of the net, or, where the net takes pictures of any size, the longer
    side to which a whole picture is scaled.
    """

    file: OnnxFile
    outputs: BlazeFaceOutputs | YuNetOutputs
    score_min: float
    overlap_max: float
    """Boxes that share more (intersection over union) are one face."""


def detector_spec(table: Table) -> DetectorSpec:
    """One detector's entry.

    Raises:
        ManifestError: it lacks a key, or says something impossible.
    """
    part = table.table("detector")
    file = onnx_file(table)
    if file.input.side_px < AROUND_CELL_PX:
        raise ManifestError(
            table.file,
            f"the input of {file.name} must be {AROUND_CELL_PX} pixels wide at least: faces are "
            "followed in parts of this size",
        )
    decoder = part.one_of_or("decoder", DetectorDecoder, DetectorDecoder.BLAZEFACE)
    return DetectorSpec(
        file=file,
        outputs=_blazeface(part) if decoder is DetectorDecoder.BLAZEFACE else _yunet(part, file),
        score_min=part.share("score_min"),
        overlap_max=part.share("overlap_max"),
    )


def _blazeface(part: Table) -> BlazeFaceOutputs:
    return BlazeFaceOutputs(
        regressors=part.text("regressors"),
        score_logits=part.text("score_logits"),
        anchors=tuple(
            AnchorGrid(stride_px=grid.count("stride_px"), per_cell=grid.count("per_cell"))
            for grid in part.tables("anchors")
        ),
    )


def _yunet(part: Table, file: OnnxFile) -> YuNetOutputs:
    part_px = part.integer_or("part_px", file.input.side_px)
    if part_px < 2 * YUNET_STEP_PX or part_px % YUNET_STEP_PX:
        raise part.wrong(
            "part_px",
            f"must be a multiple of {YUNET_STEP_PX} from {2 * YUNET_STEP_PX} on, not {part_px}",
        )
    if file.input.side_px % YUNET_STEP_PX:
        raise part.wrong("decoder", f"needs an input of a multiple of {YUNET_STEP_PX} pixels")
    return YuNetOutputs(part_px=part_px)
