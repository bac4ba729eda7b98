"""What is written is what is read, to the last digit."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.storage.sessions import ad, begin, reading, session, vector, with_number

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.frame import AdPositionBy
from reelpulse.core.session import Ad, Exposure, ExposureEnd, Recording, SessionState
from reelpulse.core.timeline import ClockOffset
from reelpulse.errors import StorageError
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions


def test_a_session_comes_back_as_it_was(store: SessionStore, library: StoredSessions) -> None:
    made = session(ad("a"), ad("b"), ad("a"), state=SessionState.READY)
    kept = store.create_session(made)
    assert kept == with_number(made, 1)
    assert library.session(1) == kept


def test_a_session_goes_through_its_states(store: SessionStore, library: StoredSessions) -> None:
    number = store.create_session(session(state=SessionState.READY)).session_id
    for state in SessionState:
        store.set_state(number, state)
        assert library.session(number).state is state


def test_showings_come_back_in_order_and_without_those_that_never_began(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    first = begin(store, number, "b", started_at_ns=10)
    store.open_exposure(number, "a", planned_at_ns=20)
    third = begin(store, number, "a", started_at_ns=30)
    ended = dataclasses.replace(first, ended_at_ns=19, ended_how=ExposureEnd.SKIPPED)
    store.end_exposure(ended)
    assert library.session(number).exposures == (ended, third)


def test_the_end_of_a_showing_brings_its_start_along(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    whole = Exposure(
        exposure_id=store.open_exposure(number, "a", planned_at_ns=0),
        ad_id="a",
        started_at_ns=5,
        ended_at_ns=9,
        ended_how=ExposureEnd.PLAYED,
    )
    store.end_exposure(whole)
    assert library.session(number).exposures == (whole,)


def test_a_reading_is_stored_with_all_it_was_measured_by(
    database: Database, store: SessionStore
) -> None:
    number = store.create_session(session()).session_id
    exposure = begin(store, number, "a")
    store.add_readings(
        number,
        [reading(3, exposure_id=exposure.exposure_id, position_ms=1500, emotions=(3, 0))],
    )
    ((frame_id, *frame),) = database.rows(
        """SELECT id, session_id, exposure_id, source, sequence, scene, ad_position_ms,
                  captured_at_ns, received_at_ns, published_at_ns, width_px, height_px FROM frame"""
    )
    assert frame == [
        *(number, exposure.exposure_id, "камера", 3, "RP Audience", 1500),
        *(3_000_000, 3_000_007, 3_000_009, 1280, 720),
    ]
    columns = ", ".join(EMOTIONS)
    rows = database.rows(
        f"""SELECT frame_id, seat, {columns}, left_px, top_px, width_px, height_px,
                   detection_score, presence FROM reading ORDER BY seat"""  # noqa: S608
    )
    assert rows == [
        (frame_id, seat, *vector(emotion), -1.5, 2.25, 100.0, 120.0, 0.97, 0.93)
        for seat, emotion in ((1, 3), (2, 0))
    ]


def test_a_frame_without_people_is_stored_too(database: Database, store: SessionStore) -> None:
    number = store.create_session(session()).session_id
    store.add_readings(number, [reading(1, exposure_id=None, position_ms=None, emotions=())])
    assert database.rows("SELECT exposure_id, ad_position_ms FROM frame") == [(None, None)]
    assert database.rows("SELECT count(*) FROM reading") == [(0,)]


def test_frames_that_name_an_unknown_showing_or_another_session_s_are_kept_without_one(
    database: Database, store: SessionStore, caplog: pytest.LogCaptureFixture
) -> None:
    other = store.create_session(session()).session_id
    of_other = begin(store, other, "a").exposure_id
    number = store.create_session(session()).session_id
    own = begin(store, number, "a").exposure_id
    store.add_readings(
        number,
        [reading(n, exposure_id=e, position_ms=0) for n, e in enumerate((own, of_other, 999))],
    )
    assert database.rows("SELECT sequence, exposure_id FROM frame ORDER BY sequence") == [
        (0, own),
        (1, None),
        (2, None),
    ]
    assert database.rows("SELECT count(*) FROM reading") == [(3,)]
    assert "frame 2 names the unknown exposure 999" in caplog.text


def test_a_batch_is_stored_whole_or_not_at_all(database: Database, store: SessionStore) -> None:
    number = store.create_session(session()).session_id
    good = reading(1, exposure_id=None, position_ms=None)
    twice = dataclasses.replace(good, seats=good.seats * 2)  # one seat twice in a frame
    with pytest.raises(StorageError, match="UNIQUE constraint failed"):
        store.add_readings(number, [good, twice])
    assert database.rows("SELECT count(*) FROM frame") == [(0,)]


def test_readings_of_a_session_that_is_not_there_are_refused(store: SessionStore) -> None:
    with pytest.raises(StorageError, match="FOREIGN KEY constraint failed"):
        store.add_readings(5, [reading(1, exposure_id=None, position_ms=None)])


def test_times_of_the_far_future_fit(database: Database, store: SessionStore) -> None:
    number = store.create_session(session()).session_id
    late = dataclasses.replace(
        reading(2**62, exposure_id=None, position_ms=None), captured_at_ns=2**63 - 1
    )
    late = dataclasses.replace(late, received_at_ns=-(2**62), published_at_ns=0)
    store.add_readings(number, [late])
    assert database.rows("SELECT sequence, captured_at_ns, received_at_ns FROM frame") == [
        (2**62, 2**63 - 1, -(2**62))
    ]


def test_clock_offsets_and_frame_totals_are_kept(
    database: Database, store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    offset = ClockOffset(measured_at_ns=5, offset_ns=-(2**60), round_trip_ns=3)
    store.add_clock_offset(number, "obs", offset)
    store.set_frame_totals(number, received=90, replaced=7)
    assert database.rows(
        "SELECT session_id, sender, measured_at_ns, offset_ns, round_trip_ns FROM clock_offset"
    ) == [(number, "obs", 5, -(2**60), 3)]
    counts = library.counts(number)
    assert (counts.received, counts.replaced, counts.readings) == (90, 7, 0)


def test_deleting_a_session_leaves_nothing_of_it(database: Database, store: SessionStore) -> None:
    number = store.create_session(session()).session_id
    exposure = begin(store, number, "a")
    store.add_readings(number, [reading(1, exposure_id=exposure.exposure_id, position_ms=0)])
    store.add_clock_offset(
        number, "obs", ClockOffset(measured_at_ns=0, offset_ns=0, round_trip_ns=0)
    )
    with database.transaction():
        database.rows("DELETE FROM session WHERE id = ?", number)
    for table in ("session", "session_model", "ad", "exposure", "frame", "reading", "clock_offset"):
        assert database.rows(f"SELECT count(*) FROM {table}") == [(0,)]  # noqa: S608


def test_a_session_that_ended_as_it_should_is_not_marked_as_interrupted(
    store: SessionStore, library: StoredSessions
) -> None:
    for state in (SessionState.READY, SessionState.FINISHED, SessionState.INTERRUPTED):
        store.create_session(session(state=state))
    assert store.mark_interrupted() == ()
    assert [s.state for s in library.summaries()] == ["interrupted", "finished", "ready"]


def test_an_interrupted_session_s_open_showing_ends_with_its_last_frame(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    first = begin(store, number, "a", started_at_ns=1)
    played = dataclasses.replace(first, ended_at_ns=2, ended_how=ExposureEnd.PLAYED)
    store.end_exposure(played)
    second = begin(store, number, "b", started_at_ns=3)
    for sequence in (7, 9, 8):
        store.add_readings(
            number, [reading(sequence, exposure_id=second.exposure_id, position_ms=0)]
        )
    third = begin(store, number, "a", started_at_ns=4)
    never_began = store.open_exposure(number, "b", planned_at_ns=5)
    assert store.mark_interrupted() == (number,)
    found = library.session(number)
    assert found.state is SessionState.INTERRUPTED
    assert found.exposures == (
        played,
        dataclasses.replace(second, ended_at_ns=9_000_000, ended_how=ExposureEnd.LOST),
        dataclasses.replace(third, ended_how=ExposureEnd.LOST),
    )
    assert never_began not in {e.exposure_id for e in found.exposures}
    assert store.mark_interrupted() == ()


def test_pauses_come_back_with_their_showing(store: SessionStore, library: StoredSessions) -> None:
    number = store.create_session(session()).session_id
    held = begin(store, number, "a", started_at_ns=10).paused(20).resumed(30).paused(40)
    store.start_exposure(held)
    assert library.session(number).exposures == (held,)
    ended = dataclasses.replace(held.resumed(50), ended_at_ns=60, ended_how=ExposureEnd.PLAYED)
    store.end_exposure(ended)
    assert library.session(number).exposures == (ended,)


def test_the_plan_s_buffer_and_its_recordings_come_back(
    store: SessionStore, library: StoredSessions
) -> None:
    made = dataclasses.replace(session(), buffer_ms=2500, recorded=True)
    number = store.create_session(made).session_id
    first, second = Recording(started_at_ns=5), Recording(started_at_ns=90)
    store.keep_recording(number, first)
    store.keep_recording(number, second)
    whole = dataclasses.replace(first, stopped_at_ns=80, path=Path("/видео/1.mkv"))
    store.keep_recording(number, whole)
    found = library.session(number)
    assert (found.buffer_ms, found.recorded) == (2500, True)
    assert found.recordings == (whole, second)
    assert library.summaries()[0].recordings == (Path("/видео/1.mkv"),)


def test_only_a_lost_showing_of_the_same_session_can_be_put_right(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    other = store.create_session(session()).session_id
    played = dataclasses.replace(
        begin(store, number, "a"), ended_at_ns=9, ended_how=ExposureEnd.PLAYED
    )
    store.end_exposure(played)
    lost = begin(store, number, "b")
    store.mark_interrupted()

    def end(known: Exposure | None, _ad: Ad) -> Exposure | None:
        return known and dataclasses.replace(known, ended_at_ns=77, ended_how=ExposureEnd.PLAYED)

    assert not store.amend_lost_exposure(number, played.exposure_id, end)
    assert not store.amend_lost_exposure(other, lost.exposure_id, end)
    assert not store.amend_lost_exposure(number, lost.exposure_id, lambda *_: None)
    assert store.amend_lost_exposure(number, lost.exposure_id, end)
    assert library.session(number).exposures == (
        played,
        dataclasses.replace(lost, ended_at_ns=77, ended_how=ExposureEnd.PLAYED),
    )


def test_a_frame_whose_ad_position_is_not_settled_is_kept_and_flagged(
    database: Database, store: SessionStore
) -> None:
    number = store.create_session(session()).session_id
    sure = reading(1, exposure_id=None, position_ms=None)
    unsure = dataclasses.replace(
        reading(2, exposure_id=None, position_ms=None),
        show=dataclasses.replace(sure.show, ad_position_settled=False),
    )
    store.add_readings(number, [sure, unsure])
    assert database.rows("SELECT sequence, ad_position_settled FROM frame") == [(1, 1), (2, 0)]


def test_a_frame_keeps_how_its_ad_position_was_found(
    database: Database, store: SessionStore
) -> None:
    number = store.create_session(session()).session_id
    told = reading(1, exposure_id=None, position_ms=None)
    seen = dataclasses.replace(
        reading(2, exposure_id=None, position_ms=None),
        show=dataclasses.replace(told.show, ad_lead_ms=133, ad_position_by=AdPositionBy.PICTURE),
    )
    store.add_readings(number, [told, seen])
    found = database.rows("SELECT sequence, ad_position_by, ad_lead_ms FROM frame")
    assert found == [(1, "player", None), (2, "picture", 133)]
