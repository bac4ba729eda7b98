"""One net's file: where it lies, where it comes from, and how pixels become its input."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, fields
from enum import StrEnum
from pathlib import Path

from reelpulse.core.session import ModelIdentity
from reelpulse.errors import AddedNetError, ModelFileAlteredError, ModelFileNotFoundError
from reelpulse.vision.toml_table import Table


class Role(StrEnum):
    """What a net does; one net of each role is in use."""

    DETECTOR = "detector"
    LANDMARKS = "landmarks"
    EMOTION = "emotion"


class Colour(StrEnum):
    """The channels a net expects."""

    RGB = "rgb"
    BGR = "bgr"
    GREY = "grey"


class Layout(StrEnum):
    """Where a net expects the channels: first or last."""

    NCHW = "nchw"
    NHWC = "nhwc"


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
    role: Role
    default: bool
    path: Path
    sha256: str
    source: str
    licence: str
    terms: str = ""
    """What its publisher or its training data allow beyond the licence."""
    trained_on: tuple[str, ...] = ()
    """Sets of pictures, as far as they are known."""
    research_only: bool = False
    """At least one of them may be used for research only."""
    address: str = ""
    """Where it was fetched from; empty for a net that ships or that the user added."""
    description_sha256: str = ""
    """Of the description of a net that was added or fetched: it decides what the net's values mean."""

    @property
    def ships(self) -> bool:
        """Whether it came with ReelPulse."""
        return not self.description_sha256

    @property
    def identity(self) -> ModelIdentity:
        """What is kept with a session."""
        name = self.name
        if self.description_sha256:
            name = f"{name} ({self.description_sha256[:8]})"
        return ModelIdentity(role=self.role.value, name=name, sha256=self.sha256)

    @property
    def conditions(self) -> str:
        """Licence and terms in one line."""
        return f"{self.licence}; {self.terms}" if self.terms else self.licence

    @property
    def is_whole(self) -> bool:
        """Whether the file is there and has its checksum."""
        return self.path.is_file() and self._sha256_found() == self.sha256

    def check(self) -> None:
        """Compare the file with its checksum.

        Raises:
            ModelFileNotFoundError: there is no such file.
            ModelFileAlteredError: it is another one.
            AddedNetError: the same of a net that does not ship.
        """
        if not self.path.is_file():
            raise ModelFileNotFoundError(self.path)
        found = self._sha256_found()
        if found != self.sha256 and not self.ships:
            raise AddedNetError(
                "The model file {path} was altered since it was added: its SHA-256 is {found}, not "
                "{expected}. Delete {folder} and add the net again; one that was fetched can be "
                "fetched again at once.",
                path=self.path,
                found=found,
                expected=self.sha256,
                folder=self.path.parent,
            )
        if found != self.sha256:
            raise ModelFileAlteredError(self.path, expected_sha256=self.sha256, found_sha256=found)

    def _sha256_found(self) -> str:
        return hashlib.sha256(self.path.read_bytes()).hexdigest()


@dataclass(frozen=True, slots=True, kw_only=True)
class OnnxFile(NetFile):
    """A net that ONNX Runtime runs."""

    input: InputSpec


def net_file(table: Table) -> NetFile:
    """File and origin of one net's entry, without what depends on its role.

    Raises:
        ManifestError: the entry lacks a key, or says something impossible.
    """
    return NetFile(
        name=table.text("name"),
        role=table.one_of("role", Role),
        default=table.flag("default"),
        path=table.file.parent / table.text("file"),
        sha256=table.sha256("sha256"),
        source=table.text("source"),
        licence=table.text("licence"),
        terms=table.text_or("terms", ""),
        trained_on=tuple(table.texts_or("trained_on", ())),
        research_only=table.flag_or("research_only", default=False),
        address=table.text_or("address", ""),
        description_sha256=table.text_or("description_sha256", ""),
    )


def onnx_file(table: Table) -> OnnxFile:
    """The same with the net's input.

    Raises:
        ManifestError: the entry lacks a key, or says something impossible.
    """
    file = net_file(table)
    told = {field.name: getattr(file, field.name) for field in fields(file)}
    return OnnxFile(**told, input=_input(table.table("input")))


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
