"""The folder of one added net: its file, its description and its checksum, there whole or not at all."""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from reelpulse.errors import AddedNetError, ManifestError, ReelPulseError
from reelpulse.vision.landmarks_spec import LandmarkDecoder
from reelpulse.vision.manifest import NetSpec, net_spec, toml_values
from reelpulse.vision.nets_in_use import DEFAULT, MEDIAPIPE
from reelpulse.vision.toml_table import Table

_SPEC: Final = "spec.toml"
_DIGEST: Final = "sha256.txt"
_ONNX: Final = "net.onnx"
_TASK: Final = "net.task"
_PART: Final = ".part"
_BEFORE: Final = ".before"
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")
_TAKEN: Final = (DEFAULT, MEDIAPIPE)
"""Words of the settings."""


def net_folders(folder: Path) -> list[Path]:
    """Those of all added nets; one that was moved aside counts where its successor never came."""
    if not folder.is_dir():
        return []
    found = [path for path in sorted(folder.iterdir()) if path.is_dir()]
    whole = [path for path in found if not path.name.startswith(".")]
    aside = [path for path in found if path.name.endswith(_BEFORE) and path not in whole]
    return [*whole, *(path for path in aside if not (folder / name_of(path)).exists())]


def name_of(place: Path) -> str:
    """The net's name, of its folder."""
    return place.name.removeprefix(".").removesuffix(_BEFORE)


def read_net(place: Path) -> NetSpec:
    """The net of a folder.

    Raises:
        AddedNetError: a file is missing.
        ManifestError: the description lacks something or says something impossible.
    """
    for path in (place / _DIGEST, place / _SPEC):
        if not path.is_file():
            raise AddedNetError("{path} is missing.", path=path)
    spec = described(place / _SPEC, (place / _DIGEST).read_text(encoding="utf-8").strip())
    if not spec.file.path.is_file():
        raise AddedNetError("{path} is missing.", path=spec.file.path)
    return spec


def described(path: Path, sha256: str) -> NetSpec:
    """The net that a description is of, as if its file lay beside it.

    Args:
        path: of TOML like a net's entry in the manifest, without file, default and sha256; where no
            role is named, it is an emotion net's.
        sha256: of the net's file.

    Raises:
        ManifestError: the description lacks something or says something impossible.
        AddedNetError: the name cannot be a folder's.
    """
    content = path.read_bytes()
    values = toml_values(path, content)
    fixed = {
        "default": False,
        "file": file_name(values),
        "sha256": sha256,
        "description_sha256": hashlib.sha256(content).hexdigest(),
    }
    table = Table(path, str(values.get("name", "")), {"role": "emotion", **values, **fixed})
    spec = net_spec(table)
    if not can_be_name(spec.file.name):
        raise AddedNetError(
            "A net's name has up to 64 small letters, digits, dots, dashes and underscores, "
            "not {name}. Change it in {spec}.",
            name=repr(spec.file.name),
            spec=path,
        )
    return spec


def can_be_name(name: str) -> bool:
    """Whether a net may have this name: it is its folder's, and no word of the settings."""
    return _NAME.fullmatch(name) is not None and name not in _TAKEN


def file_name(values: dict[str, Any]) -> str:
    """How the file of a net of this description is called in its folder."""
    part = values.get("landmarks")
    is_task = (
        isinstance(part, dict) and part.get("decoder") == LandmarkDecoder.FACE_LANDMARKER.value
    )
    return _TASK if is_task else _ONNX


def write_description(place: Path, content: bytes, sha256: str) -> NetSpec:
    """Lay description and checksum beside the net's file in a new place.

    Raises:
        OSError: they cannot be written.
        ManifestError: the description lacks something or says something impossible.
    """
    (place / _SPEC).write_bytes(content)
    (place / _DIGEST).write_text(sha256 + "\n", encoding="utf-8")
    return read_net(place)


@contextmanager
def new_place(name: str, folder: Path) -> Iterator[Path]:
    """An empty folder in which a net is put together, and which is gone afterwards.

    What a process that was killed left there is deleted first.

    Raises:
        AddedNetError: it cannot be made, or what is done in it fails for want of room or rights.
    """
    place = folder / f".{name}{_PART}"
    try:
        shutil.rmtree(place, ignore_errors=True)
        place.mkdir(parents=True)
        yield place
    except ReelPulseError:  # some of them are OSErrors too, and say themselves what to do
        raise
    except OSError as problem:
        raise AddedNetError(
            "The net {name} cannot be put into {folder} ({reason}). Delete what is in its place "
            "there, or choose another data folder with --data-dir.",
            name=name,
            folder=folder,
            reason=problem.strerror or problem,
        ) from problem
    finally:
        shutil.rmtree(place, ignore_errors=True)


def put(place: Path, name: str, folder: Path, *, replaces: bool) -> NetSpec:
    """Move a net that is complete to where it is found.

    No system replaces a folder at once. So the older net is moved aside first, where it is still found
    if the power goes between the two moves.

    Raises:
        OSError: it cannot be moved, or there is one that may not be replaced.
    """
    target, aside = folder / name, folder / f".{name}{_BEFORE}"
    if target.exists():
        if not replaces:
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), str(target))
        shutil.rmtree(aside, ignore_errors=True)
        target.replace(aside)
    try:
        place.replace(target)
    except OSError:
        if aside.exists():
            aside.replace(target)
        raise
    shutil.rmtree(aside, ignore_errors=True)
    return read_net(target)


def was_fetched(place: Path) -> bool:
    """Whether the net of a folder came from an address of our catalogue, not from the user."""
    try:
        values = toml_values(place / _SPEC, (place / _SPEC).read_bytes())
    except (OSError, ManifestError):
        return False
    return bool(values.get("address"))
