"""A picture lies in the net's input so that its points can be told in its own pixels again."""

from __future__ import annotations

import numpy as np
import pytest

from reelpulse.vision.letterbox import letterbox, snug


def test_the_letterbox_keeps_the_aspect_and_centres() -> None:
    boxed = letterbox(np.full((720, 1280, 3), 200, dtype=np.uint8), 256)
    assert boxed.scale == 0.2
    assert (boxed.left_px, boxed.top_px) == (0, 56)
    assert boxed.canvas[56:200].min() == 200
    assert not boxed.canvas[:56].any()
    assert not boxed.canvas[200:].any()


@pytest.mark.parametrize(
    ("shape", "canvas"),
    [
        ((720, 1280), (384, 640)),
        ((1280, 720), (640, 384)),
        ((640, 640), (640, 640)),
        ((2, 5000), (32, 640)),
        ((100, 50), (640, 320)),
    ],
)
def test_the_snug_box_has_no_more_black_than_the_step_asks_for(
    shape: tuple[int, int], canvas: tuple[int, int]
) -> None:
    boxed = snug(np.full((*shape, 3), 200, dtype=np.uint8), 640, step_px=32)
    assert boxed.canvas.shape == (*canvas, 3)
    height, width = (max(round(side * boxed.scale), 1) for side in shape)
    assert max(height, width) == 640
    assert boxed.canvas[:height, :width].min() == 200
    assert not boxed.canvas[height:].any()
    assert not boxed.canvas[:, width:].any()


def test_points_of_the_snug_box_are_told_in_the_pictures_pixels() -> None:
    boxed = snug(np.zeros((720, 1280, 3), dtype=np.uint8), 640, step_px=32)
    rows = np.tile(np.array([320, 180], dtype=np.float32), (1, 8))
    assert boxed.undo(rows)[0, :2].tolist() == [640, 360]
