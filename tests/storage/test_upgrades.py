"""An older file is brought up to date, one version at a time, after a copy was made."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import peewee
import pytest
from tests.storage.sessions import session
from tests.storage.test_schema import schema_of

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.errors import StorageError
from reelpulse.storage import upgrades
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.storage.tables import SCHEMA_VERSION


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


def change_nothing(_sqlite: peewee.SqliteDatabase) -> None:
    """The made-up version 0 has all that the later versions brought."""


NOTHING_TO_ADD = dict.fromkeys(range(1, SCHEMA_VERSION), change_nothing)


def version_of(path: Path) -> int:
    connection = sqlite3.connect(path)
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    connection.close()
    return int(version)


def test_an_older_file_is_copied_then_upgraded_with_what_is_in_it(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column, **NOTHING_TO_ADD})
    database = Database(old)
    assert database.rows("SELECT title, frames_replaced FROM session") == [("Группа 1 ☕", None)]
    database.close()
    assert version_of(old) == SCHEMA_VERSION
    assert version_of(old.with_name("reelpulse.v0.bak")) == 0


def test_an_upgrade_that_fails_leaves_the_file_at_its_version(
    old: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail_half_way(sqlite: peewee.SqliteDatabase) -> None:
        add_the_column(sqlite)
        sqlite.execute_sql("SELECT nonsense")

    monkeypatch.setattr(upgrades, "UPGRADES", {0: fail_half_way, **NOTHING_TO_ADD})
    with pytest.raises(StorageError, match="no such column: nonsense"):
        Database(old)
    assert version_of(old) == 0
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column, **NOTHING_TO_ADD})
    Database(old).close()
    assert version_of(old) == SCHEMA_VERSION


def test_a_version_from_which_no_way_leads_is_told(old: Path) -> None:
    with pytest.raises(StorageError, match="schema version 0, which this ReelPulse cannot upgrade"):
        Database(old)
    assert not old.with_name("reelpulse.v0.bak").exists()


def test_without_a_copy_nothing_is_upgraded(old: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upgrades, "UPGRADES", {0: add_the_column, **NOTHING_TO_ADD})
    old.with_name("reelpulse.v0.bak").mkdir()
    with pytest.raises(StorageError, match=r"v0\.bak cannot be written .*free some space"):
        Database(old)
    assert version_of(old) == 0


VERSION_1 = Path(__file__).with_name("golden") / "version_1.sql"
VERSION_2 = Path(__file__).with_name("golden") / "version_2.sql"
VERSION_3 = Path(__file__).with_name("golden") / "version_3.sql"
VERSION_4 = Path(__file__).with_name("golden") / "version_4.sql"


@pytest.fixture
def version_1(path: Path) -> Path:
    """A file as ReelPulse wrote it with schema version 1."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_1.read_text(encoding="utf-8"))
    connection.close()
    return path


def test_a_file_of_version_1_gets_the_schema_of_a_new_one(version_1: Path) -> None:
    Database(version_1).close()
    new = version_1.with_name("new.db")
    Database(new).close()
    assert schema_of(version_1) == schema_of(new)
    assert version_of(version_1.with_name("reelpulse.v1.bak")) == 1


def test_a_file_of_version_1_keeps_all_that_is_in_it(version_1: Path) -> None:
    database = Database(version_1)
    tables = ("session_model", "ad", "exposure", "frame", "reading", "clock_offset")
    counts = [database.rows(f"SELECT count(*) FROM {table}")[0][0] for table in tables]  # noqa: S608  ours
    assert counts == [2, 2, 2, 3, 4, 1]
    assert database.rows("PRAGMA foreign_key_check") == []
    assert database.rows("PRAGMA foreign_keys") == [(1,)]
    library = StoredSessions(database)
    old = library.session(1)
    assert (old.title, old.buffer_ms, old.recorded, old.recordings) == ("Группа 1", 1000, False, ())
    assert [e.pauses for e in old.exposures] == [()]
    assert database.rows("SELECT people, readings FROM session") == [(2, 3), (None, None)]
    assert database.rows("SELECT DISTINCT ad_position_settled FROM frame") == [(1,)]
    assert [(s.people, s.readings) for s in library.summaries()] == [(1, 1), (2, 3)]
    database.close()


@pytest.fixture
def version_2(path: Path) -> Path:
    """A file as ReelPulse wrote it with schema version 2."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_2.read_text(encoding="utf-8"))
    connection.close()
    return path


def test_a_file_of_version_2_gets_the_schema_of_a_new_one(version_2: Path) -> None:
    Database(version_2).close()
    new = version_2.with_name("new.db")
    Database(new).close()
    assert schema_of(version_2) == schema_of(new)
    assert version_of(version_2.with_name("reelpulse.v2.bak")) == 2


def test_readings_of_version_2_count_and_their_quality_is_unknown(version_2: Path) -> None:
    database = Database(version_2)
    quality = (
        "unmeasurable, yaw_deg, pitch_deg, roll_deg, eye_openness, brightness, sharpness, attentive"
    )
    found = database.rows(f"SELECT count(*), valid, {quality} FROM reading GROUP BY valid")  # noqa: S608  ours
    assert found == [(4, 1, *[None] * 8)]
    assert database.rows("SELECT people, readings FROM session") == [(2, 3), (None, None)]
    assert len(StoredSessions(database).samples(1).seat) == 2
    database.close()


@pytest.fixture
def version_3(path: Path) -> Path:
    """A file as ReelPulse wrote it with schema version 3."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_3.read_text(encoding="utf-8"))
    connection.close()
    return path


def test_a_file_of_version_3_gets_the_schema_of_a_new_one(version_3: Path) -> None:
    Database(version_3).close()
    new = version_3.with_name("new.db")
    Database(new).close()
    assert schema_of(version_3) == schema_of(new)
    assert version_of(version_3.with_name("reelpulse.v3.bak")) == 3


def test_sessions_of_version_3_had_no_neutral_scene_and_their_frames_no_grade(
    version_3: Path,
) -> None:
    database = Database(version_3)
    library = StoredSessions(database)
    old = library.session(1)
    assert (old.baseline_ms, old.baselines) == (0, ())
    figures = library.figures(1, MetricRules())
    assert (figures.baseline, figures.grades.people) == (None, ())
    assert figures.readings == 2
    database.close()


@pytest.fixture
def version_4(path: Path) -> Path:
    """A file as ReelPulse wrote it with schema version 4."""
    connection = sqlite3.connect(path)
    connection.executescript(VERSION_4.read_text(encoding="utf-8"))
    connection.close()
    return path


def test_a_file_of_version_4_gets_the_schema_of_a_new_one(version_4: Path) -> None:
    Database(version_4).close()
    new = version_4.with_name("new.db")
    Database(new).close()
    assert schema_of(version_4) == schema_of(new)
    assert version_of(version_4.with_name("reelpulse.v4.bak")) == 4


def test_of_readings_of_version_4_it_is_unknown_whether_something_covered_them(
    version_4: Path,
) -> None:
    database = Database(version_4)
    columns = "count(*), valid, mouth_contrast, eye_contrast, max(grade)"
    found = database.rows(f"SELECT {columns} FROM reading GROUP BY valid")  # noqa: S608  ours
    assert found == [(4, 1, None, None, 5.5)]
    (first, _second) = StoredSessions(database).figures(1, MetricRules()).grades.people
    assert first.show.grade == 6
    database.close()


def test_after_the_upgrade_no_number_of_a_session_comes_twice(version_1: Path) -> None:
    database = Database(version_1)
    store = SessionStore(database)
    database.rows("DELETE FROM session WHERE id = 4")
    assert store.create_session(session()).session_id == 5
    database.rows("DELETE FROM session WHERE id = 5")
    assert store.create_session(session()).session_id == 6
    database.close()
