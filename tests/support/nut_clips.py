"""NUT files of motion JPEG, written by FFmpeg."""

from __future__ import annotations

import io
from fractions import Fraction

import av
import numpy as np


def written(pts: list[int], *, pictures: int = 0) -> tuple[bytes, list[tuple[float, bytes]]]:
    """A NUT file of motion JPEG at these thirtieths of a second, and its packets."""
    rng = np.random.default_rng(pictures)
    file, packets = io.BytesIO(), []
    with av.open(file, "w", format="nut") as out:
        video = out.add_stream("mjpeg", rate=30)
        video.width, video.height, video.pix_fmt = 160, 96, "yuvj420p"
        for number, at in enumerate(pts):
            # Every third one is plain, so that its size is coded in another way.
            noise = rng.integers(0, 255, (96, 160, 3), dtype=np.uint8)
            picture = noise if number % 3 else np.full((96, 160, 3), number, np.uint8)
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = at, Fraction(1, 30)
            for packet in video.encode(frame):
                assert packet.pts is not None
                packets.append((float(packet.pts * packet.time_base), bytes(packet)))
                out.mux(packet)
    return file.getvalue(), packets
