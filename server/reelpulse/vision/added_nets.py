"""Emotion nets that the user added beside those that ship, and which one is in use."""

from __future__ import annotations

import hashlib
import logging
import re
import shutil
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from reelpulse.errors import AddedNetError, ManifestError, ModelFileNotFoundError, ReelPulseError
from reelpulse.vision.manifest import EmotionSpec, Manifest, emotion_spec
from reelpulse.vision.toml_table import Table

_log = logging.getLogger(__name__)

_SPEC: Final = "spec.toml"
_NET: Final = "net.onnx"
_DIGEST: Final = "sha256.txt"
_IN_USE: Final = "in_use.txt"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


def with_added_nets(shipped: Manifest, folder: Path) -> Manifest:
    """The nets that ship and those of the folder; the one in use is the default.

    A damaged net that is not in use is left out with a warning.

    Args:
        shipped: the manifest that ships.
        folder: of the added nets; it need not exist.

    Raises:
        AddedNetError: the net in use is damaged or not there.
    """
    manifest = known_nets(shipped, folder)
    chosen = folder / _IN_USE
    if not chosen.is_file():
        return manifest
    name = chosen.read_text(encoding="utf-8").strip()
    if name not in {spec.file.name for spec in manifest.emotions}:
        raise dict(damaged_nets(folder)).get(name) or AddedNetError(
            "The emotion net {name} is in use and is not there. Choose another with "
            "`reelpulse models use`.",
            name=name,
        )
    return replace(
        manifest,
        emotions=tuple(
            replace(spec, file=replace(spec.file, default=spec.file.name == name))
            for spec in manifest.emotions
        ),
    )


def known_nets(shipped: Manifest, folder: Path) -> Manifest:
    """The nets that ship, of which one is the default, and those of the folder that can be used."""
    added = []
    for place in _places(folder):
        try:
            added.append(_read(place))
        except ReelPulseError as problem:
            _log.warning("the added net in %s is left out: %s", place, problem)
    return replace(shipped, emotions=(*shipped.emotions, *added))


def damaged_nets(folder: Path) -> Iterator[tuple[str, AddedNetError]]:
    """Added nets that cannot be used, by name, and why."""
    for place in _places(folder):
        try:
            _read(place)
        except ReelPulseError as problem:
            yield (
                place.name,
                AddedNetError(
                    "The added net {name} cannot be used: {problem} Delete {folder}, then add the "
                    "net again.",
                    name=place.name,
                    problem=problem,
                    folder=place,
                ),
            )


def _places(folder: Path) -> list[Path]:
    """Those that are being added begin with a dot."""
    if not folder.is_dir():
        return []
    return [path for path in sorted(folder.iterdir()) if path.is_dir() and path.name[0] != "."]


def add_net(file: Path, spec: Path, folder: Path, *, known: Manifest) -> EmotionSpec:
    """Copy a net and its description into the folder, whole or not at all.

    Args:
        file: the ONNX file.
        spec: TOML like an emotion net's entry in the manifest, without file, role, default and
            sha256.
        folder: of the added nets.
        known: whose names are taken.

    Raises:
        ModelFileNotFoundError: one of the files is not there.
        ManifestError: the description lacks something or says something impossible.
        AddedNetError: the name is taken or cannot be a folder's.
    """
    for path in (file, spec):
        if not path.is_file():
            raise ModelFileNotFoundError(path)
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    name = _spec(spec, digest).file.name
    if not _NAME.fullmatch(name):
        raise AddedNetError(
            "A net's name has up to 64 small letters, digits, dots, dashes and underscores, "
            "not {name}. Change it in {spec}.",
            name=repr(name),
            spec=spec,
        )
    if name in {other.file.name for other in known.emotions}:
        raise AddedNetError(
            "There already is a net named {name}. Give yours another name in {spec}.",
            name=name,
            spec=spec,
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, prefix=".") as partial:
            made = Path(partial) / name
            made.mkdir()
            shutil.copyfile(file, made / _NET)
            shutil.copyfile(spec, made / _SPEC)
            (made / _DIGEST).write_text(digest + "\n", encoding="utf-8")
            made.replace(folder / name)
    except OSError as problem:
        raise AddedNetError(
            "The net {name} cannot be put into {folder} ({reason}). Delete what is in its place "
            "there, or choose another data folder with --data-dir.",
            name=name,
            folder=folder,
            reason=problem.strerror,
        ) from problem
    return _read(folder / name)


def remove_net(name: str, folder: Path) -> None:
    """Take an added net away again."""
    shutil.rmtree(folder / name)


def use_net(name: str, folder: Path, *, known: Manifest) -> None:
    """Make this emotion net the default.

    Raises:
        AddedNetError: there is none of this name.
    """
    names = [spec.file.name for spec in known.emotions]
    if name not in names:
        raise AddedNetError(
            "There is no emotion net named {name}; there are {known}.",
            name=name,
            known=", ".join(names),
        )
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / (_IN_USE + ".part")
    partial.write_text(name + "\n", encoding="utf-8")
    partial.replace(folder / _IN_USE)


def _read(folder: Path) -> EmotionSpec:
    digest = folder / _DIGEST
    for path in (digest, folder / _SPEC, folder / _NET):
        if not path.is_file():
            raise AddedNetError("{path} is missing.", path=path)
    return _spec(folder / _SPEC, digest.read_text(encoding="utf-8").strip())


def _spec(path: Path, sha256: str) -> EmotionSpec:
    content = path.read_bytes()
    try:
        values: dict[str, Any] = tomllib.loads(content.decode())
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise ManifestError(path, f"it is not TOML: {problem}") from problem
    fixed = {"role": "emotion", "default": False, "file": _NET, "sha256": sha256}
    spec = emotion_spec(Table(path, str(values.get("name", "")), {**values, **fixed}))
    description = hashlib.sha256(content).hexdigest()
    return replace(spec, file=replace(spec.file, description_sha256=description))
