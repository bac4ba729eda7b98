"""Turns SQLite's errors into ours, each with what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from reelpulse.errors import DiskFullError, StorageError


def failure(path: Path, problem: Exception) -> StorageError:
    """Our error for one that peewee or sqlite3 raised.

    The first error of the chain counts: a full disk makes SQLite roll back by itself, and then peewee's
    own rollback fails as well.
    """
    first = next(iter([*_sqlite_errors(problem)][::-1]), None)
    reason = problem if first is None else first
    match sqlite3.SQLITE_ERROR if first is None else first.sqlite_errorcode & 0xFF:
        case sqlite3.SQLITE_FULL:
            return DiskFullError(path)
        case sqlite3.SQLITE_BUSY | sqlite3.SQLITE_LOCKED:
            return StorageError(
                "{path} is in use by another program. Close the other ReelPulse, then try again.",
                path=path,
            )
        case sqlite3.SQLITE_CORRUPT | sqlite3.SQLITE_NOTADB:
            return StorageError(
                "{path} is damaged ({problem}). Move it away, together with the files beside it "
                "whose names begin with it; a new one is made at the next start.",
                path=path,
                problem=reason,
            )
        case sqlite3.SQLITE_READONLY | sqlite3.SQLITE_CANTOPEN | sqlite3.SQLITE_PERM:
            return StorageError(
                "{path} cannot be opened or written ({problem}). Check that you may write there, "
                "or choose another folder with --data-dir.",
                path=path,
                problem=reason,
            )
        case _:
            return StorageError(
                "{path} cannot be used: {problem}. If the file is damaged, move it away; "
                "a new one is made at the next start.",
                path=path,
                problem=reason,
            )


def _sqlite_errors(problem: BaseException | None) -> Iterator[sqlite3.Error]:
    """The newest first; those that SQLite itself gave a number."""
    while problem is not None:
        if isinstance(problem, sqlite3.Error) and hasattr(problem, "sqlite_errorcode"):
            yield problem
        problem = problem.__context__
