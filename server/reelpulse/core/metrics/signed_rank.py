"""Whether paired differences lean to one side: Wilcoxon's signed-rank test, exactly."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt


def signed_rank_p(differences: npt.NDArray[np.float64]) -> float | None:
    """Two-sided p of "a difference is as likely to be positive as negative".

    Pairs without a difference are left out; equal differences share their mean rank, and the
    distribution is counted over all signs of these very ranks, so that ties need no approximation.
    Source: Wilcoxon 1945, Biometrics Bull. 1.

    Args:
        differences: shape (pairs,).

    Returns:
        0 … 1, or None when no pair differs.
    """
    # Shares of seconds that are equal on paper may differ in their last binary digit.
    rounded = np.round(differences, 12)
    moved = rounded[rounded != 0]
    if len(moved) == 0:
        return None
    _, place, count = np.unique(np.abs(moved), return_inverse=True, return_counts=True)
    double_rank = (2 * np.cumsum(count) - count + 1)[place]
    of_sum = np.ones(1)
    for rank in double_rank.tolist():
        of_sum = np.pad(of_sum, (0, rank)) + np.pad(of_sum, (rank, 0))
    of_sum /= of_sum.sum()
    positive = int(double_rank[moved > 0].sum())
    tail = min(of_sum[: positive + 1].sum(), of_sum[positive:].sum())
    return min(1.0, 2 * float(tail))


def holm(p_values: Sequence[float | None]) -> tuple[float | None, ...]:
    """p values corrected for how many they are; None stays None and is no comparison.

    Source: Holm 1979, Scand. J. Stat. 6.
    """
    known = sorted((p, i) for i, p in enumerate(p_values) if p is not None)
    corrected: list[float | None] = [None] * len(p_values)
    highest = 0.0
    for rank, (p, i) in enumerate(known):
        highest = max(highest, min(1.0, (len(known) - rank) * p))
        corrected[i] = highest
    return tuple(corrected)
