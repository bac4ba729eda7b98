"""Decides which faces are held out and in which order the others are trained on."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS

Rows = npt.NDArray[np.int64]


def held_out(names: Sequence[str], *, share: float) -> npt.NDArray[np.bool_]:
    """Which faces only calibration and the choice of weights may see: shape (N,).

    A face's name alone decides, so that a longer list holds out the same faces.
    """
    digests = (hashlib.sha256(name.encode()).digest()[:4] for name in names)
    values = [int.from_bytes(digest, "big") / 2**32 for digest in digests]
    return np.array(values) < share


def balanced_order(
    labels: npt.NDArray[np.int64], *, count: int, evenness: float, seed: int
) -> Rows:
    """Rows drawn so that rare emotions come more often: shape (count,).

    Args:
        labels: shape (N,).
        count: how many rows.
        evenness: 0 draws as the data are, 1 each emotion equally often.
        seed: gives the same rows again.
    """
    sizes = np.bincount(labels, minlength=len(EMOTIONS)).astype(np.float64)
    weights = (1 / np.maximum(sizes, 1) ** evenness)[labels]
    random = np.random.default_rng(seed)
    return random.choice(len(labels), size=count, p=weights / weights.sum())
