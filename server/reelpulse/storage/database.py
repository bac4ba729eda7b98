"""Opens the SQLite file, keeps its schema current, and turns SQLite's errors into ours."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import peewee

from reelpulse.errors import DiskFullError, SchemaTooNewError, StorageError
from reelpulse.storage.tables import SCHEMA_VERSION, TABLES
from reelpulse.storage.upgrades import upgrade

APPLICATION_ID: Final = 0x52504C53
"""`RPLS`, in the file's header, so that a foreign SQLite file is not taken for ours."""


class Database:
    """One open file; used from one thread."""

    def __init__(self, path: Path) -> None:
        """Open or create.

        Raises:
            SchemaTooNewError: a newer ReelPulse wrote the file.
            StorageError: the file is not ours, or cannot be opened.
        """
        self._path = path
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as problem:
            raise StorageError(
                "{folder} cannot be made ({reason}). "
                "Choose a folder you may write to with --data-dir.",
                folder=path.parent,
                reason=problem.strerror,
            ) from problem
        self._sqlite = peewee.SqliteDatabase(
            str(path),
            pragmas={"journal_mode": "wal", "synchronous": "full", "foreign_keys": 1},
            check_same_thread=False,  # opened by the main thread, then used by the storage lane only
            thread_safe=False,
            timeout=10,
        )
        with self._errors():
            self._sqlite.connect()
            self._bring_up_to_date()

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is done inside.

        Raises:
            DiskFullError: nothing was stored.
            StorageError: SQLite refused.
        """
        with self._errors(), self._sqlite.bind_ctx(TABLES), self._sqlite.atomic():
            yield

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query that reads whole columns."""
        with self._errors():
            found: list[tuple[Any, ...]] = self._sqlite.execute_sql(sql, parameters).fetchall()
            return found

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        self._sqlite.close()

    def _bring_up_to_date(self) -> None:
        found = self._pragma("user_version")
        application = self._pragma("application_id")
        is_empty = not self._sqlite.get_tables()
        if not is_empty and application != APPLICATION_ID:
            raise StorageError(
                "{path} is a SQLite file of another program. "
                "Choose another folder with --data-dir.",
                path=self._path,
            )
        if found > SCHEMA_VERSION:
            raise SchemaTooNewError(self._path, found=found, supported=SCHEMA_VERSION)
        if is_empty:
            with self._sqlite.bind_ctx(TABLES), self._sqlite.atomic():
                self._sqlite.create_tables(TABLES, safe=False)
                self._sqlite.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                self._sqlite.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")
        elif found < SCHEMA_VERSION:
            upgrade(self._sqlite, self._path, found=found, wanted=SCHEMA_VERSION)

    def _pragma(self, name: str) -> int:
        value: int = self._sqlite.execute_sql(f"PRAGMA {name}").fetchone()[0]
        return value

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except peewee.DatabaseError as problem:
            if "full" in str(problem):  # SQLITE_FULL has no class of its own in peewee
                raise DiskFullError(self._path) from problem
            raise StorageError(
                "{path} cannot be used: {problem}. If the file is damaged, move it away; "
                "a new one is made at the next start.",
                path=self._path,
                problem=problem,
            ) from problem
