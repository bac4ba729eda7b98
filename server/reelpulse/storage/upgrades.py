"""Brings an older data base to today's schema, one version at a time, after a copy was made."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import peewee

from reelpulse.errors import StorageError
from reelpulse.storage.version_2 import to_version_2
from reelpulse.storage.version_3 import to_version_3
from reelpulse.storage.version_4 import to_version_4
from reelpulse.storage.version_5 import to_version_5

UPGRADES: Final[Mapping[int, Callable[[peewee.SqliteDatabase], None]]] = {
    1: to_version_2,
    2: to_version_3,
    3: to_version_4,
    4: to_version_5,
}
"""From version N to N + 1."""


def upgrade(sqlite: peewee.SqliteDatabase, path: Path, *, found: int, wanted: int) -> None:
    """Run the missing upgrades in one transaction each.

    Raises:
        StorageError: no way leads from the version found, or the copy cannot be made.
    """
    missing = [version for version in range(found, wanted) if version not in UPGRADES]
    if missing:
        raise StorageError(
            "{path} has schema version {found}, which this ReelPulse cannot upgrade. "
            "Move the file away; a new one is made at the next start.",
            path=path,
            found=found,
        )
    sqlite.execute_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    copy = path.with_suffix(f".v{found}.bak")
    try:
        shutil.copyfile(path, copy)
    except OSError as problem:
        raise StorageError(
            "{copy} cannot be written ({reason}). A copy is made before the data base is brought "
            "up to date: free some space, then start again.",
            copy=copy,
            reason=problem.strerror,
        ) from problem
    sqlite.execute_sql(
        "PRAGMA foreign_keys = 0"
    )  # else a table that is made anew takes its rows along
    try:
        for version in range(found, wanted):
            with sqlite.atomic("immediate"):
                UPGRADES[version](sqlite)
                sqlite.execute_sql(f"PRAGMA user_version = {version + 1}")
    finally:
        sqlite.execute_sql("PRAGMA foreign_keys = 1")
