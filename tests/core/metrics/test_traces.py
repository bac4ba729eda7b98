"""The trace of each person over ads and over the show."""

from __future__ import annotations

from tests.core.metrics.people import ANGER, CALM, JOY, rows_of
from tests.core.metrics.tables import samples

from reelpulse.core.metrics.contacts import contacts
from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.persons import Stance
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.traces import PersonTrace, Trace, person_traces


def traces() -> tuple[PersonTrace, ...]:
    """Ad "a" was shown as 1 and 3, ad "b" as 2; person 3 was hardly measured at "a"."""
    rows = [
        *rows_of({1: [JOY, JOY, CALM], 2: [CALM] * 3, 3: [JOY]}, exposure=1),
        *rows_of({1: [ANGER, ANGER, ANGER], 2: [CALM, JOY, CALM], 3: [JOY] * 3}, exposure=2),
        *rows_of({1: [CALM] * 3, 2: [ANGER, ANGER, CALM]}, exposure=3),
    ]
    found = contacts(
        seat_seconds(samples(*rows)), MetricRules(), shown_seconds=dict.fromkeys((1, 2, 3), 3)
    )
    return person_traces(found, {1: "a", 2: "b", 3: "a"})


def test_a_person_has_a_trace_over_an_ad_when_one_viewing_has() -> None:
    assert [dict(person.ads) for person in traces()] == [
        {"a": Trace.POSITIVE, "b": Trace.NEGATIVE},
        {"a": Trace.NEGATIVE, "b": Trace.NONE},
        {"b": Trace.POSITIVE},
    ]


def test_the_trace_over_the_show_and_the_stance() -> None:
    """Person 1 has two seconds of joy and three of anger: both traces, but critical."""
    assert [(p.seat, p.show, p.stance) for p in traces()] == [
        (1, Trace.BOTH, Stance.CRITICAL),
        (2, Trace.NEGATIVE, Stance.CRITICAL),
        (3, Trace.POSITIVE, Stance.ENGAGED),
    ]
    assert [(p.positive_seconds, p.negative_seconds, p.measured_seconds) for p in traces()] == [
        (2, 3, 9),
        (1, 2, 9),
        (3, 0, 3),
    ]


def test_an_ad_of_which_nothing_is_known_is_missing_and_not_without_a_trace() -> None:
    assert "a" not in traces()[2].ads


def test_without_contacts_there_are_no_people() -> None:
    assert person_traces((), {1: "a"}) == ()
