"""Makes small videos whose every frame tells its own number."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import av.video
import numpy as np
import numpy.typing as npt

WIDTH_PX, HEIGHT_PX = 160, 96
_BITS = 10
_BLOCK_PX = 16


def numbered(number: int) -> npt.NDArray[np.uint8]:
    """A picture of ten grey blocks, bright for the ones of the number; its lower half is empty."""
    rgb = np.full((HEIGHT_PX, WIDTH_PX, 3), 60, np.uint8)
    for bit in range(_BITS):
        left = bit * _BLOCK_PX
        rgb[: HEIGHT_PX // 2, left : left + _BLOCK_PX] = 230 if number >> bit & 1 else 20
    return rgb


def number_of(rgb: npt.NDArray[np.uint8]) -> int:
    """The number in a picture of `numbered`, also when it was scaled or compressed."""
    height, width = rgb.shape[:2]
    row = rgb[height // 4].mean(axis=1)
    bits = [row[int((bit + 0.5) * width / _BITS)] > 125 for bit in range(_BITS)]
    return sum(1 << bit for bit, bright in enumerate(bits) if bright)


def make_video(
    path: Path,
    *,
    rate: Fraction = Fraction(25),
    frames: int = 100,
    first_pts: int = 0,
    codec: str = "libx264",
    key_every: int = 25,
    turned: int = 0,
    pixel_shape: Fraction | None = None,
) -> Path:
    """Write a video with B-frames whose frame i shows the number i.

    Args:
        first_pts: frames by which the whole video starts late.
        key_every: frames from one key frame to the next.
        turned: degrees by which a player must turn it.
        pixel_shape: width of a pixel by its height.
    """
    options = {"x264-params": "scenecut=0"} if codec == "libx264" else {}
    with av.open(str(path), "w") as container:
        stream = container.add_stream(codec, rate=rate, options=options)
        assert isinstance(stream, av.video.VideoStream)
        stream.width, stream.height, stream.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        stream.codec_context.gop_size = key_every
        stream.codec_context.max_b_frames = 2
        stream.codec_context.time_base = 1 / rate
        if pixel_shape is not None:
            stream.codec_context.sample_aspect_ratio = pixel_shape
        if turned:
            stream.set_display_rotation(turned)
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(numbered(number), format="rgb24")
            frame.pts, frame.time_base = first_pts + number, 1 / rate
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path
