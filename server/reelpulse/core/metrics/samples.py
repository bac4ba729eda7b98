"""The readings taken while ads played, as columns."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Samples:
    """One row per seat and frame of an ad; what was not measured has no row."""

    exposure_id: npt.NDArray[np.int64]
    """Shape (n,)."""
    seat: npt.NDArray[np.int64]
    """Shape (n,)."""
    position_ms: npt.NDArray[np.int64]
    """Shape (n,), timecode in the ad."""
    probabilities: npt.NDArray[np.float64]
    """Shape (n, 7) in the order of `EMOTIONS`."""

    def __post_init__(self) -> None:
        rows = self.exposure_id.shape
        if self.seat.shape != rows or self.position_ms.shape != rows:
            raise ValueError("columns of different length")
        if self.probabilities.shape != (*rows, 7):
            raise ValueError(f"probabilities of shape {self.probabilities.shape}, wanted (n, 7)")

    def __len__(self) -> int:
        return len(self.exposure_id)
