"""Puts the script with all it imports into a folder that OBS can load it from, in one step."""

from __future__ import annotations

import json
import secrets
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psutil

from reelpulse.errors import ObsError
from reelpulse.obs.password_file import write_secret
from reelpulse.obs.vendored import copy_packages

SCRIPT: Final = "reelpulse_obs.py"
LINK_FILE: Final = "reelpulse_link.json"
_PROCESSES: Final = frozenset({"obs", "obs64.exe", "obs32.exe", "OBS"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Installed:
    """What an installation did."""

    script: Path
    """The file to be chosen in OBS."""
    is_upgrade: bool
    """OBS must load it again if it is running."""


def script_folder(config_folder: Path) -> Path:
    """Ours alone, inside OBS's settings: a flatpak's OBS sees it too, and it outlives our own updates."""
    return config_folder / "scripts" / "reelpulse"


def install_script(
    config_folder: Path, plugin: Path, *, server_url: str, ingest_token: str
) -> Installed:
    """Install or upgrade.

    Args:
        config_folder: OBS's own.
        plugin: the folder that ships with ReelPulse.
        server_url: address of `/ws/ingest`.
        ingest_token: what opens it; written to a file only the user may read.

    Raises:
        ObsError: a file cannot be read or written; what was installed before is kept.
    """
    folder = script_folder(config_folder)
    token = secrets.token_hex(4)
    new, old = folder.with_name(f".new-{token}"), folder.with_name(f".old-{token}")
    is_upgrade = folder.exists()
    try:
        _fill(new, plugin, server_url=server_url, ingest_token=ingest_token)
        if is_upgrade:
            folder.rename(old)
        new.rename(folder)
    except OSError as problem:
        raise _unwritable(folder, problem) from problem
    finally:
        if old.exists() and not folder.exists():
            old.rename(folder)
        for rest in (new, old):
            shutil.rmtree(rest, ignore_errors=True)
    return Installed(script=folder / SCRIPT, is_upgrade=is_upgrade)


def remove_script(config_folder: Path) -> bool:
    """Delete the folder; False: there was none.

    Raises:
        ObsError: it cannot be deleted.
    """
    folder = script_folder(config_folder)
    if not folder.exists():
        return False
    try:
        shutil.rmtree(folder)
    except OSError as problem:
        raise _unwritable(folder, problem) from problem
    return True


def obs_is_running() -> bool:
    """Whether a program that is called like OBS runs on this machine."""
    return any(process.info["name"] in _PROCESSES for process in psutil.process_iter(["name"]))


def python_for_obs() -> Path | None:
    """The Python folder to choose in OBS on Windows and macOS; None on Linux, where it has its own."""
    return Path(sys.base_prefix) if sys.platform in {"win32", "darwin"} else None


def _fill(new: Path, plugin: Path, *, server_url: str, ingest_token: str) -> None:
    shutil.copytree(plugin, new, ignore=shutil.ignore_patterns("__pycache__", "*.pyc"))
    copy_packages(new / "vendor")
    values = {"server": server_url, "token": ingest_token}
    write_secret(new / LINK_FILE, json.dumps(values, indent=1))


def _unwritable(folder: Path, problem: OSError) -> ObsError:
    return ObsError(
        "{folder} cannot be written ({reason}). Close OBS, check that you may write there, and try "
        "again.",
        folder=folder,
        reason=problem.strerror,
    )
