"""Figures as read and as corrected from the data base, who was corrected, and how well they were seen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.storage.sessions import begin, reading, session, vector

from reelpulse.core.emotion import Group
from reelpulse.core.frame import Reading
from reelpulse.core.metrics.bases import SeatBaseline
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import BaselineWindow
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

HAPPY, SAD, CALM = 3, 4, 6
SCENE = BaselineWindow(started_at_ns=10_000_000, ended_at_ns=100_000_000)


def corrected(made: Reading, to: int, *, seats: tuple[int, ...]) -> Reading:
    """The same with some seats corrected."""
    return replace(
        made,
        seats=tuple(
            replace(seat, corrected=vector(to), grade=6.0)
            if seat.seat in seats
            else replace(seat, grade=2.0)
            for seat in made.seats
        ),
    )


@pytest.fixture
def number(store: SessionStore) -> int:
    """Four seconds of an ad; both look sad, and of the first that is known to be their resting face."""
    made = store.create_session(replace(session(), baseline_ms=5000)).session_id
    store.keep_baseline(made, SCENE)
    store.keep_baseline(made, SCENE)
    scene = [
        reading(sequence, exposure_id=None, position_ms=None, emotions=(SAD,))
        for sequence in (5, 20, 30, 99, 100)
    ]
    hidden = Unmeasurable.TURNED_AWAY
    unseen = reading(50, exposure_id=None, position_ms=None, emotions=(SAD,), unmeasurable=hidden)
    shown = begin(store, made, "a", started_at_ns=100_000_000).exposure_id
    during = [
        corrected(
            reading(200 + k, exposure_id=shown, position_ms=100 * k, emotions=(SAD, SAD)),
            CALM,
            seats=(1,),
        )
        for k in range(40)
    ]
    empty = [reading(300 + k, exposure_id=shown, position_ms=3999, emotions=()) for k in range(10)]
    store.add_readings(made, [*scene, unseen, *during, *empty])
    return made


def test_a_neutral_scene_is_read_back_with_its_session(
    number: int, library: StoredSessions
) -> None:
    found = library.session(number)
    assert (found.baseline_ms, found.baselines) == (5000, (SCENE,))


def test_figures_stand_on_the_basis_that_the_rules_name(
    number: int, library: StoredSessions
) -> None:
    raw = library.figures(number, MetricRules(basis="raw"))
    usual = library.figures(number, MetricRules())
    assert raw.shares.groups[Group.NEGATIVE] == 1.0
    assert usual.shares.groups[Group.NEGATIVE] == 0.5
    assert (raw.eei.value, usual.eei.value) == (-100.0, -50.0)
    assert raw.baseline is not None
    assert usual.baseline is not None
    assert (raw.baseline.used, usual.baseline.used) == (Basis.RAW, Basis.CORRECTED)


def test_both_bases_stand_side_by_side_whichever_is_used(
    number: int, library: StoredSessions
) -> None:
    for basis in Basis:
        figures = library.figures(number, MetricRules(basis=basis))
        assert figures.baseline is not None
        for both in (figures.baseline.whole, figures.baseline.ads["a"]):
            assert (both.raw.eei.value, both.corrected.eei.value) == (-100.0, -50.0)


def test_who_is_corrected_is_told_with_the_readings_of_the_neutral_scene(
    number: int, library: StoredSessions
) -> None:
    """Of the readings at 5, 20, 30, 50, 99 and 100 ms three are valid and in the scene."""
    baseline = library.figures(number, MetricRules()).baseline
    assert baseline is not None
    first, second = baseline.seats
    assert first == SeatBaseline(seat=1, scene_readings=3, corrected_readings=40, ad_readings=40)
    assert baseline.raw_seats == (second,)
    assert (second.seat, second.scene_readings, second.corrected_readings) == (2, 0, 0)


def test_samples_of_a_seat_that_was_not_corrected_are_as_read(
    number: int, library: StoredSessions
) -> None:
    samples = library.samples(number, basis=Basis.CORRECTED)
    strongest = samples.probabilities.argmax(axis=1)
    assert set(strongest[samples.seat == 1].tolist()) == {CALM}
    assert set(strongest[samples.seat == 2].tolist()) == {SAD}


def test_grades_count_the_frames_in_which_nobody_was_found(
    number: int, library: StoredSessions
) -> None:
    """(40 · 6 + 10 · 1) / 50 = 5.0 and (40 · 2 + 10 · 1) / 50 = 1.8."""
    first, second = library.figures(number, MetricRules()).grades.people
    assert (first.seat, first.show.grade, first.show.frames, first.show.valid) == (1, 5, 50, 40)
    assert (second.seat, second.show.grade) == (2, 2)
    assert first.ads == {"a": first.show}


def test_a_session_without_a_neutral_scene_has_raw_figures_only(
    store: SessionStore, library: StoredSessions
) -> None:
    made = store.create_session(session()).session_id
    shown = begin(store, made, "a").exposure_id
    store.add_readings(made, [reading(1, exposure_id=shown, position_ms=0, emotions=(HAPPY,))])
    assert library.figures(made, MetricRules()).baseline is None
