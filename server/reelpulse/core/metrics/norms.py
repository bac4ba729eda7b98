"""Norm metrics: how many people ever showed an emotion, and how many in a second of the ad."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, GROUPS, Emotion, Group, members
from reelpulse.core.metrics.curve import Curve, share_of
from reelpulse.core.metrics.epochs import SeatSeconds


@dataclass(frozen=True, slots=True, kw_only=True)
class Norm:
    """How widely one emotion or group was shown in one ad."""

    ever: int
    """People who showed it in at least one second of a viewing that counts."""
    of_people: int
    """People with a viewing that counts."""
    average: float | None
    maximum: float | None
    minimum: float | None
    """Share of the people measured, 0 … 1, over the seconds in which anybody was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdNorms:
    """The norm metrics of one ad."""

    emotions: Mapping[Emotion, Norm]
    groups: Mapping[Group, Norm]


def ad_norms(of_contacts: SeatSeconds, by_second: Curve) -> AdNorms:
    """The figures with which advertising research compares ads.

    A person ever showed an emotion when it was the strongest one in some second. Who was hardly
    measured had no chance to show it, so only viewings that count as contacts are asked.
    Source: the norm metrics that Realeyes publishes (who ever showed it; average, maximum and minimum
    per second).

    Args:
        of_contacts: the ad's seconds of viewings that count.
        by_second: the ad's curve, of everybody measured.
    """
    measured = by_second.people > 0

    def norm(emotions: tuple[int, ...], counts: npt.NDArray[np.int64]) -> Norm:
        shown = of_contacts.seat[np.isin(of_contacts.label, emotions)]
        shares = share_of(counts, by_second.people)[measured]
        return Norm(
            ever=len(np.unique(shown)),
            of_people=len(np.unique(of_contacts.seat)),
            average=float(shares.mean()) if len(shares) else None,
            maximum=float(shares.max()) if len(shares) else None,
            minimum=float(shares.min()) if len(shares) else None,
        )

    return AdNorms(
        emotions={e: norm((i,), by_second.emotions[:, i]) for i, e in enumerate(EMOTIONS)},
        groups={g: norm(members(g), by_second.groups[:, i]) for i, g in enumerate(GROUPS)},
    )
