"""Finds the folder in which OBS keeps its settings, on every system."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelpulse.errors import ObsError

FLATPAK: Final = Path(".var", "app", "com.obsproject.Studio", "config")
_SIGNS: Final = ("global.ini", "user.ini", "basic", "plugin_config")
"""What OBS puts into its folder at its first start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class System:
    """What the places depend on."""

    platform: str
    """As `sys.platform`."""
    home: Path
    environment: Mapping[str, str]

    @classmethod
    def here(cls) -> System:
        """The running one."""
        return cls(platform=sys.platform, home=Path.home(), environment=os.environ)


def usual_folders(system: System) -> tuple[Path, ...]:
    """Where an OBS of this system would keep its settings, whether it is installed or not."""
    if system.platform == "win32":
        roaming = system.environment.get("APPDATA")
        parents = [Path(roaming) if roaming else system.home / "AppData" / "Roaming"]
    elif system.platform == "darwin":
        parents = [system.home / "Library" / "Application Support"]
    else:
        own = system.environment.get("XDG_CONFIG_HOME")
        parents = [Path(own) if own else system.home / ".config", system.home / FLATPAK]
    return tuple(parent / "obs-studio" for parent in parents)


def find_config_folder(system: System, wanted: str = "") -> Path | None:
    """The folder of the OBS that was used last; None where OBS was never started.

    Args:
        system: where to look.
        wanted: the folder named in `[obs] config_dir`; empty: search.

    Raises:
        ObsError: the folder that was named is not OBS's.
    """
    if wanted:
        folder = Path(wanted).expanduser()
        if not _is_obs(folder):
            raise ObsError(
                "{folder} is not OBS's folder: there is no global.ini in it. Correct [obs] config_dir "
                "in settings.toml, or delete the line.",
                folder=folder,
            )
        return folder
    found = [folder for folder in usual_folders(system) if _is_obs(folder)]
    return max(found, key=_last_used_s, default=None)


def _is_obs(folder: Path) -> bool:
    return any((folder / sign).exists() for sign in _SIGNS)


def _last_used_s(folder: Path) -> float:
    return max((folder / sign).stat().st_mtime for sign in _SIGNS if (folder / sign).exists())
