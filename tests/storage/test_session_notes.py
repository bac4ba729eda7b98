"""What a moderator notes is kept, and two seats that are one person count as one."""

from __future__ import annotations

import dataclasses
import random

import pytest
from tests.storage.sessions import begin, reading, session

from reelpulse.core.frame import Reading
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.notes import SeatNote, SeatSeen
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import SessionState
from reelpulse.errors import ScreeningError
from reelpulse.storage.database import Database
from reelpulse.storage.session_notes import SessionNotes
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

RULES = MetricRules()
MOVED_AT_S = 2


@pytest.fixture
def notes(database: Database) -> SessionNotes:
    return SessionNotes(database)


def screened(store: SessionStore, *, new_number: int) -> int:
    """Three people; the third one is given another number after two of four seconds."""
    number = store.create_session(session()).session_id
    exposure = begin(store, number, "a")
    chance = random.Random(3)  # noqa: S311  no secret
    readings: list[Reading] = []
    for position_ms in range(0, 4000, 250):
        emotions = chance.choices(range(7), k=3)
        frame = reading(
            len(readings),
            exposure_id=exposure.exposure_id,
            position_ms=position_ms,
            emotions=emotions,
        )
        readings.append(frame if position_ms < 1000 * MOVED_AT_S else moved(frame, new_number))
    store.add_readings(number, readings)
    return number


def moved(frame: Reading, new_number: int) -> Reading:
    *others, third = frame.seats
    return dataclasses.replace(frame, seats=(*others, dataclasses.replace(third, seat=new_number)))


def test_what_is_noted_is_read_again(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = store.create_session(session()).session_id
    store.create_session(session())
    window = SeatNote(seat=3, name="у окна", confirmed=True)
    notes.keep_seat(number, SeatNote(seat=3))
    notes.keep_seat(number, window)
    notes.add_marker(number, at_ns=7, text="laughs")
    notes.add_marker(number, at_ns=5, text="an entry")
    stored = library.session(number)
    assert stored.seats == (window,)
    assert [(m.at_ns, m.text) for m in stored.markers] == [(7, "laughs"), (5, "an entry")]
    notes.remove_marker(2, stored.markers[0].marker_id)  # of another session
    assert library.session(number).markers == stored.markers
    notes.remove_marker(number, stored.markers[0].marker_id)
    assert [m.text for m in library.session(number).markers] == ["an entry"]
    assert (library.session(2).seats, library.session(2).markers) == ((), ())


def test_two_seats_of_one_person_have_the_figures_of_one_seat(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    """The same audience, once with a new number in its middle and once without."""
    first, second = screened(store, new_number=7), screened(store, new_number=3)
    apart = library.figures(first, RULES)
    assert apart.people == 4
    notes.keep_seat(first, SeatNote(seat=7, merged_into=3))
    merged, never_moved = library.figures(first, RULES), library.figures(second, RULES)
    for name in ("people", "readings", "shares", "eei", "emo_nps", "comparisons"):
        assert getattr(merged, name) == getattr(never_moved, name), name
    assert [contact.seat for contact in merged.contacts] == [1, 2, 3]
    assert [ad.norms for ad in merged.ads] == [ad.norms for ad in never_moved.ads]


def test_a_merge_can_be_undone(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = screened(store, new_number=7)
    before = library.figures(number, RULES)
    notes.keep_seat(number, SeatNote(seat=7, merged_into=3))
    notes.keep_seat(number, SeatNote(seat=7))
    after = library.figures(number, RULES)
    assert (after.people, after.contacts, after.eei) == (before.people, before.contacts, before.eei)


def test_the_list_of_sessions_counts_people_and_not_seats(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = screened(store, new_number=7)
    assert library.summaries()[0].people == 4
    notes.keep_seat(number, SeatNote(seat=7, merged_into=3))
    assert library.summaries()[0].people == 3
    store.set_state(number, SessionState.FINISHED)
    assert library.summaries()[0].people == 3
    notes.keep_seat(number, SeatNote(seat=7))
    assert library.summaries()[0].people == 4
    assert library.figures(number, RULES).people == 4


def test_who_sat_in_one_picture_are_two_people(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = screened(store, new_number=7)
    with pytest.raises(ScreeningError, match="Seats 7 and 2 were measured in the same picture"):
        notes.keep_seat(number, SeatNote(seat=7, merged_into=2))
    notes.keep_seat(number, SeatNote(seat=7, merged_into=3))
    with pytest.raises(ScreeningError, match="Seats 1 and 3 were measured in the same picture"):
        notes.keep_seat(number, SeatNote(seat=1, merged_into=7))
    assert [note.seat for note in library.session(number).seats] == [7]


def test_who_was_not_seen_well_in_that_picture_may_be_the_same(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = store.create_session(session()).session_id
    begin(store, number, "a")
    unseen = reading(
        1, exposure_id=1, position_ms=0, emotions=[3, 3], unmeasurable=Unmeasurable.BLURRED
    )
    store.add_readings(number, [unseen])
    notes.keep_seat(number, SeatNote(seat=2, merged_into=1))
    assert library.seats_seen(number) == (
        SeatSeen(seat=1, readings=0),
        SeatSeen(seat=2, readings=0),
    )


def test_merges_do_not_go_round_in_circles(
    store: SessionStore, library: StoredSessions, notes: SessionNotes
) -> None:
    number = screened(store, new_number=7)
    with pytest.raises(ScreeningError, match="Seat 7 cannot be the same person as itself"):
        notes.keep_seat(number, SeatNote(seat=7, merged_into=7))
    notes.keep_seat(number, SeatNote(seat=7, merged_into=3))
    with pytest.raises(ScreeningError, match="cannot be the same person as itself"):
        notes.keep_seat(number, SeatNote(seat=3, merged_into=7))
    with pytest.raises(ScreeningError, match=r"Seat 7 counts as seat 3\. Undo that first"):
        notes.keep_seat(number, SeatNote(seat=3, merged_into=9))
    notes.keep_seat(number, SeatNote(seat=9, merged_into=7))
    assert library.session(number).seats == (
        SeatNote(seat=7, merged_into=3),
        SeatNote(seat=9, merged_into=3),
    )


def test_the_seats_that_were_seen_are_listed(store: SessionStore, library: StoredSessions) -> None:
    number = screened(store, new_number=7)
    assert [(seen.seat, seen.readings) for seen in library.seats_seen(number)] == [
        (1, 16),
        (2, 16),
        (3, 8),
        (7, 8),
    ]
