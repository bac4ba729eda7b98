"""How sure a figure over a group is: resampling of its people."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.few import ENOUGH_PEOPLE

RESAMPLES: Final = 2000
SEED: Final = 1979
"""Fixed, so that a report of the same data prints the same interval; the method's year."""


def ratio_interval(
    total: npt.NDArray[np.float64], weight: npt.NDArray[np.float64]
) -> tuple[float, float] | None:
    """95 % interval of sum(total) / sum(weight), had other such people come.

    People are drawn with replacement, each with all that was measured of them, because the contacts
    of one person depend on each other; the interval is from the 2.5th to the 97.5th percentile of
    the resampled ratios. Sources: Efron 1979, Ann. Stat. 7; for this interval Efron, Tibshirani 1993,
    An Introduction to the Bootstrap, chapter 13.

    Args:
        total: shape (people,): what is summed over each person.
        weight: shape (people,): of how many contacts it is the sum, at least 1; 1 for a plain mean.

    Returns:
        Lower and upper end; None below `ENOUGH_PEOPLE`, and where all people had the same ratio, as
        nothing varies that could tell how sure it is.
    """
    if len(total) < ENOUGH_PEOPLE or np.all(total * weight[0] == total[0] * weight):
        return None
    order = np.lexsort((weight, total))  # so that the numbers of the seats do not matter
    random = np.random.default_rng(SEED)
    drawn = order[random.integers(len(total), size=(RESAMPLES, len(total)))]
    ratios = total[drawn].sum(axis=1) / weight[drawn].sum(axis=1)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return float(low), float(high)
