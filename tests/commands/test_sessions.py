"""`reelpulse sessions` lists sessions, and prints the markers of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from tests.storage.sessions import session

from reelpulse.commands.line import run
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.session_notes import SessionNotes
from reelpulse.storage.store import SessionStore


@pytest.fixture
def data_dir(tmp_path: Path) -> str:
    """A session with one marker."""
    database = Database(Settings(data_dir=tmp_path).database_path)
    number = SessionStore(database).create_session(session()).session_id
    SessionNotes(database).add_marker(number, at_ns=123 + 1_500_000_000, text="смех")
    database.close()
    return str(tmp_path)


def test_markers_are_printed_as_a_table_for_other_programs(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sessions", "--data-dir", data_dir, "--markers", "1"]) == 0
    assert capsys.readouterr().out == (
        "marker,text,time_utc,show_s,ad,ad_s,recording,recording_s\n"
        "1,смех,2026-05-28T20:26:41.500Z,,,,,\n"
    )


@pytest.mark.parametrize(("language", "state"), [("ru_RU.UTF-8", "идёт"), ("C.UTF-8", "running")])
def test_the_list_tells_the_state_in_the_readers_language(
    data_dir: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    language: str,
    state: str,
) -> None:
    monkeypatch.setenv("LC_ALL", language)
    assert run(["sessions", "--data-dir", data_dir]) == 0
    assert state in capsys.readouterr().out.split()


def test_the_markers_of_a_session_that_is_not_there_are_not_printed(
    data_dir: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["sessions", "--data-dir", data_dir, "--markers", "7"]) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "7" in printed.err
