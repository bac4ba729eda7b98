"""Cohen's kappa and Krippendorff's alpha, both by NLTK; the one place that knows it."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.ratings import MISSING

Codes = npt.NDArray[np.int64]


def cohen_kappa(one: Codes, other: Codes) -> float | None:
    """Agreement of two raters beyond chance: (Ao - Ae) / (1 - Ae).

    Source: Cohen 1960, A coefficient of agreement for nominal scales.

    Args:
        one: shape (n,), any whole numbers, or `MISSING`.
        other: of the same shape; units that one of both lacks are left out.

    Returns:
        At most 1; 0 is chance. None without a common unit, or when both always gave one same label:
        then chance alone explains everything, and nothing is told.
    """
    both = (one != MISSING) & (other != MISSING)
    if len(np.union1d(one[both], other[both])) < 2:
        return None
    task = _task(np.stack([one[both], other[both]]))
    return float(task.kappa_pairwise(0, 1))


def krippendorff_alpha(codes: Codes) -> float | None:
    """Agreement of any number of raters, nominal labels: 1 - Do / De.

    Source: Krippendorff 2004, Content analysis, chapter 11. Units with fewer than two labels are left out.

    Args:
        codes: shape (raters, units), any whole numbers, or `MISSING`.

    Returns:
        At most 1; 0 is chance. None when no unit has two labels, or all labels of those are the same.
    """
    paired = codes[:, (codes != MISSING).sum(axis=0) >= 2]
    if len(np.unique(paired[paired != MISSING])) < 2:
        return None
    return float(_task(paired).alpha())


def _task(codes: Codes) -> Any:
    # Its import costs a second, which only sessions with labels are to pay.
    from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415

    rows = [
        (rater, unit, code)
        for rater, units in enumerate(codes.tolist())
        for unit, code in enumerate(units)
        if code != MISSING
    ]
    return AnnotationTask(rows)
