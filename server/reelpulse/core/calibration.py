"""How much later than OBS's picture of the ad a webcam shows the room's screen, by flashes of a clip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

Times = npt.NDArray[np.float64]

CLIP_MS: Final = 20_000
_SHORTEST_MS, _LONGEST_MS = 500.0, 900.0
"""At most one flash a second: people are safe with up to three (WCAG 2.3.1)."""
_SEED: Final = 7
DELAY_MAX_MS: Final = 800
_STEP_MS: Final = 5
SEEN: Final = 0.6
"""Correlation from which the flashes count as seen; chance gives less than 0.4 with 100 samples."""
_PLATEAU: Final = 0.005
_PARTS: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUp:
    """What a calibration holds for."""

    webcam: str
    width_px: int
    height_px: int
    """Size of the webcam's input."""
    rate_hz: float
    """Frames a second of OBS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spread:
    """A measured time with its spread."""

    median_ms: float
    low_ms: float
    high_ms: float
    samples: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """What was found for one set-up."""

    set_up: SetUp
    measured_unix_ms: int
    cursor_lead: Spread
    """OBS's media cursor before its own picture; 5th and 95th percentile."""
    camera_delay: Spread | None
    """Screen and camera together; the lowest and highest of four parts. None: no camera saw it."""


def changes_ms() -> Times:
    """When the clip turns from black to white and back; it begins black."""
    holds = np.random.default_rng(_SEED).uniform(_SHORTEST_MS, _LONGEST_MS, 60)
    at = np.cumsum(holds)
    return np.asarray(at[at < CLIP_MS], dtype=np.float64)


def is_bright(at_ms: Times) -> npt.NDArray[np.bool_]:
    """Whether the clip is white at these times, shape (n,)."""
    return np.asarray(np.searchsorted(changes_ms(), at_ms, side="right") % 2 == 1)


def spread_of(values_ms: Times) -> Spread:
    """Median, 5th and 95th percentile."""
    low, middle, high = np.percentile(values_ms, [5, 50, 95])
    return Spread(
        median_ms=float(middle), low_ms=float(low), high_ms=float(high), samples=len(values_ms)
    )


def camera_delay(clip_ms: Times, pictures: npt.NDArray[np.float32]) -> Spread | None:
    """How long after OBS's picture the webcam shows it; None where it does not see the flashes.

    For each delay the brightness that the clip had so much earlier is correlated (Pearson) with each
    pixel over time; the twentieth of the pixels that fits best counts. The middle of all delays that
    fit as well as the best is taken.

    Args:
        clip_ms: shape (n,), where in the clip OBS's picture was when each webcam picture was taken.
        pictures: shape (n, pixels), grey values of the webcam.
    """
    whole = _best_delay(clip_ms, pictures)
    if whole is None:
        return None
    parts = np.array_split(np.arange(len(clip_ms)), _PARTS)
    found = [_best_delay(clip_ms[part], pictures[part]) for part in parts]
    known = [one for one in found if one is not None] or [whole]
    return Spread(median_ms=whole, low_ms=min(known), high_ms=max(known), samples=len(clip_ms))


def _best_delay(clip_ms: Times, pictures: npt.NDArray[np.float32]) -> float | None:
    delays = np.arange(0, DELAY_MAX_MS + 1, _STEP_MS, dtype=np.float64)
    expected = is_bright(clip_ms[np.newaxis, :] - delays[:, np.newaxis]).astype(np.float64)
    fits = _unit(expected) @ _unit(pictures.T.astype(np.float64)).T
    best = np.sort(fits, axis=1)[:, -max(1, pictures.shape[1] // 20) :].mean(axis=1)
    if float(best.max()) < SEEN:
        return None
    return float(delays[best >= best.max() - _PLATEAU].mean())


def _unit(rows: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    centred = rows - rows.mean(axis=1, keepdims=True)
    length = np.linalg.norm(centred, axis=1, keepdims=True)
    return np.asarray(centred / np.maximum(length, 1e-9), dtype=np.float64)
