"""Reads from OBS's own files where its WebSocket server listens and which password it wants."""

from __future__ import annotations

import configparser
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

DEFAULT_PORT: Final = 4455
_NEWER: Final = Path("plugin_config", "obs-websocket", "config.json")
"""OBS 31 and later, from obs-websocket 5.6 on."""
_OLDER: Final = "global.ini"


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsServer:
    """OBS's WebSocket server as OBS's settings describe it."""

    is_enabled: bool
    port: int
    password: str
    """Empty where OBS asks for none."""

    def __repr__(self) -> str:
        """Without the password: this may be logged."""
        return f"ObsServer(is_enabled={self.is_enabled}, port={self.port})"


def read_obs_server(config_folder: Path) -> ObsServer | None:
    """The server's settings; None where OBS has not written any yet.

    A newer OBS takes the older file's settings over once and never looks at it again.
    """
    newer = config_folder / _NEWER
    return _from_json(newer) if newer.exists() else _from_ini(config_folder / _OLDER)


def _from_json(file: Path) -> ObsServer | None:
    try:
        values = json.loads(file.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return None
    if not isinstance(values, dict):
        return None
    return _server(
        enabled=values.get("server_enabled", False),
        port=values.get("server_port", DEFAULT_PORT),
        asks=values.get("auth_required", True),
        password=values.get("server_password", ""),
    )


def _from_ini(file: Path) -> ObsServer | None:
    reader = configparser.RawConfigParser(strict=False)
    try:
        reader.read_string(file.read_text(encoding="utf-8-sig"))
        section = reader["OBSWebSocket"]
        return _server(
            enabled=section.getboolean("ServerEnabled", False),
            port=section.get("ServerPort", str(DEFAULT_PORT)),
            asks=section.getboolean("AuthRequired", True),
            password=section.get("ServerPassword", ""),
        )
    except (OSError, KeyError, ValueError, configparser.Error):
        return None


def _server(*, enabled: Any, port: Any, asks: Any, password: Any) -> ObsServer | None:
    try:
        number = int(port)
    except (TypeError, ValueError):
        return None
    return ObsServer(is_enabled=bool(enabled), port=number, password=str(password) if asks else "")
