"""A server that is killed in mid-show loses nothing that a second has closed."""

from __future__ import annotations

import os
import re
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from reelpulse.commands.line import run

PATIENCE_S = 120.0


def readings_in(database: Path) -> int:
    if not database.exists():
        return 0
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as reader:
        try:
            count: int = reader.execute(
                "SELECT count(*) FROM reading r JOIN frame f ON f.id = r.frame_id "
                "WHERE f.exposure_id IS NOT NULL"
            ).fetchone()[0]
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0
    return count


@pytest.fixture
def killed(
    tmp_path: Path, unused_tcp_port: int
) -> Iterator[tuple[Path, int, list[psutil.Process]]]:
    """A demo that was killed once 60 readings were stored: its folder, their number, its children."""
    with subprocess.Popen(
        [
            *(sys.executable, "-m", "reelpulse", "demo"),
            *("--data-dir", str(tmp_path), "--port", str(unused_tcp_port)),
        ],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as demo:
        deadline = time.monotonic() + PATIENCE_S
        while (stored := readings_in(tmp_path / "reelpulse.db")) < 60:
            assert demo.poll() is None, "the demo ended before it could be killed"
            assert time.monotonic() < deadline, f"only {stored} readings were stored"
            time.sleep(0.2)
        children = psutil.Process(demo.pid).children(recursive=True)
        demo.kill()
    yield tmp_path, stored, children


def test_what_was_measured_before_a_kill_can_be_reported(
    killed: tuple[Path, int, list[psutil.Process]],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    folder, stored, children = killed
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    assert readings_in(folder / "reelpulse.db") >= stored

    _, alive = psutil.wait_procs(children, timeout=10)
    assert not alive, "the player outlived the server"

    assert run(["report", "1", "--data-dir", str(folder)]) == 0
    pdf = re.search(r"Report: (\S+\.pdf)", capsys.readouterr().out)
    assert pdf is not None
    assert Path(pdf[1]).read_bytes().startswith(b"%PDF")
