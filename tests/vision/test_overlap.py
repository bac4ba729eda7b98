"""Boxes that are of one face become one."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.vision.overlap import merge_overlapping, overlap_with


def test_overlap_of_boxes_by_hand() -> None:
    boxes = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 20, 20]], dtype=np.float32)
    assert overlap_with(boxes[0], boxes) == pytest.approx([1, 1 / 3, 0], abs=1e-6)
    assert overlap_with(boxes[2], boxes) == pytest.approx([0, 0, 0], abs=1e-6)


def test_boxes_of_one_face_melt_into_their_weighted_mean_and_others_stay() -> None:
    rows = np.zeros((3, 16), dtype=np.float32)
    rows[:, :4] = [[0, 0, 10, 10], [2, 0, 12, 10], [50, 50, 60, 60]]
    rows[:, 4] = [1, 4, 9]
    merged, scores = merge_overlapping(
        rows, np.array([0.6, 0.9, 0.7], dtype=np.float32), overlap_max=0.3
    )
    assert scores == pytest.approx([0.9, 0.7])
    assert merged[0, :5] == pytest.approx([1.2, 0, 11.2, 10, 2.8])
    assert merged[1, :5].tolist() == [50, 50, 60, 60, 9]
