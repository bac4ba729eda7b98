"""Labels coded by hand are kept with their session, by coder."""

from __future__ import annotations

import pytest
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.core.emotion import Emotion
from reelpulse.core.labels import HandLabel
from reelpulse.core.quality import Unmeasurable
from reelpulse.errors import StorageError
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.store import SessionStore


@pytest.fixture
def labels(database: Database) -> StoredLabels:
    return StoredLabels(database)


def label(exposure_id: int, from_ms: int, *, coder: str = "Анна") -> HandLabel:
    return HandLabel(
        coder=coder,
        exposure_id=exposure_id,
        seat=1,
        from_ms=from_ms,
        to_ms=from_ms + 1000,
        emotion=Emotion.DISGUST,
    )


def test_labels_come_back_as_they_were_given(labels: StoredLabels, store: SessionStore) -> None:
    number = store.create_session(session(ad("a"))).session_id
    shown = begin(store, number, "a").exposure_id
    other = store.create_session(session(ad("a"))).session_id
    given = (label(shown, 0), label(shown, 1000))
    labels.replace(number, given)
    assert labels.of(number) == given
    assert labels.of(other) == ()


def test_a_coder_s_new_file_takes_the_place_of_the_old_one(
    labels: StoredLabels, store: SessionStore
) -> None:
    number = store.create_session(session(ad("a"))).session_id
    shown = begin(store, number, "a").exposure_id
    bob = label(shown, 3000, coder="Боб")
    labels.replace(number, [label(shown, 0), bob])
    labels.replace(number, [label(shown, 2000)])
    assert labels.of(number) == (label(shown, 2000), bob)
    assert (labels.forget(number, "Анна"), labels.forget(number, "Анна")) == (1, 0)
    assert labels.of(number) == (bob,)


def test_what_cannot_be_stored_changes_nothing(labels: StoredLabels, store: SessionStore) -> None:
    number = store.create_session(session(ad("a"))).session_id
    shown = begin(store, number, "a").exposure_id
    labels.replace(number, [label(shown, 0)])
    with pytest.raises(StorageError):
        labels.replace(number, [label(shown, 5000), label(shown, 5000)])
    assert labels.of(number) == (label(shown, 0),)


def test_who_was_measured_in_a_showing_may_be_coded_also_where_nothing_counted(
    labels: StoredLabels, store: SessionStore
) -> None:
    number = store.create_session(session(ad("a"))).session_id
    first, second = (begin(store, number, "a").exposure_id for _ in range(2))
    away = Unmeasurable.TURNED_AWAY
    store.add_readings(
        number,
        [
            reading(1, exposure_id=first, position_ms=0, emotions=(6, 6)),
            reading(2, exposure_id=second, position_ms=0, emotions=(6,), unmeasurable=away),
            reading(3, exposure_id=None, position_ms=None, emotions=(6, 6, 6)),
        ],
    )
    assert labels.seats_by_exposure(number) == {first: {1, 2}, second: {1}}
