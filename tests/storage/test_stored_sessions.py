"""Figures from the data base are the figures of what was measured."""

from __future__ import annotations

import dataclasses
import random
from pathlib import Path

import numpy as np
import pytest
from tests.storage.sessions import ad, begin, reading, session

from reelpulse.core.emotion import Emotion
from reelpulse.core.frame import AdPositionBy, Reading
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.show import show_figures
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import Exposure, ExposureEnd, SessionState
from reelpulse.errors import SessionNotFoundError, StorageError
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

RULES = MetricRules(frames_per_list=4, silence_weight=0.7)


def screened(store: SessionStore) -> tuple[int, list[Exposure], list[Reading]]:
    """Two ads before three people, with frames between the ads; seeded, so always the same."""
    number = store.create_session(session(ad("a"), ad("b", duration_ms=2500))).session_id
    chance = random.Random(5)  # noqa: S311  no secret
    exposures: list[Exposure] = []
    readings: list[Reading] = []
    for ad_id, seconds in (("a", 4.0), ("b", 2.5)):
        exposure = begin(store, number, ad_id, started_at_ns=len(readings))
        for position_ms in range(0, round(seconds * 1000), 66):
            emotions = chance.choices(range(7), weights=(2, 1, 1, 6, 1, 2, 7), k=3)
            readings.append(
                reading(
                    len(readings),
                    exposure_id=exposure.exposure_id,
                    position_ms=position_ms,
                    emotions=emotions,
                )
            )
        exposures.append(
            dataclasses.replace(
                exposure,
                ended_at_ns=exposure.started_at_ns + round(seconds * 1e9),
                ended_how=ExposureEnd.PLAYED,
            )
        )
        store.end_exposure(exposures[-1])
        readings.append(reading(len(readings), exposure_id=None, position_ms=None))
    store.add_readings(number, readings)
    return number, exposures, readings


def samples_of(readings: list[Reading]) -> Samples:
    rows = [(r, s) for r in readings if r.show.exposure_id is not None for s in r.seats]
    return Samples(
        exposure_id=np.array([r.show.exposure_id for r, _ in rows]),
        seat=np.array([s.seat for _, s in rows]),
        position_ms=np.array([r.show.ad_position_ms for r, _ in rows]),
        probabilities=np.array([s.probabilities for _, s in rows], dtype=np.float64),
    )


def test_the_figures_equal_those_computed_without_a_data_base(
    store: SessionStore, library: StoredSessions
) -> None:
    number, exposures, readings = screened(store)
    stored = library.figures(number, RULES)
    direct = show_figures(
        samples_of(readings),
        ads=(ad("a"), ad("b", duration_ms=2500)),
        exposures=exposures,
        rules=RULES,
    )
    assert stored.readings == direct.readings == 3 * (61 + 38)
    assert stored.shares == direct.shares
    assert stored.contacts == direct.contacts
    assert (stored.eei, stored.emo_nps) == (direct.eei, direct.emo_nps)
    assert stored.by_emotion == direct.by_emotion
    assert (stored.traces, stored.comparisons) == (direct.traces, direct.comparisons)
    assert stored.positive_frames == direct.positive_frames
    assert stored.negative_frames == direct.negative_frames
    for of_stored, of_direct in zip(stored.ads, direct.ads, strict=True):
        assert of_stored.curve.emotions.tolist() == of_direct.curve.emotions.tolist()
        assert (of_stored.eei, of_stored.emo_nps) == (of_direct.eei, of_direct.emo_nps)
        assert (of_stored.norms, of_stored.moments) == (of_direct.norms, of_direct.moments)
        assert (of_stored.rise, of_stored.synchrony) == (of_direct.rise, of_direct.synchrony)
        assert of_stored.scores.valence == of_direct.scores.valence
        assert of_stored.scores.expressiveness == of_direct.scores.expressiveness
    assert stored.shares.emotions[Emotion.HAPPINESS] > 0


def test_what_was_not_seen_well_is_stored_and_is_in_no_figure(
    store: SessionStore, library: StoredSessions, database: Database
) -> None:
    number = store.create_session(session()).session_id
    shown = begin(store, number, "a", started_at_ns=0).exposure_id
    turned = Unmeasurable.TURNED_AWAY
    store.add_readings(
        number,
        [
            reading(1, exposure_id=shown, position_ms=0, emotions=(3,)),
            reading(2, exposure_id=shown, position_ms=66, emotions=(5, 5), unmeasurable=turned),
        ],
    )
    assert library.samples(number).position_ms.tolist() == [0]
    assert database.rows(
        "SELECT valid, unmeasurable, yaw_deg, sharpness, attentive FROM reading"
    ) == [
        (1, None, 60.5, 400.25, 1),
        (0, "turned_away", 60.5, 400.25, None),
        (0, "turned_away", 60.5, 400.25, None),
    ]
    (summary,) = library.summaries()
    assert (summary.people, summary.readings) == (1, 3)


def test_readings_before_an_ad_began_are_in_no_figure(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    planned = store.open_exposure(number, "a", planned_at_ns=0)
    store.add_readings(
        number,
        [
            reading(1, exposure_id=planned, position_ms=0),
            reading(2, exposure_id=None, position_ms=None),
        ],
    )
    figures = library.figures(number, RULES)
    assert (figures.readings, figures.people, figures.ads) == (0, 0, ())
    (summary,) = library.summaries()
    assert (summary.readings, summary.people) == (2, 0)


def test_how_the_ads_position_was_found_is_told_by_showing(
    store: SessionStore, library: StoredSessions
) -> None:
    number, _, _ = screened(store)
    exposure_id = store.open_exposure(number, "a", planned_at_ns=0)
    shown = Exposure(exposure_id=exposure_id, ad_id="a", started_at_ns=5)
    store.start_exposure(shown)
    leads = [(130, "picture"), (150, "picture"), (140, "lead"), (100, "player")]
    frames = [
        reading(200 + place, exposure_id=exposure_id, position_ms=place) for place in range(4)
    ]
    store.add_readings(
        number,
        [
            dataclasses.replace(
                frame,
                show=dataclasses.replace(
                    frame.show,
                    ad_lead_ms=lead_ms,
                    ad_position_by=AdPositionBy(by),
                    ad_position_settled=by != "player",
                ),
            )
            for frame, (lead_ms, by) in zip(frames, leads, strict=True)
        ],
    )
    (found,) = library.ad_times(number)  # the showings of before were drawn by the player itself
    assert (found.exposure_id, found.ad_id, found.frames) == (exposure_id, "a", 4)
    assert (found.by_picture, found.by_lead, found.by_player, found.unsettled) == (2, 1, 1, 1)
    assert (found.lead_ms, found.lead_range_ms) == (140.0, (131.0, 149.0))


def test_the_list_of_sessions_counts_ads_people_and_readings(
    store: SessionStore, library: StoredSessions
) -> None:
    number, _, readings = screened(store)
    store.set_state(number, SessionState.FINISHED)
    store.create_session(session(ad("a"), state=SessionState.READY))
    newest, oldest = library.summaries()
    assert (newest.session_id, newest.state, newest.ads) == (2, SessionState.READY, 1)
    assert (newest.people, newest.readings) == (0, 0)
    assert (oldest.session_id, oldest.title, oldest.ads) == (number, "Группа 1 ☕", 2)
    assert oldest.created_unix_ms == 1_780_000_000_000
    assert oldest.people == 3
    assert oldest.readings == sum(len(r.seats) for r in readings) == 3 * (61 + 38) + 2
    assert oldest.readings == library.counts(number).readings


def test_there_are_no_sessions_at_first(library: StoredSessions) -> None:
    assert library.summaries() == ()


def test_a_session_that_is_not_there_is_told_by_number(library: StoredSessions) -> None:
    for question in (library.session, library.counts, lambda n: library.figures(n, RULES)):
        with pytest.raises(SessionNotFoundError, match=r"no session 42\."):
            question(42)


def test_a_session_whose_frames_were_never_counted_says_so(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session()).session_id
    counts = library.counts(number)
    assert (counts.received, counts.replaced, counts.readings) == (None, None, 0)


def test_a_showing_of_an_ad_that_is_not_in_the_plan_is_told_not_guessed(
    database: Database, store: SessionStore, library: StoredSessions
) -> None:
    number, _, _ = screened(store)
    database.rows("DELETE FROM ad WHERE ad_id = 'b'")
    with pytest.raises(StorageError, match=r"shows an ad \(b\) that is not in its plan"):
        library.figures(number, RULES)


def test_what_a_session_holds_is_counted_once_when_it_ends(
    database: Database, store: SessionStore, library: StoredSessions
) -> None:
    number, _, readings = screened(store)
    assert database.rows("SELECT people, readings FROM session") == [(None, None)]
    store.set_state(number, SessionState.FINISHED)
    assert database.rows("SELECT people, readings FROM session") == [(3, 3 * (61 + 38) + 2)]
    assert library.counts(number).readings == 3 * (61 + 38) + 2
    store.add_readings(number, [dataclasses.replace(readings[0], sequence=9999)])  # came late
    assert database.rows("SELECT people, readings FROM session") == [(None, None)]
    (summary,) = library.summaries()
    assert summary.readings == 3 * (61 + 38) + 2 + len(readings[0].seats)


def test_a_session_that_goes_on_is_counted_anew(
    database: Database, store: SessionStore, library: StoredSessions
) -> None:
    number, _, _ = screened(store)
    store.set_state(number, SessionState.INTERRUPTED)
    store.set_state(number, SessionState.RUNNING)
    assert database.rows("SELECT people, readings FROM session") == [(None, None)]
    assert library.summaries()[0].people == 3


def test_what_was_seen_too_badly_is_counted_by_its_reason(
    store: SessionStore, library: StoredSessions
) -> None:
    number = store.create_session(session(ad("a"))).session_id
    exposure_id = begin(store, number, "a").exposure_id
    seen = [
        ((6, 5), None),
        ((6,), Unmeasurable.BLURRED),
        ((6, 5), Unmeasurable.TURNED_AWAY),
        ((6,), Unmeasurable.TURNED_AWAY),
    ]
    store.add_readings(
        number,
        [
            reading(
                sequence,
                exposure_id=exposure_id,
                position_ms=33 * sequence,
                emotions=emotions,
                unmeasurable=reason,
            )
            for sequence, (emotions, reason) in enumerate(seen)
        ],
    )
    counts = library.counts(number)
    assert list(counts.left_out.items()) == [
        (Unmeasurable.TURNED_AWAY, 3),
        (Unmeasurable.BLURRED, 1),
    ]
    assert counts.readings == 6


def test_figures_are_of_one_moment_while_another_connection_stores(
    store: SessionStore, path: Path
) -> None:
    """The next ad begins between the two reads of which figures are made."""
    number, _, readings = screened(store)

    class Interrupted(StoredSessions):
        def samples(self, session_id: int, *, basis: Basis = Basis.RAW) -> Samples:
            exposure = begin(store, number, "a", started_at_ns=len(readings))
            late = reading(len(readings), exposure_id=exposure.exposure_id, position_ms=0)
            store.add_readings(number, [late])
            return super().samples(session_id, basis=basis)

    database = Database(path)
    before = StoredSessions(database).figures(number, RULES)
    during = Interrupted(database).figures(number, RULES)
    after = StoredSessions(database).figures(number, RULES)
    database.close()
    assert (during.readings, during.eei) == (before.readings, before.eei)
    assert after.readings == before.readings + 1
