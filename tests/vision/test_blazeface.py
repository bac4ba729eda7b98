"""BlazeFace's offsets are read from its anchors."""

from __future__ import annotations

import numpy as np

from reelpulse.vision.blazeface import anchor_centres, decode_rows
from reelpulse.vision.detector_spec import AnchorGrid


def test_anchors_stand_in_the_middle_of_their_cells() -> None:
    grids = (AnchorGrid(stride_px=16, per_cell=2), AnchorGrid(stride_px=32, per_cell=6))
    centres = anchor_centres(256, grids)
    assert centres.shape == (896, 2)
    assert centres[[0, 1, 2, 32, 511, 512, 895]].tolist() == [
        [8, 8],
        [8, 8],
        [24, 8],
        [8, 24],
        [248, 248],
        [16, 16],
        [240, 240],
    ]


def test_a_row_is_decoded_around_its_anchor() -> None:
    regressors = np.zeros((1, 16), dtype=np.float32)
    regressors[0, :6] = [2, -4, 20, 40, 1, 1]
    row = decode_rows(regressors, np.array([[100, 50]], dtype=np.float32))[0]
    assert row[:6].tolist() == [92, 26, 112, 66, 101, 51]
    assert row[14:].tolist() == [100, 50]
