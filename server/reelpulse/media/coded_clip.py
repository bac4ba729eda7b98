"""The clip of the calibration: flashes that a camera sees, and on each frame its number for OBS's path."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from reelpulse.core.calibration import CLIP_MS, is_bright

RATE_HZ: Final = 30
_WIDTH_PX, _HEIGHT_PX = 640, 360
_SYNC: Final = (1, 0, 1, 0)
_BITS: Final = 12
_CELLS: Final = len(_SYNC) + _BITS
_STRIP: Final = 8
"""The number's cells fill the uppermost eighth."""
_BLACK, _WHITE = 16, 235


def write_coded_clip(path: Path) -> None:
    """Write 20 s of H.264; an existing file is replaced.

    Raises:
        OSError: the file cannot be written.
    """
    frames = CLIP_MS * RATE_HZ // 1000
    bright = is_bright(np.arange(frames) * 1000 / RATE_HZ)
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=RATE_HZ)
        video.width, video.height, video.pix_fmt = _WIDTH_PX, _HEIGHT_PX, "yuv420p"
        video.options = {"preset": "ultrafast", "crf": "20"}
        for number in range(frames):
            frame = av.VideoFrame.from_ndarray(_picture(number, bool(bright[number])), "gray")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))


def clip_position_ms(grey: npt.NDArray[np.uint8]) -> float | None:
    """Where in the clip a picture of a whole frame of it is; None where it is not of the clip.

    Args:
        grey: shape (height, width).
    """
    rows = grey[grey.shape[0] // _STRIP // 4 : grey.shape[0] // _STRIP * 3 // 4]
    if rows.size == 0:
        return None
    cells = np.array_split(rows, _CELLS, axis=1)
    means = [float(cell[:, cell.shape[1] // 4 : cell.shape[1] * 3 // 4].mean()) for cell in cells]
    bits = [int(mean > (_BLACK + _WHITE) / 2) for mean in means]
    if tuple(bits[: len(_SYNC)]) != _SYNC:
        return None
    return int("".join(map(str, bits[len(_SYNC) :])), 2) * 1000 / RATE_HZ


def _picture(number: int, bright: bool) -> npt.NDArray[np.uint8]:
    picture = np.full((_HEIGHT_PX, _WIDTH_PX), _WHITE if bright else _BLACK, dtype=np.uint8)
    bits = (*_SYNC, *((number >> bit) & 1 for bit in range(_BITS - 1, -1, -1)))
    side = _WIDTH_PX // _CELLS
    for cell, bit in enumerate(bits):
        picture[: _HEIGHT_PX // _STRIP, cell * side : (cell + 1) * side] = _WHITE if bit else _BLACK
    return picture
