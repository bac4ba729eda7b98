"""Columns of readings fit together or are refused."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.core.metrics.samples import Samples


def test_columns_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="columns of different length"):
        Samples(
            exposure_id=np.array([1, 1]),
            seat=np.array([1]),
            position_ms=np.array([0, 0]),
            probabilities=np.full((2, 7), 1 / 7),
        )


def test_six_probabilities_are_refused() -> None:
    with pytest.raises(ValueError, match=r"shape \(1, 6\), wanted \(n, 7\)"):
        Samples(
            exposure_id=np.array([1]),
            seat=np.array([1]),
            position_ms=np.array([0]),
            probabilities=np.full((1, 6), 1 / 6),
        )
