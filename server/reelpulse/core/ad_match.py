"""Which of an ad's own frames a picture of it shows, and how far the player's cursor is ahead of it."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median
from typing import Final

import numpy as np
import numpy.typing as npt

Pictures = npt.NDArray[np.float32]
"""Shape (n, pixels): grey values of n pictures."""

FLAT: Final = 2.0
"""A picture whose grey values (0…255) deviate less is one plain colour: nothing can be told by it."""
FAR: Final = 0.1
"""From this distance on it is another picture; the same one through JPEG lies below 0.01."""
ALIKE: Final = 1.5
"""A frame at up to so many times the smallest distance cannot be told from the nearest one."""
NOISE: Final = 2e-5
"""Distance that two copies of one frame have by rounding alone."""
SPAN_MAX_MS: Final = 70.0
"""Frames that look alike over a longer time are a still: two frames at 30 a second are less."""
LEADS: Final = 5
"""The median of so many follows a stall of OBS within half a second at ten pictures a second."""
LEADS_AGE_NS: Final = 5_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class AdMatch:
    """What comparing a picture of the ad with the ad's own frames gave."""

    position_ms: float | None
    """Time of the frame in the ad; None where the frames about there do not differ enough."""
    is_there: bool = True
    """False: the picture is none of the frames about there."""


def match_frame(
    picture: npt.NDArray[np.float32], frames: Pictures, times_ms: npt.NDArray[np.float64]
) -> AdMatch:
    """Compare a picture with the frames that it may show.

    The distance is 1 − r, r Pearson's correlation of the grey values: brightness and contrast, which a
    player may change, do not matter. The answer is the middle of the frames that cannot be told apart.

    Args:
        picture: shape (pixels,), grey values.
        frames: shape (n, pixels).
        times_ms: shape (n,), their times in the ad, rising.
    """
    if len(frames) == 0 or float(picture.std()) < FLAT:
        return AdMatch(position_ms=None)
    distances = 1 - _unit(frames) @ _unit(picture[np.newaxis])[0]
    nearest = float(distances.min())
    if nearest > FAR:
        return AdMatch(position_ms=None, is_there=False)
    alike = times_ms[distances <= ALIKE * max(nearest, 0.0) + NOISE]
    if alike[-1] - alike[0] > SPAN_MAX_MS:
        return AdMatch(position_ms=None)
    return AdMatch(position_ms=float((alike[0] + alike[-1]) / 2))


def _unit(pictures: Pictures) -> Pictures:
    """Each picture less its mean, of length 1; a plain one is all zeros."""
    centred = pictures - pictures.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-6), dtype=np.float32)


class AdLead:
    """How far the cursor is ahead of the picture, by the last matches of one start of one ad."""

    def __init__(self) -> None:
        self._seen: deque[tuple[int, float]] = deque(maxlen=LEADS)

    def forget(self) -> None:
        """The ad was started, held or moved: the lead is another one now."""
        self._seen.clear()

    def see(self, lead_ms: float, *, at_ns: int) -> None:
        """A frame was recognised with the cursor so far ahead of it."""
        self._seen.append((at_ns, lead_ms))

    def at(self, at_ns: int) -> float | None:
        """Median of the last five leads in milliseconds; None without one of the last five seconds."""
        leads = [lead for seen_ns, lead in self._seen if at_ns - seen_ns <= LEADS_AGE_NS]
        return median(leads) if leads else None
