"""Which probabilities figures are made of: as the net read the faces, or freed of the resting face."""

from __future__ import annotations

from enum import StrEnum


class Basis(StrEnum):
    """Which probabilities a figure is made of."""

    RAW = "raw"
    """As the net read the faces."""
    CORRECTED = "corrected"
    """Less the seat's resting face; of seats whose resting face is not known, as the net read them."""
