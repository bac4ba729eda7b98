"""Reads models/manifest.toml: which nets there are, what they expect and what they give."""

from __future__ import annotations

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Final, Protocol, TypeVar

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.session import ModelIdentity
from reelpulse.errors import (
    ManifestError,
    ModelFileAlteredError,
    ModelFileNotFoundError,
    NetUnknownError,
)
from reelpulse.vision.toml_table import Table

_SCHEMA: Final = 1


class Colour(StrEnum):
    """The channels a net expects."""

    RGB = "rgb"
    BGR = "bgr"
    GREY = "grey"


class Layout(StrEnum):
    """Where a net expects the channels: first or last."""

    NCHW = "nchw"
    NHWC = "nhwc"


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
class InputSpec:
    """How pixels become a net's input: (value from 0 to 255 - mean) / std."""

    name: str
    side_px: int
    colour: Colour
    layout: Layout
    mean: tuple[float, ...]
    std: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NetFile:
    """One net's file and where it comes from."""

    name: str
    role: str
    default: bool
    path: Path
    sha256: str
    source: str
    licence: str
    input: InputSpec
    trained_on: tuple[str, ...] = ()
    """Sets of pictures, as far as they are known."""
    research_only: bool = False
    """At least one of them may be used for research only."""
    description_sha256: str = ""
    """Of what a user wrote of a net that was added: it decides what the net's values mean."""

    @property
    def identity(self) -> ModelIdentity:
        """What is kept with a session."""
        name = self.name
        if self.description_sha256:
            name = f"{name} ({self.description_sha256[:8]})"
        return ModelIdentity(role=self.role, name=name, sha256=self.sha256)

    def check(self) -> None:
        """Compare the file with its checksum.

        Raises:
            ModelFileNotFoundError: there is no such file.
            ModelFileAlteredError: it is another one.
        """
        if not self.path.is_file():
            raise ModelFileNotFoundError(self.path)
        found = hashlib.sha256(self.path.read_bytes()).hexdigest()
        if found != self.sha256:
            raise ModelFileAlteredError(self.path, expected_sha256=self.sha256, found_sha256=found)


@dataclass(frozen=True, slots=True, kw_only=True)
class AnchorGrid:
    """A grid over the detector's input with the same number of anchors in each cell."""

    stride_px: int
    per_cell: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DetectorSpec:
    """A BlazeFace."""

    file: NetFile
    regressors: str
    score_logits: str
    anchors: tuple[AnchorGrid, ...]
    score_min: float
    overlap_max: float
    """Boxes that share more (intersection over union) are one face."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LandmarksSpec:
    """A face mesh."""

    file: NetFile
    points: str
    presence: str
    presence_min: float
    crop_scale: float
    """Side of the crop in sides of the detector's box."""


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

    file: NetFile
    output: str
    values: OutputValues
    columns: tuple[int, ...]
    """Where each of `EMOTIONS` is in the net's output."""
    classes: int
    """How many labels the net has, those beyond the seven included."""
    temperature: float
    """Divides the logits, so that probabilities are as high as they are right (Guo et al. 2017)."""
    crop: CropRule


class _HasFile(Protocol):
    @property
    def file(self) -> NetFile: ...


_Spec = TypeVar("_Spec", bound=_HasFile)


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """All nets of one manifest file."""

    path: Path
    detectors: tuple[DetectorSpec, ...]
    landmarks: tuple[LandmarksSpec, ...]
    emotions: tuple[EmotionSpec, ...]

    @property
    def files(self) -> tuple[NetFile, ...]:
        """Of all nets."""
        return (
            *(spec.file for spec in self.detectors),
            *(spec.file for spec in self.landmarks),
            *(spec.file for spec in self.emotions),
        )

    def detector(self, name: str = "default") -> DetectorSpec:
        """The detector of this name.

        Raises:
            NetUnknownError: there is none.
            ManifestError: there is not one default.
        """
        return self._pick(self.detectors, "detector", name)

    def landmark_net(self, name: str = "default") -> LandmarksSpec:
        """The landmark net of this name.

        Raises:
            NetUnknownError: there is none.
            ManifestError: there is not one default.
        """
        return self._pick(self.landmarks, "landmarks", name)

    def emotion_net(self, name: str = "default") -> EmotionSpec:
        """The emotion net of this name.

        Raises:
            NetUnknownError: there is none.
            ManifestError: there is not one default.
        """
        return self._pick(self.emotions, "emotion", name)

    def _pick(self, specs: Sequence[_Spec], role: str, name: str) -> _Spec:
        found = [s for s in specs if (s.file.default if name == "default" else s.file.name == name)]
        if not found and name != "default":
            raise NetUnknownError(name, role=role, known=[s.file.name for s in specs])
        if len(found) != 1:
            known = ", ".join(s.file.name for s in specs) or "none"
            what = "one default" if name == "default" else f"one net {name!r}"
            raise ManifestError(
                self.path, f"role {role!r} needs exactly {what}, found {len(found)} (of {known})"
            )
        return found[0]


def load_manifest(path: Path) -> Manifest:
    """Read the manifest; the files it names are checked when they are opened.

    Raises:
        ModelFileNotFoundError: there is no manifest.
        ManifestError: it is not TOML, lacks a key, or says something impossible.
    """
    if not path.is_file():
        raise ModelFileNotFoundError(path)
    try:
        root = Table(path, "", tomllib.loads(path.read_text(encoding="utf-8")))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ManifestError(path, f"it is not TOML: {problem}") from problem
    if root.integer("schema") != _SCHEMA:
        raise ManifestError(path, f"schema must be {_SCHEMA}")
    detectors, landmarks, emotions = [], [], []
    for table in root.tables("net"):
        role = table.text("role")
        if role == "detector":
            detectors.append(_detector(table))
        elif role == "landmarks":
            landmarks.append(_landmarks(table))
        elif role == "emotion":
            emotions.append(emotion_spec(table))
        else:
            raise table.wrong("role", "must be detector, landmarks or emotion")
    return Manifest(
        path=path,
        detectors=tuple(detectors),
        landmarks=tuple(landmarks),
        emotions=tuple(emotions),
    )


def _file(table: Table) -> NetFile:
    sha256 = table.text("sha256").lower()
    if len(sha256) != 64 or set(sha256) - set("0123456789abcdef"):
        raise table.wrong("sha256", "must be 64 hexadecimal digits")
    return NetFile(
        name=table.text("name"),
        role=table.text("role"),
        default=table.flag("default"),
        path=table.file.parent / table.text("file"),
        sha256=sha256,
        source=table.text("source"),
        licence=table.text("licence"),
        input=_input(table.table("input")),
        trained_on=tuple(table.texts_or("trained_on", ())),
        research_only=table.flag_or("research_only", default=False),
    )


def _input(table: Table) -> InputSpec:
    width, height = table.integer("width_px"), table.integer("height_px")
    if width != height or width < 1:
        raise table.wrong("width_px", "and height_px must be equal and above 0")
    colour = table.one_of("colour", Colour)
    channels = 1 if colour is Colour.GREY else 3
    mean, std = table.numbers("mean", count=channels), table.numbers("std", count=channels)
    if min(std) <= 0:
        raise table.wrong("std", "must be above 0")
    return InputSpec(
        name=table.text("name"),
        side_px=width,
        colour=colour,
        layout=table.one_of("layout", Layout),
        mean=mean,
        std=std,
    )


def _detector(table: Table) -> DetectorSpec:
    part = table.table("detector")
    grids = tuple(
        AnchorGrid(stride_px=grid.integer("stride_px"), per_cell=grid.integer("per_cell"))
        for grid in part.tables("anchors")
    )
    return DetectorSpec(
        file=_file(table),
        regressors=part.text("regressors"),
        score_logits=part.text("score_logits"),
        anchors=grids,
        score_min=part.share("score_min"),
        overlap_max=part.share("overlap_max"),
    )


def _landmarks(table: Table) -> LandmarksSpec:
    part = table.table("landmarks")
    return LandmarksSpec(
        file=_file(table),
        points=part.text("points"),
        presence=part.text("presence"),
        presence_min=part.share("presence_min"),
        crop_scale=part.positive("crop_scale"),
    )


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
        file=_file(table),
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
