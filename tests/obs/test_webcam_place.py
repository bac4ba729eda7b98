"""The webcam's place in a recording is where the set-up put it."""

from __future__ import annotations

import pytest

from reelpulse.obs.stage import Canvas
from reelpulse.obs.webcam_place import Place, webcam_place


@pytest.mark.parametrize(
    ("canvas", "shape", "place"),
    [
        # 2 % of 1920 is 38.4; a quarter of 1920 × 1080 is 480 × 270
        ((1920, 1080), 16 / 9, Place(left_px=1402, top_px=772, width_px=480, height_px=270)),
        # the same in a recording of a third of the size
        ((640, 360), 16 / 9, Place(left_px=467, top_px=257, width_px=160, height_px=90)),
        # a narrower webcam stands in the corner: 270 high, 360 wide
        ((1920, 1080), 4 / 3, Place(left_px=1522, top_px=772, width_px=360, height_px=270)),
        # a wider one as well: 480 wide, 240 high
        ((1920, 1080), 2.0, Place(left_px=1402, top_px=802, width_px=480, height_px=240)),
    ],
)
def test_the_webcam_stands_in_the_lower_right_corner(
    canvas: tuple[int, int], shape: float, place: Place
) -> None:
    assert webcam_place(Canvas(width_px=canvas[0], height_px=canvas[1]), shape=shape) == place
