"""Whether people felt the same at the same time: the correlation of their valence."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.scores import valence

COMMON_S: Final = 5
"""Two people are compared when both were measured in at least so many seconds of a showing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Synchrony:
    """How alike the people of one ad moved."""

    value: float | None
    """Mean correlation of the pairs, -1 … 1; None without a pair that can be compared."""
    pairs: int
    """Pairs behind it."""
    people: int
    """Different people in these pairs."""


def synchrony(seconds: SeatSeconds) -> Synchrony:
    """Mean of Pearson's correlation of valence over all pairs of people who watched together.

    A pair is compared over the seconds in which both were measured; one with fewer than `COMMON_S`
    of them, or of whom one did not change at all, has no correlation and is left out. Source: the
    pairwise inter-subject correlation of Hasson et al. 2004, Science 303, there of brains.

    Args:
        seconds: rows of one ad; of each showing its own pairs.
    """
    values = valence(seconds.probabilities)
    found: list[float] = []
    people: set[int] = set()
    for exposure_id in np.unique(seconds.exposure_id):
        table = _table(seconds, values, seconds.exposure_id == exposure_id)
        for one, other in combinations(table, 2):
            if (alike := _correlation(table[one], table[other])) is not None:
                found.append(alike)
                people |= {one, other}
    # Sorted, so that the numbers of the seats do not decide the last digit.
    value = float(np.mean(sorted(found))) if found else None
    return Synchrony(value=value, pairs=len(found), people=len(people))


def _table(
    seconds: SeatSeconds, values: npt.NDArray[np.float64], of_showing: npt.NDArray[np.bool_]
) -> dict[int, npt.NDArray[np.float64]]:
    """By person their values of one showing, shape (seconds,), not a number where not measured."""
    length = int(seconds.second[of_showing].max()) + 1
    table = {}
    for seat in np.unique(seconds.seat[of_showing]).tolist():
        own = of_showing & (seconds.seat == seat)
        table[seat] = np.full(length, np.nan)
        table[seat][seconds.second[own]] = values[own]
    return table


def _correlation(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float | None:
    common = ~np.isnan(one) & ~np.isnan(other)
    if common.sum() < COMMON_S:
        return None
    first, second = one[common], other[common]
    if np.ptp(first) == 0 or np.ptp(second) == 0:
        return None
    first, second = first - first.mean(), second - second.mean()
    return float(first @ second / np.sqrt((first @ first) * (second @ second)))
