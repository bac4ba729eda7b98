"""Melts boxes of one face into one."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

Values = npt.NDArray[np.float32]


def merge_overlapping(rows: Values, scores: Values, *, overlap_max: float) -> tuple[Values, Values]:
    """Melt boxes of one face into their mean, weighted by score.

    Source: mediapipe, non_max_suppression_calculator.cc, algorithm WEIGHTED. The mean lies
    steadier from frame to frame than the best box alone.

    Args:
        rows: shape (N, 16) of left, top, right, bottom and six points.
        scores: shape (N,).
        overlap_max: boxes with a larger intersection over union are one face.

    Returns:
        The merged rows and each one's best score, best first.
    """
    order = np.argsort(-scores, kind="stable")
    rows, scores = rows[order], scores[order]
    merged, best = [], []
    while len(rows):
        same = overlap_with(rows[0, :4], rows[:, :4]) > overlap_max
        same[0] = True  # Even a box without area.
        weights = scores[same]
        merged.append(weights @ rows[same] / weights.sum())
        best.append(scores[0])
        rows, scores = rows[~same], scores[~same]
    return np.array(merged, dtype=np.float32), np.array(best, dtype=np.float32)


def overlap_with(box: Values, boxes: Values) -> Values:
    """Intersection over union of one box with others, each as left, top, right, bottom.

    Args:
        box: shape (4,).
        boxes: shape (N, 4).
    """
    shared = np.minimum(box[2:], boxes[:, 2:]) - np.maximum(box[:2], boxes[:, :2])
    intersection = shared.clip(0).prod(axis=-1)
    sizes = boxes[:, 2:] - boxes[:, :2]
    union = (box[2:] - box[:2]).prod() + sizes.prod(axis=-1) - intersection
    return np.asarray(intersection / np.maximum(union, 1e-9), dtype=np.float32)
