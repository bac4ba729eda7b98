"""EmoNPS: how many more people are engaged than critical, silence weighed by K."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from reelpulse.core.metrics.contacts import Contact

SILENCE_WEIGHT_BAND: Final[tuple[float, float]] = (0.2, 1.0)
"""The range of K within which a user may choose."""


class Stance(StrEnum):
    """What one person's traces over all their contacts add up to."""

    ENGAGED = "engaged"
    CRITICAL = "critical"
    SILENT = "silent"
    MIXED = "mixed"


@dataclass(frozen=True, slots=True, kw_only=True)
class EmoNps:
    """EmoNPS with everything it is made of."""

    value: float | None
    """-100 … 100 at `silence_weight`, or None without people."""
    silence_weight: float
    """K."""
    band: tuple[float, float] | None
    """Value at K = 1 and at K = 0.2, lowest first."""
    persons: int
    engaged: int
    critical: int
    silent: int
    mixed: int


def stance(of_person: Sequence[Contact]) -> Stance:
    """Sum one person's contacts.

    Engaged: some contact has a positive trace and the positive seconds outnumber the negative ones.
    Critical: the same with negative. Silent: no trace at all. Mixed: traces of both with equally many
    seconds, or of one that the other's scattered seconds outnumber.
    """
    positive = sum(contact.positive_seconds for contact in of_person)
    negative = sum(contact.negative_seconds for contact in of_person)
    positive_trace = any(contact.positive_trace for contact in of_person)
    negative_trace = any(contact.negative_trace for contact in of_person)
    if not positive_trace and not negative_trace:
        return Stance.SILENT
    if positive_trace and positive > negative:
        return Stance.ENGAGED
    if negative_trace and negative > positive:
        return Stance.CRITICAL
    return Stance.MIXED


def emo_nps(found: Sequence[Contact], *, silence_weight: float) -> EmoNps:
    """EmoNPS = % engaged - % critical - % silent x K, over persons.

    Source: the index as the product's client defines it, K from 0.2 to 1 chosen by the user.
    """
    seats = sorted({contact.seat for contact in found})
    stances = [stance([c for c in found if c.seat == seat]) for seat in seats]
    count = {kind: stances.count(kind) for kind in Stance}

    def value_at(weight: float) -> float:
        net = count[Stance.ENGAGED] - count[Stance.CRITICAL] - weight * count[Stance.SILENT]
        return 100.0 * net / len(seats)

    low_weight, high_weight = SILENCE_WEIGHT_BAND
    return EmoNps(
        value=value_at(silence_weight) if seats else None,
        silence_weight=silence_weight,
        band=(value_at(high_weight), value_at(low_weight)) if seats else None,
        persons=len(seats),
        engaged=count[Stance.ENGAGED],
        critical=count[Stance.CRITICAL],
        silent=count[Stance.SILENT],
        mixed=count[Stance.MIXED],
    )
