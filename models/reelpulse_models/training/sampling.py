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
    labels: Rows, sets: Rows, *, count: int, evenness: float, evenness_of_sets: float, seed: int
) -> Rows:
    """Rows drawn so that rare emotions and small sets come more often: shape (count,).

    Emotions are evened out within each set: otherwise a rare emotion would be drawn from the set
    that has most of it, and the net would learn to tell the emotion by the look of the set.

    Args:
        labels: shape (N,).
        sets: shape (N,).
        count: how many rows.
        evenness: 0 draws a set's emotions as they are, 1 each equally often.
        evenness_of_sets: 0 draws the sets by their size, 1 each equally often.
        seed: gives the same rows again.
    """
    weights = np.zeros(len(labels))
    for number in np.unique(sets):
        of_set = sets == number
        sizes = np.bincount(labels[of_set], minlength=len(EMOTIONS)).astype(np.float64)
        within = (1 / np.maximum(sizes, 1) ** evenness)[labels[of_set]]
        weights[of_set] = within / within.sum() * of_set.sum() ** (1 - evenness_of_sets)
    random = np.random.default_rng(seed)
    return random.choice(len(labels), size=count, p=weights / weights.sum())
