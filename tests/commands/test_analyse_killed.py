"""An analysis that was killed goes on where it was, and stores nothing twice."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest
from tests.commands.test_analyse import FRAMES_PER_S, film_of, webcam_picture

from reelpulse.commands.line import run
from reelpulse.offline.analysis import BATCH_PICTURES

SECONDS = 50
"""Two batches and a half."""


def stored(database: Path) -> list[int]:
    """Numbers of the pictures that are in the data base."""
    try:
        connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
        rows = connection.execute("SELECT sequence FROM frame ORDER BY id").fetchall()
        connection.close()
    except sqlite3.OperationalError:  # it is not there yet
        return []
    return [number for (number,) in rows]


def killed_after_the_first_batch(film: Path, data_dir: Path) -> int:
    """How many pictures were stored by then."""
    arguments = ("-m", "reelpulse", "analyse", str(film), "--data-dir", str(data_dir))
    process = subprocess.Popen(
        [sys.executable, *arguments],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=subprocess.DEVNULL,
    )
    while not stored(data_dir / "reelpulse.db"):
        assert process.poll() is None, "it ended before anything was stored"
        time.sleep(0.05)
    process.kill()
    process.wait()
    return len(stored(data_dir / "reelpulse.db"))


def test_a_killed_analysis_goes_on_with_the_same_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    film = film_of(webcam_picture(), tmp_path / "group.mkv", seconds=SECONDS)
    before = killed_after_the_first_batch(film, tmp_path / "data")
    assert before in {BATCH_PICTURES, 2 * BATCH_PICTURES}
    assert run(["analyse", str(film), "--data-dir", str(tmp_path / "data")]) == 0
    told = capsys.readouterr().out
    assert "Going on with session 1." in told
    assert f"Session 1: {SECONDS * FRAMES_PER_S} pictures, 1 seats during ads" in told
    assert stored(tmp_path / "data" / "reelpulse.db") == list(range(SECONDS * FRAMES_PER_S))
