"""One-second epochs: the median of each person's readings in each second of an exposure."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.samples import Samples


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
        """Shape (m,): index into `EMOTIONS` of the strongest emotion."""
        return np.asarray(np.argmax(self.probabilities, axis=1), dtype=np.int64)

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
    """
    keys = np.stack([samples.exposure_id, samples.seat, samples.position_ms // 1000], axis=1)
    unique, group = np.unique(keys.reshape(-1, 3), axis=0, return_inverse=True)
    order = np.argsort(group, kind="stable")
    starts = np.searchsorted(group[order], np.arange(len(unique)))
    ends = np.append(starts[1:], len(samples))
    medians = np.array(
        [
            np.median(samples.probabilities[order[a:b]], axis=0)
            for a, b in zip(starts, ends, strict=True)
        ]
    ).reshape(-1, 7)
    return SeatSeconds(
        exposure_id=unique[:, 0],
        seat=unique[:, 1],
        second=unique[:, 2],
        probabilities=medians / np.maximum(medians.sum(axis=1, keepdims=True), 1e-12),
    )
