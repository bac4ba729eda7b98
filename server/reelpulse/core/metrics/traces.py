"""The trace of each person: over every ad and over the whole show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from reelpulse.core.metrics.contacts import Contact
from reelpulse.core.metrics.persons import Stance, stance


class Trace(StrEnum):
    """What a person's viewings left."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonTrace:
    """One person, by ad and over the show."""

    seat: int
    ads: Mapping[str, Trace]
    """By ad; one of which no viewing of theirs counts is not in it: nothing is known, which is not
    the same as no trace."""
    show: Trace
    stance: Stance
    positive_seconds: int
    negative_seconds: int
    measured_seconds: int


def person_traces(
    found: Sequence[Contact], ad_of_exposure: Mapping[int, str]
) -> tuple[PersonTrace, ...]:
    """All people with a contact, by seat.

    A person has a trace over an ad when one of their viewings of it has, and over the show when one
    of all their viewings has; `contacts` says when a viewing has one.
    """
    seats = sorted({contact.seat for contact in found})
    return tuple(_person([c for c in found if c.seat == seat], ad_of_exposure) for seat in seats)


def _person(of_person: Sequence[Contact], ad_of_exposure: Mapping[int, str]) -> PersonTrace:
    of_ads: dict[str, list[Contact]] = {}
    for contact in of_person:
        of_ads.setdefault(ad_of_exposure[contact.exposure_id], []).append(contact)
    return PersonTrace(
        seat=of_person[0].seat,
        ads={ad_id: _trace(of_ad) for ad_id, of_ad in of_ads.items()},
        show=_trace(of_person),
        stance=stance(of_person),
        positive_seconds=sum(contact.positive_seconds for contact in of_person),
        negative_seconds=sum(contact.negative_seconds for contact in of_person),
        measured_seconds=sum(contact.measured_seconds for contact in of_person),
    )


def _trace(of_person: Sequence[Contact]) -> Trace:
    positive = any(contact.positive_trace for contact in of_person)
    negative = any(contact.negative_trace for contact in of_person)
    if positive and negative:
        return Trace.BOTH
    if positive:
        return Trace.POSITIVE
    return Trace.NEGATIVE if negative else Trace.NONE
