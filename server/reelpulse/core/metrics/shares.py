"""The share of each emotion and group in the measured time."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS, Emotion, Group
from reelpulse.core.metrics.epochs import SeatSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Shares:
    """Shares between 0 and 1; each of the two tables sums to 1 when anything was measured."""

    emotions: Mapping[Emotion, float]
    groups: Mapping[Group, float]
    people: int
    """n: different people who were measured."""
    seat_seconds: int
    """Seconds of people that were measured."""


def shares(seconds: SeatSeconds) -> Shares:
    """Count each measured second of each person under its strongest emotion.

    share(e) = seat-seconds labelled e / all measured seat-seconds; a group's share is the sum of
    its emotions'. Time that was not measured is left out, never counted as neutral.
    """
    counts = np.bincount(seconds.label, minlength=len(EMOTIONS))
    total = int(counts.sum())
    by_emotion = {e: float(counts[i]) / total if total else 0.0 for i, e in enumerate(EMOTIONS)}
    by_group = {g: sum(by_emotion[e] for e in EMOTIONS if GROUP_OF[e] is g) for g in GROUPS}
    return Shares(
        emotions=by_emotion,
        groups=by_group,
        people=len(np.unique(seconds.seat)),
        seat_seconds=total,
    )
