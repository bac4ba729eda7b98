"""Two ads before the same people: by how much more of the time each person was pleased."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from reelpulse.core.emotion import Group, members
from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.signed_rank import holm, signed_rank_p


@dataclass(frozen=True, slots=True, kw_only=True)
class Comparison:
    """Two ads, by the people of whom a viewing of each counts."""

    first: str
    second: str
    pairs: int
    """People who are compared with themselves."""
    more: int
    fewer: int
    """People with a higher and with a lower share of positive seconds in the first ad."""
    median: float | None
    """Of the differences first - second, -1 … 1; None without pairs."""
    p: float | None
    """Two-sided, exact, corrected by Holm for all comparisons of the session; None when nobody's
    shares differ."""


def comparisons(of_contacts: Mapping[str, SeatSeconds]) -> tuple[Comparison, ...]:
    """Compare every two ads, in their order.

    Compared is each person's share of seconds with happiness or surprise as the strongest emotion.

    Args:
        of_contacts: by ad its seconds of viewings that count.
    """
    shares = {ad_id: _positive_shares(seconds) for ad_id, seconds in of_contacts.items()}
    found = [_compared(a, shares[a], b, shares[b]) for a, b in combinations(shares, 2)]
    corrected = holm([comparison.p for comparison in found])
    return tuple(replace(c, p=p) for c, p in zip(found, corrected, strict=True))


def _positive_shares(seconds: SeatSeconds) -> dict[int, float]:
    """By seat."""
    positive = np.isin(seconds.label, members(Group.POSITIVE))
    return {
        seat: float(positive[seconds.seat == seat].mean())
        for seat in np.unique(seconds.seat).tolist()
    }


def _compared(
    first: str, of_first: Mapping[int, float], second: str, of_second: Mapping[int, float]
) -> Comparison:
    seats: Sequence[int] = sorted(of_first.keys() & of_second.keys())
    differences = np.round([of_first[seat] - of_second[seat] for seat in seats], 12)
    return Comparison(
        first=first,
        second=second,
        pairs=len(seats),
        more=int((differences > 0).sum()),
        fewer=int((differences < 0).sum()),
        median=float(np.median(differences)) if seats else None,
        p=signed_rank_p(differences),
    )
