"""One-second epochs: the median of each person's readings in each second of an exposure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.samples import Samples

_TIE_ORDER: Final = np.array(
    sorted(range(len(EMOTIONS)), key=lambda i: EMOTIONS[i] is not Emotion.NEUTRAL)
)
_AGREEMENT: Final = 0.5
"""Medians that hold less of the probability than this say that the readings contradict each other."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeatSeconds:
    """One row per exposure, seat and second that was measured, sorted in this order."""

    exposure_id: npt.NDArray[np.int64]
    seat: npt.NDArray[np.int64]
    second: npt.NDArray[np.int64]
    """Whole seconds of the ad's timecode: 0 is 0 … 999 ms."""
    probabilities: npt.NDArray[np.float64]
    """Shape (m, 7), rows sum to 1, in the order of `EMOTIONS`."""

    def __len__(self) -> int:
        return len(self.exposure_id)

    @property
    def label(self) -> npt.NDArray[np.int64]:
        """Shape (m,): index into `EMOTIONS` of the strongest emotion.

        In a tie neutral, else the first in order: indecision is not read as an emotion.
        """
        strongest = np.argmax(self.probabilities[:, _TIE_ORDER], axis=1)
        return np.asarray(_TIE_ORDER[strongest], dtype=np.int64)

    def where(self, mask: npt.NDArray[np.bool_]) -> SeatSeconds:
        """The rows that `mask` (shape (m,)) selects."""
        return SeatSeconds(
            exposure_id=self.exposure_id[mask],
            seat=self.seat[mask],
            second=self.second[mask],
            probabilities=self.probabilities[mask],
        )


def seat_seconds(samples: Samples) -> SeatSeconds:
    """Reduce readings to one row a second.

    The median per emotion, then divided by the sum so that a row is a distribution again. A median
    per second and person before anything is counted is the practice of facial coding in
    advertising research: it keeps a blink or a single misread frame from counting as a reaction.
    Where the readings contradict each other (three readings, three emotions), the medians of all
    seven are near zero and their rest would be noise: such a second is the mean of its readings.
    """
    keys = np.stack([samples.exposure_id, samples.seat, samples.position_ms // 1000], axis=1)
    unique, group = np.unique(keys.reshape(-1, 3), axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(unique)), side="left")
    ends = np.searchsorted(group[order], np.arange(len(unique)), side="right")
    rows = [
        _one_second(samples.probabilities[order[a:b]]) for a, b in zip(starts, ends, strict=True)
    ]
    return SeatSeconds(
        exposure_id=unique[:, 0],
        seat=unique[:, 1],
        second=unique[:, 2],
        probabilities=np.array(rows, dtype=np.float64).reshape(-1, len(EMOTIONS)),
    )


def _one_second(readings: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Shape (k, 7) to (7,), summing to 1; the same in whatever order the readings come."""
    middle = np.median(readings, axis=0)
    if middle.sum() < _AGREEMENT:
        middle = np.sort(readings, axis=0).mean(axis=0)
    return np.asarray(middle / middle.sum(), dtype=np.float64)
