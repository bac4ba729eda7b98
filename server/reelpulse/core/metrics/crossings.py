"""Where two ads change their order by EmoNPS within the range of K that a user may choose."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND, EmoNps


@dataclass(frozen=True, slots=True, kw_only=True)
class Crossing:
    """Two ads of which one leads for a small K and the other for a large one."""

    silence_weight: float
    """The K at which both have the same EmoNPS."""
    leads_below: str
    """Ad with the higher EmoNPS for every smaller K."""
    leads_above: str


def crossings(of_ads: Mapping[str, EmoNps]) -> tuple[Crossing, ...]:
    """All pairs of ads whose order hangs on the choice of K, in the order of the ads.

    EmoNPS is a straight line over K: the net share at K = 0, falling by the share of the silent. Two
    such lines meet at K = difference of the net shares / difference of the silent shares. A pair
    that meets only at an end of the band keeps its order.

    Args:
        of_ads: by ad; one without people is left out.
    """
    lines = {ad_id: _line(nps) for ad_id, nps in of_ads.items() if nps.persons}
    found = []
    for (first, (net_1, silent_1)), (second, (net_2, silent_2)) in combinations(lines.items(), 2):
        if silent_1 == silent_2:
            continue
        weight = (net_1 - net_2) / (silent_1 - silent_2)
        if SILENCE_WEIGHT_BAND[0] < weight < SILENCE_WEIGHT_BAND[1]:
            below, above = (first, second) if silent_1 > silent_2 else (second, first)
            crossing = Crossing(silence_weight=float(weight), leads_below=below, leads_above=above)
            found.append(crossing)
    return tuple(found)


def _line(nps: EmoNps) -> tuple[Fraction, Fraction]:
    """Net share at K = 0 and share of the silent, exactly: equal shares must compare as equal."""
    net = Fraction(nps.engaged - nps.critical, nps.persons)
    return net, Fraction(nps.silent, nps.persons)
