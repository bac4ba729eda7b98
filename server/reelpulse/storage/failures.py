"""Turns SQLite's errors into ours, each with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Final

from reelpulse.errors import DiskFullError, StorageError

_IN_USE: Final = "{path} is in use by another program. Close the other ReelPulse, then try again."
_DAMAGED: Final = (
    "{path} is damaged ({problem}). Move it away, together with the files beside it whose names "
    "begin with it; a new one is made at the next start."
)
_CLOSED_TO_US: Final = (
    "{path} cannot be opened or written ({problem}). Check that you may write there, "
    "or choose another folder with --data-dir."
)
_ELSE: Final = (
    "{path} cannot be used: {problem}. If the file is damaged, move it away; "
    "a new one is made at the next start."
)
_TEMPLATES: Final[Mapping[int, str]] = MappingProxyType(
    {
        sqlite3.SQLITE_BUSY: _IN_USE,
        sqlite3.SQLITE_LOCKED: _IN_USE,
        sqlite3.SQLITE_CORRUPT: _DAMAGED,
        sqlite3.SQLITE_NOTADB: _DAMAGED,
        sqlite3.SQLITE_READONLY: _CLOSED_TO_US,
        sqlite3.SQLITE_CANTOPEN: _CLOSED_TO_US,
        sqlite3.SQLITE_PERM: _CLOSED_TO_US,
    }
)


def failure(path: Path, problem: Exception) -> StorageError:
    """Our error for one that peewee or sqlite3 raised.

    The first error of the chain counts: a full disk makes SQLite roll back by itself, and then peewee's
    own rollback fails as well.
    """
    first = next(iter([*_sqlite_errors(problem)][::-1]), None)
    code = first.sqlite_errorcode & 0xFF if first is not None else sqlite3.SQLITE_ERROR
    if code == sqlite3.SQLITE_FULL:
        return DiskFullError(path)
    return StorageError(_TEMPLATES.get(code, _ELSE), path=path, problem=first or problem)


def _sqlite_errors(problem: BaseException | None) -> Iterator[sqlite3.Error]:
    """The newest first; those that SQLite itself gave a number."""
    while problem is not None:
        if isinstance(problem, sqlite3.Error) and hasattr(problem, "sqlite_errorcode"):
            yield problem
        problem = problem.__context__
