"""Contacts, their traces, and the EEI over them."""

from __future__ import annotations

import pytest
from tests.core.metrics.tables import Row, every_second, row, samples

from reelpulse.core.metrics.contacts import Contact, contacts, experience_index
from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.rules import MetricRules

JOY, ANGER, CALM = "happiness", "anger", "neutral"


def found_in(
    rows: list[Row], *, shown_s: int | dict[int, int], rules: MetricRules | None = None
) -> tuple[Contact, ...]:
    shown = shown_s if isinstance(shown_s, dict) else {r.exposure: shown_s for r in rows}
    return contacts(seat_seconds(samples(*rows)), rules or MetricRules(), shown_seconds=shown)


def test_two_strong_seconds_leave_a_trace_and_one_does_not() -> None:
    once = every_second(1, 1, [JOY, CALM, CALM, CALM])
    twice_apart = every_second(1, 2, [JOY, CALM, CALM, JOY])
    first, second = found_in(once + twice_apart, shown_s=4)
    assert (first.positive_seconds, first.positive_trace) == (1, False)
    assert (second.positive_seconds, second.positive_trace) == (2, True)
    assert not second.negative_trace


def test_a_contact_may_have_both_traces() -> None:
    (contact,) = found_in(every_second(1, 1, [JOY, JOY, ANGER, "disgust", CALM]), shown_s=5)
    assert (contact.positive_seconds, contact.negative_seconds) == (2, 2)
    assert contact.positive_trace
    assert contact.negative_trace


def test_a_group_is_strong_through_the_sum_of_its_emotions_even_under_neutral() -> None:
    rows = [row(1, 1, s * 1000, happiness=0.25, surprise=0.25, neutral=0.45) for s in range(2)]
    (contact,) = found_in(rows, shown_s=2)
    assert contact.positive_seconds == 2


def test_the_threshold_itself_counts() -> None:
    rows = [row(1, 1, s * 1000, happiness=0.5, neutral=0.5) for s in range(2)]
    (contact,) = found_in(rows, shown_s=2)
    assert contact.positive_trace


def test_every_person_has_one_contact_per_showing() -> None:
    rows = [
        *every_second(1, 1, [JOY, JOY]),
        *every_second(1, 2, [CALM, CALM]),
        *every_second(2, 1, [ANGER, ANGER]),
    ]
    found = found_in(rows, shown_s=2)
    assert [(c.exposure_id, c.seat) for c in found] == [(1, 1), (1, 2), (2, 1)]


def test_who_was_measured_in_half_of_the_ad_counts_and_who_was_in_less_does_not() -> None:
    half = every_second(1, 1, [JOY, JOY] + [""] * 2)
    less = every_second(1, 2, [JOY] + [""] * 3)
    found = found_in(half + less, shown_s=4)
    assert [(c.seat, c.measured_seconds, c.shown_seconds) for c in found] == [(1, 2, 4)]


def test_an_ad_of_which_nobody_was_measured_after_the_start_has_no_contacts() -> None:
    # all faces were lost after 3 of 30 seconds: that says nothing about the ad
    assert found_in(every_second(1, 1, [JOY] * 3), shown_s=30) == ()


@pytest.mark.parametrize("part", [n / 20 for n in range(1, 21)])
def test_the_wanted_coverage_is_met_by_exactly_that_part(part: float) -> None:
    rows = every_second(1, 1, [CALM] * round(part * 20))
    assert len(found_in(rows, shown_s=20, rules=MetricRules(contact_coverage=part))) == 1


def test_eei_is_the_part_with_joy_less_the_part_with_dislike() -> None:
    rows = [
        *every_second(1, 1, [JOY, JOY]),
        *every_second(1, 2, [JOY, JOY, ANGER, ANGER]),
        *every_second(1, 3, [CALM, CALM]),
        *every_second(2, 1, [JOY, JOY]),
        *every_second(2, 2, [ANGER, ANGER]),
    ]
    index = experience_index(found_in(rows, shown_s={1: 4, 2: 2}))
    # 5 contacts: 3 with a positive trace, 2 with a negative one
    assert (index.contacts, index.positive, index.negative) == (5, 3, 2)
    assert index.value == pytest.approx(20.0)


def test_eei_without_contacts_is_unknown_not_zero() -> None:
    assert experience_index(()).value is None
    assert experience_index(()).contacts == 0


def test_eei_of_ten_people_has_the_interval_of_people_and_not_of_contacts() -> None:
    """Five of ten are pleased by both ads: as sure as one ad before ten people, not as twenty."""
    seen = {seat: [JOY, JOY] if seat <= 5 else [CALM, CALM] for seat in range(1, 11)}
    rows = [r for n in (1, 2) for seat, shown in seen.items() for r in every_second(n, seat, shown)]
    index = experience_index(found_in(rows, shown_s={1: 2, 2: 2}))
    assert (index.people, index.contacts, index.value) == (10, 20, 50.0)
    assert index.interval == (20.0, 80.0)
