"""Other processes: one that is killed, one that writes too, and one that holds the file."""

from __future__ import annotations

import dataclasses
import sqlite3
from pathlib import Path

import pytest
from tests.storage.sessions import in_another_process, reading, session

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.errors import StorageError
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

SHOW = """
import sys
from pathlib import Path
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from tests.storage.sessions import begin, reading, session

store = SessionStore(Database(Path(sys.argv[1])))
number = store.create_session(session()).session_id
exposure = begin(store, number, "a", started_at_ns=500)
for second in range(1000):
    first = second * 15
    store.add_readings(number, [
        reading(n, exposure_id=exposure.exposure_id, position_ms=n * 4, emotions=(3, 6))
        for n in range(first, first + 15)
    ])
    print(second, flush=True)
"""


def test_what_was_committed_before_a_kill_is_there_and_can_be_reported(path: Path) -> None:
    with in_another_process(SHOW, path) as child:
        assert child.stdout is not None
        told = [int(child.stdout.readline()) for _ in range(6)]
        child.kill()
        told += [int(line) for line in child.stdout if line.endswith("\n")]
    assert child.returncode != 0
    committed = (told[-1] + 1) * 15

    database = Database(path)
    store, library = SessionStore(database), StoredSessions(database)
    assert store.mark_interrupted() == (1,)
    found = library.session(1)
    ((frames, last_ns),) = database.rows("SELECT count(*), max(captured_at_ns) FROM frame")
    assert frames >= committed
    assert frames % 15 == 0
    assert database.rows("SELECT count(*) FROM reading") == [(2 * frames,)]
    assert database.rows("PRAGMA integrity_check") == [("ok",)]
    assert found.state is SessionState.INTERRUPTED
    (exposure,) = found.exposures
    assert (exposure.ended_how, exposure.ended_at_ns) == (ExposureEnd.LOST, last_ns)
    figures = library.figures(1, MetricRules())
    assert (figures.people, figures.emo_nps.persons) == (2, 2)
    database.close()


WRITER = """
import sys
from pathlib import Path
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from tests.storage.sessions import session

store = SessionStore(Database(Path(sys.argv[1])))
print("open", flush=True)
for _ in range(20):
    store.create_session(session())
"""


def test_two_processes_write_and_read_without_harm(path: Path) -> None:
    """E.g. a report that is printed while a show runs."""
    with in_another_process(WRITER, path) as child:
        database = Database(path)
        store = SessionStore(database)
        assert child.stdout is not None
        assert child.stdout.readline() == "open\n"
        number = store.create_session(session()).session_id
        for n in range(20):
            store.add_readings(number, [reading(n, exposure_id=None, position_ms=None)])
    assert child.returncode == 0
    summaries = StoredSessions(database).summaries()
    assert len(summaries) == 21
    assert {s.session_id: s.readings for s in summaries}[number] == 20
    database.close()


HOLDER = """
import sqlite3, sys
connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.execute("BEGIN IMMEDIATE")
print("holding", flush=True)
sys.stdin.readline()
connection.execute("ROLLBACK")
print("free", flush=True)
"""


def test_a_file_that_another_process_holds_is_told_as_in_use(path: Path) -> None:
    database = Database(path, busy_timeout_s=0.02)
    store = SessionStore(database)
    with in_another_process(HOLDER, path) as child:
        assert child.stdin is not None
        assert child.stdout is not None
        assert child.stdout.readline() == "holding\n"
        with pytest.raises(StorageError, match=r"in use by another program. Close the other"):
            store.create_session(session())
        assert StoredSessions(database).summaries() == ()  # reading goes on
        child.stdin.write("go on\n")
        child.stdin.flush()
        assert child.stdout.readline() == "free\n"
        assert store.create_session(session()).session_id == 1
    database.close()


def test_a_file_that_another_process_is_just_making_is_opened_as_it_made_it(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    with pytest.raises(StorageError, match="in use by another program"):
        Database(path, busy_timeout_s=0.02)
    connection.execute("ROLLBACK")
    connection.close()
    first, second = Database(path), Database(path)
    made = SessionStore(first).create_session(session())
    assert StoredSessions(second).session(1) == dataclasses.replace(made, session_id=1)
    first.close()
    second.close()
