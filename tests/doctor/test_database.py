"""The doctor reads the data base without touching it."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from reelpulse.doctor.database import check_database
from reelpulse.doctor.finding import Finding, State
from reelpulse.settings import Settings
from reelpulse.storage.database import APPLICATION_ID, Database
from reelpulse.storage.tables import SCHEMA_VERSION
from reelpulse.texts import Language


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """With a data base as the product makes it."""
    settings = Settings(data_dir=tmp_path)
    Database(settings.database_path).close()
    return settings


def _change(settings: Settings, *statements: str) -> None:
    with closing(sqlite3.connect(settings.database_path)) as file, file:
        for statement in statements:
            file.execute(statement)


def _told(finding: Finding) -> str:
    return finding.detail.told(Language.ENGLISH)


def test_a_new_user_has_none_and_none_is_made(tmp_path: Path) -> None:
    finding = check_database(Settings(data_dir=tmp_path / "ReelPulse"))
    assert finding.state is State.OK
    assert list(tmp_path.iterdir()) == []


def test_a_sound_one_is_told_with_version_and_sessions(settings: Settings) -> None:
    before = settings.database_path.read_bytes()
    finding = check_database(settings)
    assert finding.state is State.OK
    assert _told(finding) == f"{settings.database_path}, version {SCHEMA_VERSION}, sessions: 0"
    assert settings.database_path.read_bytes() == before


def test_one_that_a_running_server_writes_can_be_read(settings: Settings) -> None:
    database = Database(settings.database_path)
    with database.transaction():
        assert check_database(settings).state is State.OK
    database.close()


def test_a_newer_schema_fails(settings: Settings) -> None:
    _change(settings, f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    finding = check_database(settings)
    assert finding.state is State.FAILED
    assert f"schema version {SCHEMA_VERSION + 1}" in _told(finding)


def test_an_older_schema_is_remarked(settings: Settings) -> None:
    _change(settings, f"PRAGMA user_version = {SCHEMA_VERSION - 1}")
    assert check_database(settings).state is State.WARNING


def test_a_file_of_another_program_fails(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    _change(settings, "CREATE TABLE bookmark (url TEXT)")
    assert _told(check_database(settings)).endswith("is a SQLite file of another program")


def test_bytes_that_are_no_data_base_fail(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path)
    settings.database_path.write_bytes(b"not SQLite" * 500)
    finding = check_database(settings)
    assert finding.state is State.FAILED
    assert _told(finding).endswith("cannot be read: file is not a database")


def test_a_damaged_page_is_found_and_the_sessions_are_not_given_up(settings: Settings) -> None:
    _change(
        settings, "CREATE TABLE filler (x TEXT)", "INSERT INTO filler VALUES (hex(zeroblob(50000)))"
    )
    content = bytearray(settings.database_path.read_bytes())
    # In the middle of the table's tree: not the header, which the application id is read from.
    content[4096:4160] = b"\xff" * 64
    settings.database_path.write_bytes(content)
    finding = check_database(settings)
    assert finding.state is State.FAILED
    assert finding.remedy is not None
    assert "sqlite3 reelpulse.db .recover" in finding.remedy.told(Language.ENGLISH)


def test_the_marks_of_our_files_are_the_storage_rooms(settings: Settings) -> None:
    with closing(sqlite3.connect(settings.database_path)) as file:
        assert file.execute("PRAGMA application_id").fetchone() == (APPLICATION_ID,)


@pytest.mark.parametrize("place", ["reelpulse.db", "."])
def test_what_may_not_be_written_is_not_called_damaged(
    settings: Settings, place: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # An administrator, who may run these tests, may write anything: the system's answer is made up.
    refused = settings.data_dir / place
    monkeypatch.setattr(os, "access", lambda path, _mode: Path(path) != refused)
    finding = check_database(settings)
    assert finding.state is State.FAILED
    assert _told(finding) == f"{settings.database_path} may not be read and written"
    assert finding.remedy is not None
    assert "the right to read and write" in finding.remedy.told(Language.ENGLISH)
