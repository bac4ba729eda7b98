"""Clips whose every frame carries its own number as black and white cells on the top edge."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt

Picture = npt.NDArray[np.uint8]

CELLS = 20
SYNC = (1, 0, 1, 0)
"""The first four cells; 16 bits of the number follow, the highest first."""


def write_coded_clip(
    path: Path, *, background: Callable[[int], Picture], frames: int, frame_rate_hz: int
) -> Path:
    """Encode frames of an even size, with a code on each and a tone beside them.

    Args:
        path: `.mp4`.
        background: RGB picture of a frame number, shape (height, width, 3); it is not changed.
        frames: how many.
        frame_rate_hz: of the clip.
    """
    first = background(0)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=frame_rate_hz)
        video.height, video.width = first.shape[:2]
        video.pix_fmt = "yuv420p"
        video.gop_size = frame_rate_hz
        video.options = {"preset": "veryfast", "crf": "20"}
        audio = out.add_stream("aac", rate=48_000)
        audio.layout = "stereo"
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(with_code(background(number), number), "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, frame_rate_hz)
            out.mux(video.encode(frame))
        for sound in _tone(seconds=frames / frame_rate_hz):
            out.mux(audio.encode(sound))
        out.mux(video.encode(None))
        out.mux(audio.encode(None))
    return path


def with_code(picture: Picture, number: int) -> Picture:
    """A copy with the number on its top edge."""
    coded = picture.copy()
    bits = (*SYNC, *((number >> bit) & 1 for bit in range(15, -1, -1)))
    side = picture.shape[1] // CELLS
    for cell, bit in enumerate(bits):
        coded[:side, cell * side : (cell + 1) * side] = 235 if bit else 16
    return coded


def read_code(picture: Picture) -> int | None:
    """The number on a picture's top edge, None where there is no code.

    Args:
        picture: shape (height, width, 3).
    """
    grey = picture[..., :3].mean(axis=2)
    side = picture.shape[1] / CELLS
    quarter, rest = int(side * 0.25), max(int(side * 0.75), int(side * 0.25) + 1)
    row = grey[quarter:rest]
    cells = [
        float(row[:, int(cell * side + side * 0.25) : int(cell * side + side * 0.75)].mean())
        for cell in range(CELLS)
    ]
    bits = [int(value > 125) for value in cells]
    if tuple(bits[: len(SYNC)]) != SYNC:
        return None
    return int("".join(map(str, bits[len(SYNC) :])), 2)


def _tone(*, seconds: float) -> list[av.AudioFrame]:
    """A quiet 440 Hz tone in stereo."""
    step = 1024
    frames = []
    for first in range(0, int(seconds * 48_000), step):
        times_s = (np.arange(first, first + step)) / 48_000
        wave = (0.1 * np.sin(2 * np.pi * 440 * times_s)).astype(np.float32)
        frame = av.AudioFrame.from_ndarray(np.stack([wave, wave]), "fltp", "stereo")
        frame.sample_rate, frame.pts, frame.time_base = 48_000, first, Fraction(1, 48_000)
        frames.append(frame)
    return frames
