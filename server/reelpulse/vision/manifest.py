"""Reads models/manifest.toml: which nets there are, what they expect and what they give."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final, Protocol, TypeVar

from reelpulse.errors import ManifestError, ModelFileNotFoundError, NetUnknownError
from reelpulse.texts.roles import role_word
from reelpulse.vision.detector_spec import DetectorSpec, detector_spec
from reelpulse.vision.emotion_spec import EmotionSpec, emotion_spec
from reelpulse.vision.landmarks_spec import LandmarksSpec, landmarks_spec
from reelpulse.vision.net_file import NetFile, Role
from reelpulse.vision.toml_table import Table

_SCHEMA: Final = 1

NetSpec = DetectorSpec | LandmarksSpec | EmotionSpec


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
    def nets(self) -> tuple[NetSpec, ...]:
        """All of them, role by role."""
        return (*self.detectors, *self.landmarks, *self.emotions)

    @property
    def files(self) -> tuple[NetFile, ...]:
        """The file of each of them."""
        return tuple(spec.file for spec in self.nets)

    def with_nets(self, added: Sequence[NetSpec]) -> Manifest:
        """These and others."""
        return manifest_of(self.path, (*self.nets, *added))

    def with_default(self, role: Role, name: str) -> Manifest:
        """The net of this name as the default of its role."""
        nets = [
            _with_default(spec, is_default=spec.file.name == name)
            if spec.file.role is role
            else spec
            for spec in self.nets
        ]
        return manifest_of(self.path, nets)

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
            known_names = [s.file.name for s in specs]
            raise NetUnknownError(name, role=role_word(role), key=role, known=known_names)
        if len(found) != 1:
            known = ", ".join(s.file.name for s in specs) or "none"
            what = "one default" if name == "default" else f"one net {name!r}"
            raise ManifestError(
                self.path, f"role {role!r} needs exactly {what}, found {len(found)} (of {known})"
            )
        return found[0]


def _with_default(spec: NetSpec, *, is_default: bool) -> NetSpec:
    any_spec: Any = spec  # that each kind keeps its kind of file is beyond mypy's view of unions
    changed: NetSpec = replace(any_spec, file=replace(spec.file, default=is_default))
    return changed


def manifest_of(path: Path, nets: Sequence[NetSpec]) -> Manifest:
    """Nets sorted by their role."""
    return Manifest(
        path=path,
        detectors=tuple(spec for spec in nets if isinstance(spec, DetectorSpec)),
        landmarks=tuple(spec for spec in nets if isinstance(spec, LandmarksSpec)),
        emotions=tuple(spec for spec in nets if isinstance(spec, EmotionSpec)),
    )


def load_manifest(path: Path) -> Manifest:
    """Read the manifest; the files it names are checked when they are opened.

    Raises:
        ModelFileNotFoundError: there is no manifest.
        ManifestError: it is not TOML, lacks a key, or says something impossible.
    """
    if not path.is_file():
        raise ModelFileNotFoundError(path)
    root = Table(path, "", toml_values(path, path.read_bytes()))
    if root.integer("schema") != _SCHEMA:
        raise ManifestError(path, f"schema must be {_SCHEMA}")
    return manifest_of(path, [net_spec(table) for table in root.tables("net")])


def toml_values(path: Path, content: bytes) -> dict[str, Any]:
    """The content of a TOML file.

    Raises:
        ManifestError: it is not TOML.
    """
    try:
        return tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ManifestError(path, f"it is not TOML: {problem}") from problem


def net_spec(table: Table) -> NetSpec:
    """One net's entry, of any role.

    Raises:
        ManifestError: it lacks a key, or says something impossible.
    """
    match table.one_of("role", Role):
        case Role.DETECTOR:
            return detector_spec(table)
        case Role.LANDMARKS:
            return landmarks_spec(table)
        case Role.EMOTION:
            return emotion_spec(table)
