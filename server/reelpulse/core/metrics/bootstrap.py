"""How sure an index over contacts is: resampling of the people who had them."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.few import ENOUGH_PEOPLE

RESAMPLES: Final = 2000
SEED: Final = 1979
"""Fixed, so that a report of the same data prints the same interval; the year of the method."""


def ratio_interval(
    net: npt.NDArray[np.int64], contacts: npt.NDArray[np.int64]
) -> tuple[float, float] | None:
    """95 % interval of 100 x sum(net) / sum(contacts), when other such people had come.

    People are drawn with replacement, each with all their contacts, because the contacts of one
    person depend on each other; the interval is from the 2.5th to the 97.5th percentile of the
    resampled ratios. Source: Efron 1979, Ann. Stat. 7 (percentile method).

    Args:
        net: shape (people,): contacts counted up less those counted down.
        contacts: shape (people,): how many contacts each person had, at least 1.

    Returns:
        Lower and upper end; None below `ENOUGH_PEOPLE`, and where all people had the same ratio, as
        nothing varies that could tell how sure it is.
    """
    if len(net) < ENOUGH_PEOPLE or np.all(net * contacts[0] == net[0] * contacts):
        return None
    order = np.lexsort((contacts, net))  # so that the numbers of the seats do not matter
    random = np.random.default_rng(SEED)
    drawn = order[random.integers(len(net), size=(RESAMPLES, len(net)))]
    ratios = 100.0 * net[drawn].sum(axis=1) / contacts[drawn].sum(axis=1)
    low, high = np.percentile(ratios, [2.5, 97.5])
    return float(low), float(high)
