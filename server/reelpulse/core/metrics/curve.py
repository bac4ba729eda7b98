"""The per-second curve: how many people showed which emotion in each second of an ad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS
from reelpulse.core.metrics.epochs import SeatSeconds


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Counts of people by second; seconds without anybody measured have 0 people."""

    people: npt.NDArray[np.int64]
    """Shape (seconds,): how many viewings were measured in that second (n)."""
    emotions: npt.NDArray[np.int64]
    """Shape (seconds, 7): how many of them showed each emotion."""

    @property
    def groups(self) -> npt.NDArray[np.int64]:
        """Shape (seconds, 3): how many of them showed each group, in the order of `GROUPS`."""
        columns = [[i for i, e in enumerate(EMOTIONS) if GROUP_OF[e] is g] for g in GROUPS]
        return np.stack([self.emotions[:, c].sum(axis=1) for c in columns], axis=1)


def curve(seconds: SeatSeconds, *, duration_s: int) -> Curve:
    """Count the people of each second under their strongest emotion.

    Args:
        seconds: rows of one ad, none past its end; who saw the ad twice counts once per viewing.
        duration_s: length of the ad in whole seconds, rounded up.
    """
    counts = np.zeros((duration_s, len(EMOTIONS)), dtype=np.int64)
    np.add.at(counts, (seconds.second, seconds.label), 1)
    return Curve(people=counts.sum(axis=1), emotions=counts)
