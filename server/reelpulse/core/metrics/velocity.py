"""How fast joy rose: what holds viewers is its velocity, not its level."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.epochs import SeatSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Rise:
    """The fastest rise of joy in an ad."""

    second: int
    """The later of the two seconds."""
    per_second: float
    """By how much the mean probability rose, 0 … 1."""
    of_people: int
    """Viewings measured in both seconds."""


def velocity(
    seconds: SeatSeconds, emotion: Emotion, *, duration_s: int
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.int64]]:
    """Change of an emotion's mean probability from each second to the next.

    Only viewings measured in both seconds count, so that a person who comes or goes is no change.

    Args:
        seconds: rows of one ad, none past its end.
        emotion: whose probability.
        duration_s: length of the ad in whole seconds, rounded up.

    Returns:
        Shape (seconds,): change into each second, -1 … 1, not a number where nobody was measured in
        both; and of how many viewings.
    """
    probability = seconds.probabilities[:, EMOTIONS.index(emotion)]
    follows = (
        (np.diff(seconds.exposure_id) == 0)
        & (np.diff(seconds.seat) == 0)
        & (np.diff(seconds.second) == 1)
    )
    into = seconds.second[1:][follows]
    people = np.bincount(into, minlength=duration_s)
    total = np.bincount(into, weights=np.diff(probability)[follows], minlength=duration_s)
    change = np.divide(total, people, out=np.full(duration_s, np.nan), where=people > 0)
    return change, people


def fastest_rise(seconds: SeatSeconds, *, duration_s: int) -> Rise | None:
    """When joy rose fastest, the first of equals; None when it never rose.

    Source: Teixeira, Wedel, Pieters 2012, J. Mark. Res. 49: the velocity of joy keeps viewers more
    than its level does, and rises more than falls.
    """
    change, people = velocity(seconds, Emotion.HAPPINESS, duration_s=duration_s)
    rising = np.nan_to_num(change, nan=0.0)
    second = int(rising.argmax())
    if rising[second] <= 0:
        return None
    return Rise(second=second, per_second=float(rising[second]), of_people=int(people[second]))
