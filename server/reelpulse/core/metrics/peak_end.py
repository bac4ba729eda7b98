"""The moments of an ad that people keep: its peak and its end, and its first seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import GROUPS, Group
from reelpulse.core.metrics.curve import Curve

EDGE_S: Final = 5
"""So many first and last seconds of an ad are its opening and its ending."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Peak:
    """The second of an ad in which most people showed a group of emotions."""

    second: int
    people: int
    """Viewings that showed it."""
    of_people: int
    """Viewings measured."""
    seats: int
    """Different people measured."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeakEnd:
    """How one group of emotions began, culminated and ended in an ad."""

    peak: Peak | None
    """None when nobody showed it."""
    opening: float | None
    """Mean share per second in the first `EDGE_S` seconds, 0 … 1; None if nobody was measured."""
    ending: float | None
    """The same in the last `EDGE_S` seconds."""


def peak_end(by_second: Curve, group: Group) -> PeakEnd:
    """The peak is the second with the highest lower end of its 95 % interval, the first of equals.

    An ad of fewer than `EDGE_S` seconds is its own opening and ending. People judge what they lived
    through by its peak and its end: Fredrickson, Kahneman 1993, J. Pers. Soc. Psychol. 65; for ads
    Baumgartner, Sujan, Padgett 1997, J. Mark. Res. 34.
    """
    share = by_second.share(group)
    return PeakEnd(
        peak=_peak(by_second, group),
        opening=_mean(share[:EDGE_S]),
        ending=_mean(share[-EDGE_S:]),
    )


def _peak(by_second: Curve, group: Group) -> Peak | None:
    count = by_second.groups[:, GROUPS.index(group)]
    if not count.any():
        return None
    low, _ = by_second.band(group)
    second = int(np.nanargmax(np.where(count > 0, low, np.nan)))
    return Peak(
        second=second,
        people=int(count[second]),
        of_people=int(by_second.people[second]),
        seats=int(by_second.seats[second]),
    )


def _mean(share: npt.NDArray[np.float64]) -> float | None:
    measured = share[~np.isnan(share)]
    return float(measured.mean()) if len(measured) else None
