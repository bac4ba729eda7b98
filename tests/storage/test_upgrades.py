"""An older file is brought up to date, one version at a time, after a copy was made."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import peewee
import pytest
from tests.storage.sessions import session

from reelpulse.errors import StorageError
from reelpulse.storage import upgrades
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore


@pytest.fixture
def old(path: Path) -> Path:
    """A file of the made-up version 0, in which sessions have no count of replaced frames."""
    database = Database(path)
    SessionStore(database).create_session(session())
    database.rows("ALTER TABLE session DROP COLUMN frames_replaced")
    database.rows("PRAGMA user_version = 0")
    database.close()
    return path


def add_the_column(sqlite: peewee.SqliteDatabase) -> None:
    sqlite.execute_sql("ALTER TABLE session ADD COLUMN frames_replaced INTEGER")


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_an_older_file_is_copied_then_upgraded_with_what_is_in_it(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column})
    database = Database(old)
    assert database.rows("SELECT title, frames_replaced FROM session") == [("Группа 1 ☕", None)]
    database.close()
    assert version_of(old) == 1
    assert version_of(old.with_name("reelpulse.v0.bak")) == 0


def test_an_upgrade_that_fails_leaves_the_file_at_its_version(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_half_way(sqlite: peewee.SqliteDatabase) -> None:
        add_the_column(sqlite)
        sqlite.execute_sql("SELECT nonsense")

    monkeypatch.setattr(upgrades, "UPGRADES", {0: fail_half_way})
    with pytest.raises(StorageError, match="no such column: nonsense"):
        Database(old)
    assert version_of(old) == 0
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column})
    Database(old).close()
    assert version_of(old) == 1


def test_a_version_from_which_no_way_leads_is_told(old: Path) -> None:
    with pytest.raises(StorageError, match="schema version 0, which this ReelPulse cannot upgrade"):
        Database(old)
    assert not old.with_name("reelpulse.v0.bak").exists()


def test_without_a_copy_nothing_is_upgraded(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column})
    old.with_name("reelpulse.v0.bak").mkdir()
    with pytest.raises(StorageError, match=r"v0\.bak cannot be written .*free some space"):
        Database(old)
    assert version_of(old) == 0
