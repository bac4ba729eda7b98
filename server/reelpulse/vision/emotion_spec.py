"""What an emotion net's entry says: its labels, its output, and which part of the picture it sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reelpulse.core.emotion import EMOTIONS
from reelpulse.vision.net_file import OnnxFile, onnx_file
from reelpulse.vision.toml_table import Table


class OutputValues(StrEnum):
    """What a classifier gives."""

    LOGITS = "logits"
    PROBABILITIES = "probabilities"


class Border(StrEnum):
    """What fills a crop where it reaches over the picture's edge."""

    REPLICATE = "replicate"
    BLACK = "black"


class Around(StrEnum):
    """What a crop is laid around."""

    BOX = "box"
    """The detector's box."""
    LANDMARKS = "landmarks"
    """The outermost points of the face mesh."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CropRule:
    """Which part of the picture an emotion net sees."""

    around: Around
    scale: float
    """Side of the crop in longer sides of what it is laid around."""
    align_roll: bool
    """Turn the crop so that the eyes are level."""
    border: Border


@dataclass(frozen=True, slots=True, kw_only=True)
class EmotionSpec:
    """A classifier of faces."""

    file: OnnxFile
    output: str
    values: OutputValues
    columns: tuple[int, ...]
    """Where each of `EMOTIONS` is in the net's output."""
    classes: int
    """How many labels the net has, those beyond the seven included."""
    temperature: float
    """Divides the logits, so that probabilities are as high as they are right (Guo et al. 2017)."""
    crop: CropRule


def emotion_spec(table: Table) -> EmotionSpec:
    """One emotion net's entry.

    Raises:
        ManifestError: it lacks a key, or says something impossible.
    """
    part = table.table("emotion")
    labels = part.texts("labels")
    if any(labels.count(emotion) != 1 for emotion in EMOTIONS):
        raise part.wrong("labels", f"must name each of {', '.join(EMOTIONS)} once")
    return EmotionSpec(
        file=onnx_file(table),
        output=part.text("output"),
        values=part.one_of("values", OutputValues),
        columns=tuple(labels.index(emotion) for emotion in EMOTIONS),
        classes=len(labels),
        temperature=part.positive_or("temperature", 1.0),
        crop=CropRule(
            around=part.one_of("crop_around", Around),
            scale=part.positive("crop_scale"),
            align_roll=part.flag("align_roll"),
            border=part.one_of("border", Border),
        ),
    )
