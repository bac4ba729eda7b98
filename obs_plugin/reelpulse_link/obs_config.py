"""Where OBS's websocket listens, and its password, from OBS's own files."""

from __future__ import annotations

import configparser
import json
from pathlib import Path
from typing import Any

from reelpulse_link.obs_socket import ObsAddress

DEFAULT_PORT = 4455
_SECTION = "OBSWebSocket"


def websocket_address(plugin_config: Path | None, *, port: int, password: str) -> ObsAddress:
    """The address that the person gave, or else the one that OBS has.

    Args:
        plugin_config: obs-websocket's own file in OBS's configuration folder; earlier releases keep
            the same values in `global.ini` of that folder.
        port: 0 when the person gave none.
        password: empty when the person gave none.
    """
    found_port, found_password = DEFAULT_PORT, ""
    if plugin_config is not None:
        saved = _saved(plugin_config) or _global(plugin_config.parents[2] / "global.ini")
        found_port = int(saved.get("server_port") or DEFAULT_PORT)
        found_password = str(saved.get("server_password") or "")
    return ObsAddress(port=port or found_port, password=password or found_password)


def _saved(path: Path) -> dict[str, Any]:
    try:
        saved = json.loads(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return {}
    return saved if isinstance(saved, dict) else {}


def _global(path: Path) -> dict[str, Any]:
    """The values of releases up to 30, under the names of the later ones."""
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read_string(path.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, configparser.Error):
        return {}
    return {
        "server_port": parser.get(_SECTION, "ServerPort", fallback=None),
        "server_password": parser.get(_SECTION, "ServerPassword", fallback=None),
    }
