"""`reelpulse agreement` takes in a coder's file and tells kappa and alpha."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.reports.printing import text_of
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.commands.line import run
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore

JOY, CALM = EMOTIONS.index(Emotion.HAPPINESS), EMOTIONS.index(Emotion.NEUTRAL)
SEEN = ((JOY, CALM), (JOY, CALM), (CALM, CALM), (CALM, JOY))
"""What the machine read of seats 1 and 2 in each of four seconds."""


@pytest.fixture(autouse=True)
def english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")
    monkeypatch.setenv("COLUMNS", "200")


@pytest.fixture
def data_dir(tmp_path: Path) -> str:
    folder = tmp_path / "data"
    database = Database(folder / "reelpulse.db")
    store = SessionStore(database)
    number = store.create_session(session(ad("a"))).session_id
    shown = begin(store, number, "a")
    store.add_readings(
        number,
        [
            reading(
                second + 1,
                exposure_id=shown.exposure_id,
                position_ms=1000 * second + 300,
                emotions=emotions,
            )
            for second, emotions in enumerate(SEEN)
        ],
    )
    store.end_exposure(
        dataclasses.replace(shown, ended_at_ns=4_000_000_000, ended_how=ExposureEnd.PLAYED)
    )
    store.set_state(number, SessionState.FINISHED)
    database.close()
    return str(folder)


def lines(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [" ".join(line.split()) for line in capsys.readouterr().out.splitlines()]


def test_a_template_that_was_filled_in_gives_the_agreement(
    data_dir: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Ann.csv"
    assert run(["agreement", "1", "--template", str(file), "--data-dir", data_dir]) == 0
    text = file.read_text(encoding="utf-8-sig")
    assert text.count("\n") == 1 + 8
    # Ann codes seat 1: joy, joy, joy, calm; of seat 2 the last second: joy
    filled = [
        line[:-1] + {"1": "happiness", "2": "happiness"}[line.split(",")[2]] + ","
        if line.split(",")[2:4] in (["1", "0"], ["1", "1"], ["1", "2"], ["2", "3"])
        else line[:-1] + "neutral,"
        if line.split(",")[2:4] == ["1", "3"]
        else line
        for line in text.splitlines()
    ]
    file.write_text("\n".join(filled), encoding="utf-8")
    capsys.readouterr()
    assert run(["agreement", "1", "--labels", str(file), "--data-dir", data_dir]) == 0
    told = lines(capsys)
    assert f"{file}: 5 labels by Ann" in told
    # machine: joy, joy, calm, calm, joy; Ao 4/5, Ae (4·3 + 1·2) / 25 = 0.56
    assert f"Ann 5 5 (100%) 80% {(0.8 - 0.56) / 0.44:.2f} 0.55" in told
    # joy 7, calm 3 of 10 labels; observed 2/10, expected 2 · 21 / 90
    assert any(f"machine: {1 - 0.2 / (42 / 90):.2f} over 7 emotions" in line for line in told)
    assert any("in 5 of 5 seconds; of the coders alone: –." in line for line in told)
    assert run(["agreement", "1", "--forget", "Ann", "--data-dir", data_dir]) == 0
    told = lines(capsys)
    assert told[0] == "Labels taken away: 5"
    assert told[1].startswith("Nobody has coded session 1 yet.")


def test_the_report_of_the_session_prints_the_same_figures(data_dir: str, tmp_path: Path) -> None:
    file = tmp_path / "Ann.csv"
    file.write_text("seat,from,to,emotion\n1,0,3,happiness\n1,3,4,neutral\n", encoding="utf-8")
    assert run(["agreement", "1", "--labels", str(file), "--data-dir", data_dir]) == 0
    out = ["--out", str(tmp_path / "report.pdf"), "--language", "en"]
    assert run(["report", "1", *out, "--data-dir", data_dir]) == 0
    text = text_of(PdfReader(tmp_path / "report.pdf"))
    # machine: joy, joy, calm, calm; Ao 3/4, Ae (3·2 + 1·2) / 16 = 1/2
    assert "Ann 4 4 100.0% 3 75.0% 0.50 0.50" in text
    # joy 5, calm 3; observed 2/8, expected 2 · 15 / 56
    assert f"all coders and the machine, 7 emotions {1 - 0.25 / (30 / 56):.2f}" in text


def test_a_wrong_line_keeps_what_was_there(
    data_dir: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "Ann.csv"
    file.write_text("seat,from,to,emotion\n1,0,2,fear\n", encoding="utf-8")
    assert run(["agreement", "1", "--labels", str(file), "--data-dir", data_dir]) == 0
    file.write_text("seat,from,to,emotion\n1,0,2,fear\n9,0,2,fear\n", encoding="utf-8")
    assert run(["agreement", "1", "--labels", str(file), "--data-dir", data_dir]) == 1
    assert f"{file}:3: “9” is no seat" in capsys.readouterr().err
    assert run(["agreement", "1", "--data-dir", data_dir]) == 0
    assert any(line.startswith("Ann 2 2 (100%) 0%") for line in lines(capsys))


def test_what_cannot_be_compared_is_told(
    data_dir: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["agreement", "9", "--data-dir", data_dir]) == 1
    assert "There is no session 9." in capsys.readouterr().err
    database = Database(Path(data_dir) / "reelpulse.db")
    SessionStore(database).create_session(session())
    database.close()
    assert run(["agreement", "2", "--template", "x.csv", "--data-dir", data_dir]) == 1
    assert "Nobody was measured while an ad played in session 2" in capsys.readouterr().err
    nowhere = tmp_path / "no folder" / "x.csv"
    assert run(["agreement", "1", "--template", str(nowhere), "--data-dir", data_dir]) == 1
    assert "The template cannot be written" in capsys.readouterr().err
