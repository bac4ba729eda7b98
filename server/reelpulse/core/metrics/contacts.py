"""Contacts, their traces, and the Emotional Experience Index."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reelpulse.core.emotion import GROUPS, Group, group_probabilities
from reelpulse.core.metrics.bootstrap import ratio_interval
from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.rules import MetricRules


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    """One person's viewing of one ad."""

    exposure_id: int
    seat: int
    measured_seconds: int
    shown_seconds: int
    """Seconds of the ad that were on the screen, whether anybody was measured or not."""
    positive_seconds: int
    negative_seconds: int
    """Seconds in which the group's probability reached `MetricRules.trace_probability`."""
    positive_trace: bool
    negative_trace: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperienceIndex:
    """EEI with everything it is made of."""

    value: float | None
    """-100 … 100, or None when there is no contact."""
    interval: tuple[float, float] | None
    """95 % interval of the value by resampling of people, or None where `ratio_interval` has none."""
    people: int
    contacts: int
    positive: int
    negative: int


def contacts(
    seconds: SeatSeconds, rules: MetricRules, *, shown_seconds: Mapping[int, int]
) -> tuple[Contact, ...]:
    """All contacts that were measured long enough, by exposure and seat.

    A trace of a group: in at least `trace_seconds` seconds of the viewing the group's probability
    is at least `trace_probability`. A contact may have both traces. Viewings in which the person was
    measured in less than `contact_coverage` of the seconds shown are left out: nothing is known
    about them.

    Args:
        seconds: all measured seconds of the session.
        rules: thresholds.
        shown_seconds: by exposure, how many seconds of the ad were on the screen.
    """
    found = []
    for exposure_id in np.unique(seconds.exposure_id):
        viewing = seconds.where(seconds.exposure_id == exposure_id)
        shown = shown_seconds[int(exposure_id)]
        for seat in np.unique(viewing.seat):
            contact = _contact(viewing.where(viewing.seat == seat), shown, rules)
            if contact.measured_seconds / shown >= rules.contact_coverage:
                found.append(contact)
    return tuple(found)


def _contact(seconds: SeatSeconds, shown_seconds: int, rules: MetricRules) -> Contact:
    strong = group_probabilities(seconds.probabilities) >= rules.trace_probability
    positive = int(strong[:, GROUPS.index(Group.POSITIVE)].sum())
    negative = int(strong[:, GROUPS.index(Group.NEGATIVE)].sum())
    return Contact(
        exposure_id=int(seconds.exposure_id[0]),
        seat=int(seconds.seat[0]),
        measured_seconds=len(seconds),
        shown_seconds=shown_seconds,
        positive_seconds=positive,
        negative_seconds=negative,
        positive_trace=positive >= rules.trace_seconds,
        negative_trace=negative >= rules.trace_seconds,
    )


def counted(seconds: SeatSeconds, found: Sequence[Contact]) -> SeatSeconds:
    """The seconds of viewings that count as contacts."""
    pairs = {(contact.exposure_id, contact.seat) for contact in found}
    own = zip(seconds.exposure_id.tolist(), seconds.seat.tolist(), strict=True)
    return seconds.where(np.array([pair in pairs for pair in own], dtype=np.bool_))


def experience_index(found: Sequence[Contact]) -> ExperienceIndex:
    """EEI = % of contacts with a positive trace - % of contacts with a negative trace.

    Source: the Emotional Experience Index (ИЭО) as the product's client defines it.
    """
    positive = sum(contact.positive_trace for contact in found)
    negative = sum(contact.negative_trace for contact in found)
    return ExperienceIndex(
        value=100.0 * (positive - negative) / len(found) if found else None,
        interval=_interval(found),
        people=len({contact.seat for contact in found}),
        contacts=len(found),
        positive=positive,
        negative=negative,
    )


def _interval(found: Sequence[Contact]) -> tuple[float, float] | None:
    _, person = np.unique([contact.seat for contact in found], return_inverse=True)
    net = [contact.positive_trace - contact.negative_trace for contact in found]
    of_person = np.bincount(person).astype(np.float64)
    return ratio_interval(100.0 * np.bincount(person, weights=net), of_person)
