"""A webcam recording of one's own goes the same way as the made audience."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.commands.line import run
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.demo.ads import bundled_ads
from reelpulse.storage.database import Database
from reelpulse.storage.stored_sessions import StoredSessions


def test_a_recording_of_two_people_gives_two_seats(
    shared_data: Path, tmp_path: Path, unused_tcp_port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    video = shared_data / "clips" / "two_people.mp4"
    arguments = [
        *("demo", "--fast", "--data-dir", str(tmp_path), "--port", str(unused_tcp_port)),
        *("--video", str(video), "--ad", str(bundled_ads()[0])),
    ]
    assert run(arguments) == 0, capsys.readouterr().err
    database = Database(tmp_path / "reelpulse.db")
    figures = StoredSessions(database).figures(1, MetricRules())
    database.close()
    assert figures.people == 2
    assert {contact.seat for contact in figures.contacts} == {1, 2}
