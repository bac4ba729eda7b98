"""The per-second curve: how many people showed which emotion in each second of an ad."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, GROUPS, Group, members
from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.wilson import wilson_interval


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Curve:
    """Counts of people by second; seconds without anybody measured have 0 people."""

    people: npt.NDArray[np.int64]
    """Shape (seconds,): how many viewings were measured in that second (n)."""
    seats: npt.NDArray[np.int64]
    """Shape (seconds,): of how many different people; fewer than `people` when an ad came twice."""
    emotions: npt.NDArray[np.int64]
    """Shape (seconds, 7): how many of them showed each emotion."""

    @property
    def groups(self) -> npt.NDArray[np.int64]:
        """Shape (seconds, 3): how many of them showed each group, in the order of `GROUPS`."""
        return np.stack([self.emotions[:, members(g)].sum(axis=1) for g in GROUPS], axis=1)

    def share(self, group: Group) -> npt.NDArray[np.float64]:
        """Shape (seconds,), 0 … 1; not a number where nobody was measured: a gap, never zero."""
        return share_of(self.groups[:, GROUPS.index(group)], self.people)

    def band(self, group: Group) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:
        """Lower and upper ends of the share's 95 % interval, as `wilson_interval` gives them.

        Its n are people: a second viewing by the same person does not make the share surer.
        """
        return wilson_interval(self.share(group), self.seats)


def share_of(
    count: npt.NDArray[np.int64], people: npt.NDArray[np.int64]
) -> npt.NDArray[np.float64]:
    """`count / people`, of one shape; not a number where there are no people."""
    return np.divide(count, people, out=np.full(count.shape, np.nan), where=people > 0)


def curve(seconds: SeatSeconds, *, duration_s: int) -> Curve:
    """Count the people of each second under their strongest emotion.

    Args:
        seconds: rows of one ad, none past its end; who saw the ad twice counts once per viewing.
        duration_s: length of the ad in whole seconds, rounded up.
    """
    counts = np.zeros((duration_s, len(EMOTIONS)), dtype=np.int64)
    np.add.at(counts, (seconds.second, seconds.label), 1)
    of_seats = np.unique(np.stack([seconds.second, seconds.seat], axis=1), axis=0)[:, 0]
    return Curve(
        people=counts.sum(axis=1),
        seats=np.bincount(of_seats, minlength=duration_s),
        emotions=counts,
    )
