"""Checks that the data base can be read, without changing a byte of it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

from reelpulse.doctor.finding import Finding, Wording, failed, refused, say, warning, well
from reelpulse.errors import SchemaTooNewError
from reelpulse.settings import Settings
from reelpulse.storage.database import APPLICATION_ID
from reelpulse.storage.tables import SCHEMA_VERSION

NAME = "Data base"
_ANOTHER_FOLDER = say("Choose another folder with --data-dir.")

_PERMISSION = say(
    "Give yourself the right to read and write it and its folder, or choose another folder with "
    "--data-dir."
)


def check_database(settings: Settings) -> Finding:
    """Whether the data base is ours, whole, and of a version that this ReelPulse reads."""
    path = settings.database_path
    if not path.exists():
        return well(
            NAME, say("none yet in {folder}; the first session makes it", folder=path.parent)
        )
    if not all(os.access(place, os.W_OK | os.R_OK) for place in (path, path.parent)):
        return failed(NAME, say("{path} may not be read and written", path=path), _PERMISSION)
    try:
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)) as file:
            return _examined(file, path)
    except sqlite3.Error as problem:
        return failed(
            NAME, say("{path} cannot be read: {reason}", path=path, reason=problem), _saved(path)
        )


def _examined(file: sqlite3.Connection, path: Path) -> Finding:
    version = _pragma(file, "user_version")
    if _pragma(file, "application_id") != APPLICATION_ID:
        return failed(
            NAME, say("{path} is a SQLite file of another program", path=path), _ANOTHER_FOLDER
        )
    if isinstance(version, int) and version > SCHEMA_VERSION:
        problem = SchemaTooNewError(path, found=version, supported=SCHEMA_VERSION)
        return refused(NAME, problem)
    damage = _pragma(file, "quick_check")
    if damage != "ok":
        return failed(
            NAME, say("{path} is damaged: {reason}", path=path, reason=damage), _saved(path)
        )
    sessions = file.execute("SELECT count(*) FROM session").fetchone()[0]
    found = say(
        "{path}, version {version}, sessions: {sessions}",
        path=path,
        version=version,
        sessions=sessions,
    )
    if version == SCHEMA_VERSION:
        return well(NAME, found)
    return warning(
        NAME, found, say("It is brought up to date at the next start, after a copy was made.")
    )


def _pragma(file: sqlite3.Connection, name: str) -> object:
    value: object = file.execute(f"PRAGMA {name}").fetchone()[0]
    return value


def _saved(path: Path) -> Wording:
    return say(
        "Copy {path} to a safe place, then move it away: a new one is made at the next start. "
        "Sessions can often be saved with: sqlite3 {name} .recover",
        path=path,
        name=path.name,
    )
