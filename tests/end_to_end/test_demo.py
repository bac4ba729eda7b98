"""The main job, as a user starts it: one command, real nets, a real socket, real PDFs."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pypdf
import pytest

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.session import Session, SessionState
from reelpulse.storage.database import Database
from reelpulse.storage.stored_sessions import StoredSessions


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoRun:
    """What one demo left behind."""

    printed: str
    session: Session
    figures: ShowFigures
    english: str
    russian: str


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> DemoRun:
    data_dir = tmp_path_factory.mktemp("demo")
    finished = subprocess.run(
        [
            *(sys.executable, "-m", "reelpulse", "demo", "--fast"),
            *("--data-dir", str(data_dir), "--port", str(free_port())),
        ],
        env={
            **os.environ,
            "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
            "LANG": "C.UTF-8",
            "LC_ALL": "",
        },
        capture_output=True,
        text=True,
        timeout=170,
        check=False,
    )
    assert finished.returncode == 0, finished.stderr
    database = Database(data_dir / "reelpulse.db")
    library = StoredSessions(database)
    session = library.session(1)
    figures = library.figures(1, MetricRules())
    database.close()
    english, russian = re.findall(r"Report: (\S+\.pdf)", finished.stdout)
    return DemoRun(
        printed=finished.stdout,
        session=session,
        figures=figures,
        english=text_of(Path(english)),
        russian=text_of(Path(russian)),
    )


def text_of(pdf: Path) -> str:
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages)


def test_the_demo_says_what_measured_and_where_to_look(demo: DemoRun) -> None:
    assert "CPUExecutionProvider" in demo.printed or "DmlExecutionProvider" in demo.printed
    assert re.search(r"http://127\.0\.0\.1:\d+/enter#\S{20,}", demo.printed)
    assert re.search(
        r"http://127\.0\.0\.1:\d+/overlays/emotion-bars/\S*token=\S{20,}", demo.printed
    )


def test_the_demo_s_session_is_finished_and_complete(demo: DemoRun) -> None:
    assert demo.session.state is SessionState.FINISHED
    assert len(demo.session.ads) == 2
    assert [exposure.ended_how for exposure in demo.session.exposures] == ["played", "played"]
    assert {model.role for model in demo.session.models} == {"detector", "landmarks", "emotion"}


def test_three_people_are_measured_in_every_second_of_every_ad(demo: DemoRun) -> None:
    assert demo.figures.people == 3
    for ad in demo.figures.ads:
        whole_seconds = ad.ad.duration_ms // 1000
        assert ad.curve.people[:whole_seconds].tolist() == [3] * whole_seconds


def test_the_made_audience_shows_more_than_one_emotion(demo: DemoRun) -> None:
    shown = [e for e in EMOTIONS if demo.figures.shares.emotions[e] > 0.02]
    assert {"happiness", "neutral"} <= set(shown)
    assert len(shown) >= 3


def test_the_report_s_headline_equals_the_data_base(demo: DemoRun) -> None:
    eei = demo.figures.eei.value
    nps = demo.figures.emo_nps.value
    assert eei is not None
    assert nps is not None
    for text, sign in ((demo.english, "."), (demo.russian, ",")):
        flat = text.replace("\u2212", "-").replace("\u00a0", " ")
        assert f"{eei:.0f}" in flat or f"{eei:.1f}".replace(".", sign) in flat
        assert f"{nps:.0f}" in flat or f"{nps:.1f}".replace(".", sign) in flat


def test_the_report_s_norms_and_scores_equal_the_data_base(demo: DemoRun) -> None:
    flat = " ".join(demo.english.split())
    for ad in demo.figures.ads:
        for emotion in EMOTIONS:
            norm = ad.norms.emotions[emotion]
            shares = (norm.ever / norm.of_people, norm.average, norm.maximum, norm.minimum)
            printed = " ".join(f"{100 * (share or 0):.1f}%" for share in shares)
            assert f"{emotion} {norm.ever} {printed}" in flat
        valence = ad.scores.valence.value
        assert valence is not None
        sign = "+" if round(valence, 2) > 0 else "−" if round(valence, 2) < 0 else ""
        assert f"Valence {sign}{abs(valence):.2f} " in flat
    (pair,) = demo.figures.comparisons
    assert f"{pair.pairs}* {pair.more} {pair.fewer} " in flat


def test_both_reports_name_the_ads_and_speak_their_language(demo: DemoRun) -> None:
    for ad in demo.session.ads:
        assert ad.title in demo.english
        assert ad.title in demo.russian
    assert "happiness" in demo.english.lower()
    assert "радость" in demo.russian.lower()
