"""Copies the pure-Python packages that the script imports out of this installation.

They are those that were locked by hash and installed with ReelPulse, so nothing is downloaded, and a
machine without a network can install the script too.
"""

from __future__ import annotations

import importlib.metadata
import shutil
from collections.abc import Iterator
from pathlib import Path, PurePath
from typing import Final

from reelpulse.errors import ObsError

DISTRIBUTIONS: Final = ("websockets", "obsws-python", "websocket-client")
_CODE: Final = frozenset({".py"})
_MARKER: Final = "py.typed"
_LICENCES: Final = ("licen", "copying", "notice")


def copy_packages(target: Path) -> None:
    """Put every package's code into `target`, and its licence into `target/licences`.

    Raises:
        ObsError: a package is not installed as files that could be copied.
    """
    for name in DISTRIBUTIONS:
        for source, path in _files(name):
            place = target / path
            place.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(source, place)


def _files(name: str) -> Iterator[tuple[Path, PurePath]]:
    """Each file's place here and where it goes."""
    try:
        files = importlib.metadata.files(name)
    except importlib.metadata.PackageNotFoundError:
        files = None
    if not files:
        raise ObsError(
            "The package {name} is not installed as it should be. Run `python3 run.py` again, or "
            "install ReelPulse again.",
            name=name,
        )
    for file in files:
        if file.parts[0].endswith(".dist-info"):
            if file.name.lower().startswith(_LICENCES):
                yield Path(str(file.locate())), PurePath("licences", name, file.name)
        elif _is_code(file):
            yield Path(str(file.locate())), file


def _is_code(file: PurePath) -> bool:
    wanted = file.suffix in _CODE or file.name == _MARKER
    return wanted and ".." not in file.parts and "tests" not in file.parts
