"""The recording of a session is measured with the session's own ads and times."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from tests.offline.films import ad, facts

from reelpulse.core.session import (
    BaselineWindow,
    Exposure,
    ExposureEnd,
    FilmOrigin,
    Recording,
    Session,
    SessionState,
)
from reelpulse.errors import AnalysisError
from reelpulse.offline.plan import Segment
from reelpulse.offline.recorded import plan_of_session, recordings_to_read

PLAYED = Exposure(
    exposure_id=7,
    ad_id="tea",
    started_at_ns=12_000_000_000,
    ended_at_ns=22_000_000_000,
    ended_how=ExposureEnd.PLAYED,
)
RECORDING = Recording(
    started_at_ns=10_000_000_000, stopped_at_ns=24_000_000_000, path=Path("/films/show.mkv")
)
SESSION = Session(
    session_id=3,
    title="Evening",
    state=SessionState.FINISHED,
    created_unix_ms=1_780_000_000_000,
    clock_name="server.perf_counter_ns",
    clock_anchor_ns=99,
    ads=(ad("tea"),),
    exposures=(PLAYED,),
    models=(),
    provider="CPUExecutionProvider",
    recorded=True,
    recordings=(RECORDING,),
    baseline_ms=5000,
    baselines=(BaselineWindow(started_at_ns=11_000_000_000, ended_at_ns=12_000_000_000),),
)


def test_showings_and_clock_are_those_of_the_session() -> None:
    segments = [
        Segment(film=facts(), starts_at_ns=50_000_000_000),
        Segment(film=facts(), starts_at_ns=10_000_000_000),
    ]
    made = plan_of_session(SESSION, title="Again", segments=segments, rate_hz=15.0)
    assert (made.exposures, made.ads) == (SESSION.exposures, SESSION.ads)
    assert (made.baseline_ms, made.baselines) == (SESSION.baseline_ms, SESSION.baselines)
    assert (made.clock_name, made.clock_anchor_ns) == ("server.perf_counter_ns", 99)
    assert made.created_unix_ms == SESSION.created_unix_ms
    assert [segment.starts_at_ns for segment in made.segments] == [10_000_000_000, 50_000_000_000]
    assert made.origin == FilmOrigin(from_session=3, of_whole_film=False)


def test_a_recording_that_was_moved_keeps_its_time_0() -> None:
    assert recordings_to_read(SESSION, None) == (RECORDING,)
    moved = recordings_to_read(
        replace(SESSION, recordings=(replace(RECORDING, path=None),)), Path("b")
    )
    assert moved == (replace(RECORDING, path=Path("b")),)


@pytest.mark.parametrize(
    ("session", "moved_to", "words"),
    [
        (replace(SESSION, recordings=()), None, "Session 3 has no recording"),
        (replace(SESSION, state=SessionState.RUNNING), None, "Session 3 still runs"),
        (
            replace(SESSION, recordings=(replace(RECORDING, path=None),)),
            None,
            r"did not tell where .* `reelpulse analyse FILE --session 3`",
        ),
        (replace(SESSION, recordings=(RECORDING, RECORDING)), Path("b"), "has 2 recordings"),
        (
            replace(SESSION, film=FilmOrigin(from_session=1, of_whole_film=False)),
            None,
            "was itself measured from a film",
        ),
    ],
)
def test_a_session_without_a_usable_recording_is_told_what_it_lacks(
    session: Session, moved_to: Path | None, words: str
) -> None:
    with pytest.raises(AnalysisError, match=words):
        recordings_to_read(session, moved_to)


def test_a_session_in_which_no_ad_was_shown_has_nothing_to_measure() -> None:
    with pytest.raises(AnalysisError, match="No ad was shown in session 3"):
        plan_of_session(replace(SESSION, exposures=()), title="", segments=[], rate_hz=15.0)
