"""A data base is opened safely: ours, whole, of a known version, and nobody else's."""

from __future__ import annotations

import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.storage.sessions import reading, session

from reelpulse.errors import DiskFullError, SchemaTooNewError, StorageError
from reelpulse.storage.database import APPLICATION_ID, Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.tables import SCHEMA_VERSION, FrameRow


def by_sqlite(path: Path, *statements: str) -> None:
    """Change a file behind the product's back."""
    connection = sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def test_every_commit_is_on_the_disk_and_readers_never_wait(database: Database) -> None:
    full = 2
    assert database.rows("PRAGMA journal_mode") == [("wal",)]
    assert database.rows("PRAGMA synchronous") == [(full,)]
    assert database.rows("PRAGMA foreign_keys") == [(1,)]


def test_a_new_file_says_whose_it_is(database: Database) -> None:
    assert database.rows("PRAGMA application_id") == [(APPLICATION_ID,)]
    assert APPLICATION_ID.to_bytes(4, "big") == b"RPLS"
    assert database.rows("PRAGMA user_version") == [(SCHEMA_VERSION,)]


def test_the_folder_is_made(tmp_path: Path) -> None:
    path = tmp_path / "новая папка" / "inner" / "reelpulse.db"
    Database(path).close()
    assert path.is_file()


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(StorageError, match=r"file.inner cannot be made .*--data-dir"):
        Database(tmp_path / "file" / "inner" / "reelpulse.db")


def test_closing_folds_the_log_into_the_file(path: Path) -> None:
    database = Database(path)
    SessionStore(database).create_session(session())
    assert path.with_name("reelpulse.db-wal").exists()
    database.close()
    assert [file.name for file in path.parent.iterdir()] == ["reelpulse.db"]


def test_what_is_stored_is_there_after_opening_again(path: Path) -> None:
    for number in (1, 2):
        database = Database(path)
        assert SessionStore(database).create_session(session()).session_id == number
        database.close()


def test_a_file_of_a_newer_release_is_refused_and_left_as_it_is(path: Path) -> None:
    Database(path).close()
    by_sqlite(path, f"PRAGMA user_version = {SCHEMA_VERSION + 3}")
    before = path.read_bytes()
    with pytest.raises(
        SchemaTooNewError, match=r"version 8; this ReelPulse reads up to 5\. Update"
    ):
        Database(path)
    assert path.read_bytes() == before


def test_a_file_of_another_program_is_refused_and_left_as_it_is(path: Path) -> None:
    by_sqlite(path, "CREATE TABLE bookmarks (url TEXT)", "INSERT INTO bookmarks VALUES ('x')")
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"of another program. Choose another folder"):
        Database(path)
    assert path.read_bytes() == before
    assert [file.name for file in path.parent.iterdir()] == [path.name]


def test_bytes_that_are_no_data_base_are_refused_and_left_as_they_are(path: Path) -> None:
    path.write_bytes(b"This is my shopping list. " * 400)
    before = path.read_bytes()
    with pytest.raises(StorageError, match=r"is damaged \(file is not a database\). Move it away"):
        Database(path)
    assert path.read_bytes() == before


def test_a_damaged_file_says_what_to_do(path: Path) -> None:
    database = Database(path)
    store = SessionStore(database)
    number = store.create_session(session()).session_id
    store.add_readings(number, [reading(n, exposure_id=None, position_ms=None) for n in range(300)])
    database.close()
    data = bytearray(path.read_bytes())
    data[4096 : len(data)] = b"\xa5" * (len(data) - 4096)  # all pages but the first
    path.write_bytes(data)
    with pytest.raises(StorageError, match=r"damaged .*malformed.* Move it away, together with"):
        damaged = Database(path)
        damaged.rows("SELECT count(*) FROM frame")


def test_an_empty_file_is_taken_as_new(path: Path) -> None:
    path.touch()
    database = Database(path)
    assert database.rows("SELECT count(*) FROM session") == [(0,)]
    database.close()


def test_a_folder_in_the_file_s_place_is_told(path: Path) -> None:
    path.mkdir()
    with pytest.raises(StorageError, match=r"cannot be opened or written .*Check that you may"):
        Database(path)


def test_who_uses_a_closed_data_base_is_told(path: Path) -> None:
    database = Database(path)
    database.close()
    with pytest.raises(StorageError, match="cannot be used"):
        SessionStore(database).create_session(session())


def test_a_batch_that_finds_the_disk_full_leaves_nothing_behind_and_succeeds_later(
    database: Database, store: SessionStore
) -> None:
    number = store.create_session(session()).session_id
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages}")
    batch = [
        reading(n, exposure_id=None, position_ms=None, emotions=(6, 3, 0, 5)) for n in range(100)
    ]
    for _ in range(2):
        with pytest.raises(DiskFullError, match=r"is full\. Free some space"):
            store.add_readings(number, batch)
        assert database.rows("SELECT count(*) FROM frame") == [(0,)]
        assert database.rows("SELECT count(*) FROM reading") == [(0,)]
    database.rows(f"PRAGMA max_page_count = {pages + 1000}")
    store.add_readings(number, batch)
    assert database.rows("SELECT count(*) FROM frame") == [(100,)]
    assert database.rows("SELECT count(*) FROM reading") == [(400,)]
    assert database.rows("PRAGMA integrity_check") == [("ok",)]


def test_a_full_disk_is_told_as_such_when_the_transaction_that_failed_was_a_small_one(
    database: Database, store: SessionStore
) -> None:
    """SQLite rolls such a one back itself, and peewee's own rollback then fails too."""
    number = store.create_session(session()).session_id
    ((pages,),) = database.rows("PRAGMA page_count")
    database.rows(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(DiskFullError):
        for _ in range(2000):
            store.open_exposure(number, "a" * 100, planned_at_ns=0)
    database.rows("PRAGMA max_page_count = 100000")
    assert store.open_exposure(number, "a", planned_at_ns=0) > 0


def test_reading_a_full_disk_s_error_needs_no_word_of_its_message(database: Database) -> None:
    with pytest.raises(StorageError, match="no such table: fullmoon") as caught:
        database.rows("SELECT * FROM fullmoon")
    assert not isinstance(caught.value, DiskFullError)


def test_a_file_that_can_only_be_read_is_told_before_anything_is_measured(
    database: Database, path: Path
) -> None:
    before = path.read_bytes()
    database.check_writable()
    assert path.read_bytes() == before
    database.rows("PRAGMA query_only = 1")
    with pytest.raises(StorageError, match="Check that you may write there"):
        database.check_writable()


def test_figures_are_read_beside_a_running_show(
    path: Path, database: Database, store: SessionStore
) -> None:
    """Each thread keeps to its own connection: neither loses, nor takes over, the other's."""
    number = store.create_session(session()).session_id
    began, ended = threading.Event(), threading.Event()

    def read_on_and_on() -> list[int]:
        beside, counts = Database(path), []
        while not ended.is_set():
            with beside.snapshot():
                counts.append(FrameRow.select().count())
            began.set()
        beside.close()
        return counts

    with ThreadPoolExecutor(1) as other:
        counts = other.submit(read_on_and_on)
        try:
            assert began.wait(10)
            for at in range(300):
                store.add_readings(number, [reading(at, exposure_id=None, position_ms=None)])
        finally:
            ended.set()
        assert counts.result() == sorted(counts.result())
    assert database.rows("SELECT count(*) FROM frame") == [(300,)]
