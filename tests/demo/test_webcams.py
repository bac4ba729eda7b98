"""A video of one's own is sent at its own size, or made smaller."""

from __future__ import annotations

import pytest

from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.webcams import ShowMoment, VideoWebcam

MOMENT = ShowMoment(at_s=0.0, ad_name=None, ad_position_s=0.0)


@pytest.mark.parametrize(
    ("width_px", "shape"), [(1280, (360, 640, 3)), (640, (360, 640, 3)), (320, (180, 320, 3))]
)
def test_a_video_is_made_smaller_but_never_blown_up(
    width_px: int, shape: tuple[int, int, int]
) -> None:
    webcam = VideoWebcam(bundled_ads()[0], width_px=width_px)
    try:
        assert webcam.picture(MOMENT).shape == shape
    finally:
        webcam.close()
