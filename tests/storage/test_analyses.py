"""A session that is measured from a film keeps how far it is together with what was measured."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.storage.sessions import ad, reading, session

from reelpulse.core.session import (
    Exposure,
    ExposureEnd,
    ExposurePause,
    FilmOrigin,
    Recording,
    Session,
    SessionState,
)
from reelpulse.errors import StorageError
from reelpulse.storage.analyses import StoredAnalyses
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

SHOWN = Exposure(
    exposure_id=0,
    ad_id="a",
    started_at_ns=5,
    ended_at_ns=9_000_000,
    ended_how=ExposureEnd.SKIPPED,
    pauses=(ExposurePause(paused_at_ns=6, resumed_at_ns=8),),
)
FILM = FilmOrigin(from_session=None, of_whole_film=True)


@pytest.fixture
def analyses(database: Database) -> StoredAnalyses:
    return StoredAnalyses(database)


def begun(analyses: StoredAnalyses, *, fingerprint: str = "f", film: FilmOrigin = FILM) -> Session:
    draft = dataclasses.replace(
        session(ad("a"), state=SessionState.ANALYSING),
        film=film,
        recordings=(Recording(started_at_ns=3, path=Path("/films/группа.mkv")),),
    )
    return analyses.begin(draft, exposures=(SHOWN, SHOWN), fingerprint=fingerprint)


def test_an_analysis_begins_with_all_its_showings(
    analyses: StoredAnalyses, library: StoredSessions
) -> None:
    number = begun(analyses).session_id
    stored = library.session(number)
    first, second = stored.exposures
    assert first == dataclasses.replace(SHOWN, exposure_id=first.exposure_id)
    assert second.exposure_id != first.exposure_id
    assert (stored.film, stored.state) == (FILM, SessionState.ANALYSING)
    assert [recording.path for recording in stored.recordings] == [Path("/films/группа.mkv")]


def test_the_newest_analysis_of_a_fingerprint_is_found_with_its_checkpoint(
    analyses: StoredAnalyses,
) -> None:
    assert analyses.find("f") is None
    begun(analyses)
    second = begun(analyses).session_id
    begun(analyses, fingerprint="other")
    analyses.keep(second, [], checkpoint=b"\x00here")
    found = analyses.find("f")
    assert found is not None
    assert (found.session_id, found.is_finished, found.checkpoint) == (second, False, b"\x00here")
    analyses.finish(second, exposures=(), pictures=9)
    found = analyses.find("f")
    assert found is not None
    assert (found.session_id, found.is_finished, found.checkpoint) == (second, True, None)


def test_readings_and_checkpoint_are_stored_both_or_neither(
    analyses: StoredAnalyses, database: Database, library: StoredSessions
) -> None:
    begun_one = begun(analyses)
    (shown, _) = begun_one.exposures
    batch = [reading(n, exposure_id=shown.exposure_id, position_ms=n) for n in (1, 2)]
    analyses.keep(begun_one.session_id, batch, checkpoint=b"two")
    database.rows("CREATE TRIGGER no BEFORE UPDATE ON analysis BEGIN SELECT RAISE(FAIL, 'no'); END")
    with pytest.raises(StorageError):
        analyses.keep(
            begun_one.session_id, [reading(3, exposure_id=None, position_ms=None)], checkpoint=b"3"
        )
    assert library.counts(begun_one.session_id).readings == 2
    assert database.rows("SELECT count(*), sum(exposure_id) FROM frame") == [
        (2, 2 * shown.exposure_id)
    ]
    found = analyses.find("f")
    assert found is not None
    assert found.checkpoint == b"two"


def test_a_finished_analysis_tells_pictures_and_how_showings_ended(
    analyses: StoredAnalyses, library: StoredSessions
) -> None:
    begun_one = begun(analyses)
    ended = dataclasses.replace(begun_one.exposures[0], ended_how=ExposureEnd.LOST)
    analyses.finish(begun_one.session_id, exposures=(ended,), pictures=77)
    stored = library.session(begun_one.session_id)
    assert stored.state is SessionState.FINISHED
    assert [e.ended_how for e in stored.exposures] == [ExposureEnd.LOST, ExposureEnd.SKIPPED]
    counts = library.counts(begun_one.session_id)
    assert (counts.received, counts.replaced) == (77, 0)


def test_the_shape_of_a_webcam_is_that_of_its_last_picture(
    analyses: StoredAnalyses, store: SessionStore
) -> None:
    live = store.create_session(session()).session_id
    assert analyses.webcam_shapes(live) == {}
    first = reading(1, exposure_id=None, position_ms=None)
    last = dataclasses.replace(first, sequence=2, width_px=640, height_px=480)
    store.add_readings(live, [first, last])
    assert analyses.webcam_shapes(live) == {"камера": 4 / 3}


def test_a_session_that_was_measured_live_is_no_analysis(
    analyses: StoredAnalyses, store: SessionStore, library: StoredSessions
) -> None:
    with pytest.raises(ValueError, match="measured live"):
        analyses.begin(session(), exposures=(), fingerprint="f")
    assert library.session(store.create_session(session()).session_id).film is None
