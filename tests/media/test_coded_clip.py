"""The calibration's clip tells on each frame where it is, and flashes as it is said to."""

from __future__ import annotations

from pathlib import Path

import av
import cv2
import numpy as np
import pytest

from reelpulse.core.calibration import CLIP_MS, is_bright
from reelpulse.media.coded_clip import RATE_HZ, clip_position_ms, write_coded_clip


def test_every_frame_is_read_from_a_small_picture_of_it(tmp_path: Path) -> None:
    write_coded_clip(tmp_path / "clip.mp4")
    read, bright = [], []
    with av.open(str(tmp_path / "clip.mp4")) as file:
        for frame in file.decode(video=0):
            grey = frame.to_ndarray(format="gray").astype(np.uint8)
            small = np.asarray(cv2.resize(grey, (128, 72)), dtype=np.uint8)
            read.append(clip_position_ms(small))
            bright.append(bool(small[40].mean() > 128))
    times_ms = np.arange(CLIP_MS * RATE_HZ // 1000) * 1000 / RATE_HZ
    assert read == pytest.approx(times_ms)
    assert bright == is_bright(times_ms).tolist()


def test_another_picture_is_not_of_the_clip() -> None:
    assert clip_position_ms(np.full((72, 128), 90, dtype=np.uint8)) is None
    assert clip_position_ms(np.zeros((0, 0), dtype=np.uint8)) is None
