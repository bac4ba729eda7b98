"""Opens the SQLite file and keeps its schema current."""

from __future__ import annotations

import contextlib
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import peewee

from reelpulse.errors import SchemaTooNewError, StorageError
from reelpulse.storage.failures import failure
from reelpulse.storage.tables import SCHEMA_VERSION, TABLES
from reelpulse.storage.upgrades import upgrade

APPLICATION_ID: Final = 0x52504C53
"""`RPLS`, in the file's header, so that a foreign SQLite file is not taken for ours."""

BUSY_TIMEOUT_S: Final = 10.0
"""So long a second process may hold the file, e.g. one that prints a report."""


class Database:
    """One open file; used from one thread."""

    def __init__(self, path: Path, *, busy_timeout_s: float = BUSY_TIMEOUT_S) -> None:
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
            pragmas={"synchronous": "full", "foreign_keys": 1},
            check_same_thread=False,  # opened by the main thread, then used by the storage lane only
            thread_safe=False,
            timeout=busy_timeout_s,
            autoconnect=False,
        )
        try:
            with self._errors():
                self._sqlite.connect()
                self._bring_up_to_date()
        except StorageError:
            self._sqlite.close()
            raise

    @contextlib.contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing of what is written inside.

        The right to write is asked for at once: SQLite waits for another process only then, never when
        a transaction that has begun to read wants to write.

        Raises:
            DiskFullError: nothing was stored.
            StorageError: SQLite refused.
        """
        with (
            self._errors(),
            self._sqlite.bind_ctx(TABLES),
            self._sqlite.atomic("immediate"),
        ):
            yield

    def check_writable(self) -> None:
        """Write something that changes nothing: SQLite opens a file that may only be read as well.

        Raises:
            StorageError: it cannot be written.
        """
        with self.transaction():
            self._sqlite.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[None]:
        """Everything that is read inside is from one moment.

        Raises:
            StorageError: SQLite refused.
        """
        with self._errors(), self._sqlite.bind_ctx(TABLES), self._sqlite.atomic():
            yield

    def insert(self, table: str, rows: Sequence[Mapping[str, object]]) -> int:
        """Insert rows that all name the same columns; returns the last one's number.

        Must be called inside `transaction()`.
        """
        cursor = self._sqlite.connection().cursor()
        if rows:
            columns = tuple(rows[0])
            gaps = ", ".join(f":{column}" for column in columns)
            cursor.executemany(
                f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({gaps})",  # noqa: S608  ours
                rows,
            )
        number: int = cursor.execute("SELECT last_insert_rowid()").fetchone()[0]
        return number

    def rows(self, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
        """All rows of a query that reads whole columns."""
        with self._errors():
            found: list[tuple[Any, ...]] = self._sqlite.execute_sql(sql, parameters).fetchall()
            return found

    def close(self) -> None:
        """Fold the write-ahead log into the file and close it."""
        self._sqlite.close()

    def _bring_up_to_date(self) -> None:
        """Change nothing before it is certain that the file is ours."""
        if self._is_empty():
            self._create()
        if self._pragma("application_id") != APPLICATION_ID:
            raise StorageError(
                "{path} is a SQLite file of another program. "
                "Choose another folder with --data-dir.",
                path=self._path,
            )
        found = self._pragma("user_version")
        if found > SCHEMA_VERSION:
            raise SchemaTooNewError(self._path, found=found, supported=SCHEMA_VERSION)
        if self._pragma("journal_mode = wal") != "wal":
            raise StorageError(
                "{path} lies on a disk without shared memory, perhaps on the network. "
                "Choose a folder on a disk of this machine with --data-dir.",
                path=self._path,
            )
        if found < SCHEMA_VERSION:
            upgrade(self._sqlite, self._path, found=found, wanted=SCHEMA_VERSION)

    def _is_empty(self) -> bool:
        return not self._sqlite.get_tables()

    def _create(self) -> None:
        with self._sqlite.bind_ctx(TABLES), self._sqlite.atomic("immediate"):
            if self._is_empty():  # no other process was faster
                self._sqlite.create_tables(TABLES, safe=False)
                self._sqlite.execute_sql(f"PRAGMA application_id = {APPLICATION_ID}")
                self._sqlite.execute_sql(f"PRAGMA user_version = {SCHEMA_VERSION}")

    def _pragma(self, name: str) -> Any:
        return self._sqlite.execute_sql(f"PRAGMA {name}").fetchone()[0]

    @contextlib.contextmanager
    def _errors(self) -> Iterator[None]:
        try:
            yield
        except (peewee.DatabaseError, peewee.InterfaceError, sqlite3.Error) as problem:
            raise failure(self._path, problem) from problem
