"""Keeps the WebSocket password that a person had to type, readable by the user alone."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from reelpulse.errors import ObsError


def read_password(file: Path) -> str | None:
    """The password that was kept; None where there is none that can be read."""
    try:
        values = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    password = values.get("password") if isinstance(values, dict) else None
    return password if isinstance(password, str) else None


def write_password(file: Path, password: str) -> None:
    """Keep it, never half written.

    Raises:
        ObsError: the file cannot be written.
    """
    try:
        write_secret(file, json.dumps({"password": password}))
    except OSError as problem:
        raise ObsError(
            "{file} cannot be written ({reason}). Free some space, or choose another folder "
            "with --data-dir.",
            file=file,
            reason=problem.strerror,
        ) from problem


def write_secret(file: Path, text: str) -> None:
    """Write a file of mode 0600 in one step.

    Raises:
        OSError: it cannot be written.
    """
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_name(f"{file.name}.{secrets.token_hex(4)}.new")
    handle = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as new:
            new.write(text)
        beside.replace(file)
    finally:
        beside.unlink(missing_ok=True)
