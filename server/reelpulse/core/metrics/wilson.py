"""How sure a share of people is: Wilson's interval."""

from __future__ import annotations

from statistics import NormalDist
from typing import Final

import numpy as np
import numpy.typing as npt

_Z: Final = NormalDist().inv_cdf(0.975)


def wilson_interval(
    share: npt.NDArray[np.float64], people: npt.NDArray[np.int64]
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """95 % interval of shares of so many people.

    Source: Wilson 1927, J. Am. Stat. Assoc. 22, without continuity correction.

    Args:
        share: shape (n,), 0 … 1; what stands where nobody was measured is not looked at.
        people: shape (n,), how many people each share is of.

    Returns:
        Lower and upper ends, each of shape (n,), 0 … 1; not a number where there are no people.
    """
    n = np.where(people > 0, people, np.nan)
    spread = _Z * _Z / n
    half_width = _Z * np.sqrt(share * (1 - share) / n + spread / n / 4)
    low = (share + spread / 2 - half_width) / (1 + spread)
    high = (share + spread / 2 + half_width) / (1 + spread)
    return np.clip(low, 0, 1), np.clip(high, 0, 1)
