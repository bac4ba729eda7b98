"""Which net of each role is in use: one line for each role in a file beside the added nets.

The settings go before it: `landmarks` under `[vision]`, unless it is `default`, names the landmark net,
whatever was chosen here. What is neither named there nor chosen here is the manifest's default.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from reelpulse.errors import AddedNetError
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.net_file import NetFile, Role

MEDIAPIPE: Final = "mediapipe"
"""In the settings, the landmark net inside the package mediapipe."""
DEFAULT: Final = "default"
"""In the settings, the landmark net that is in use here."""

_FILE: Final = "in_use.txt"


def nets_in_use(folder: Path) -> dict[Role, str]:
    """Names of the nets that were chosen, by role.

    A line without a role names an emotion net: the first release that knew added nets wrote so.

    Args:
        folder: of the added nets; it need not exist.

    Raises:
        AddedNetError: a line cannot be understood.
    """
    file = folder / _FILE
    if not file.is_file():
        return {}
    chosen = {}
    for line in file.read_text(encoding="utf-8").splitlines():
        if not line.strip():
            continue
        role, colon, name = line.partition(":")
        if colon and role not in tuple(Role):
            raise AddedNetError(
                "{path} names a role that is unknown: {role}. Delete the file, then choose your nets "
                "again with `reelpulse models use`.",
                path=file,
                role=repr(role),
            )
        chosen[Role(role) if colon else Role.EMOTION] = (name if colon else line).strip()
    return chosen


def use_net(name: str, folder: Path, *, known: Manifest) -> NetFile:
    """Choose the net for its role; the nets of the other roles stay.

    Raises:
        AddedNetError: there is none of this name.
    """
    files = {file.name: file for file in known.files}
    if name not in files:
        raise AddedNetError(
            "There is no net named {name}; there are {known}.", name=name, known=", ".join(files)
        )
    chosen = {**nets_in_use(folder), files[name].role: name}
    folder.mkdir(parents=True, exist_ok=True)
    partial = folder / (_FILE + ".part")
    lines = (f"{role}: {chosen[role]}\n" for role in Role if role in chosen)
    partial.write_text("".join(lines), encoding="utf-8")
    partial.replace(folder / _FILE)
    return files[name]


def is_in_use(file: NetFile, *, landmarks: str) -> bool:
    """Whether a net measures.

    Args:
        file: of a net of a manifest whose defaults are the nets that were chosen.
        landmarks: what the settings say.
    """
    if file.role is Role.LANDMARKS and landmarks != DEFAULT:
        return file.name == landmarks
    return file.default
