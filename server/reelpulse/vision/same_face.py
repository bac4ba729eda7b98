"""Tells which boxes are of one face, also where it was seen in two sizes."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.detections import Detections

Values = npt.NDArray[np.float32]

OVERLAP_MAX: Final = 0.3
"""Boxes that share more (intersection over union) are one face, as inside the detector."""
INNER_MAX: Final = 0.6
"""So are two of which one lies by more inside the other: a face may be seen in two sizes."""


def one_face(corners: Values, others: Values) -> npt.NDArray[np.bool_]:
    """Shape (N, M): which boxes are of one face.

    Args:
        corners: shape (N, 4): left, top, right, bottom.
        others: shape (M, 4).
    """
    low = np.maximum(corners[:, np.newaxis, :2], others[:, :2])
    high = np.minimum(corners[:, np.newaxis, 2:], others[:, 2:])
    shared = (high - low).clip(0).prod(axis=-1)
    sizes = (corners[:, 2:] - corners[:, :2]).prod(axis=-1)[:, np.newaxis]
    other_sizes = (others[:, 2:] - others[:, :2]).prod(axis=-1)
    overlap = shared > OVERLAP_MAX * (sizes + other_sizes - shared)
    inner = shared > INNER_MAX * np.minimum(sizes, other_sizes)
    return np.asarray(overlap | inner, dtype=np.bool_)


def each_once(whole: Detections, small: Detections) -> Detections:
    """Every face by its best score, best first.

    Args:
        whole: what the whole picture shows; faces that it shows beside each other stay apart.
        small: what its parts show, where one face may be seen twice.
    """
    both = whole.and_those(small)
    same = one_face(both.corners, both.corners)
    same[: len(whole), : len(whole)] = False
    kept: list[int] = []
    for row in np.argsort(-both.scores, kind="stable").tolist():
        if not same[row, kept].any():
            kept.append(row)
    return both.take(kept)
