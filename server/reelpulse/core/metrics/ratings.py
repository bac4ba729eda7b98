"""Lays what people coded and what the machine read side by side, second by second."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS
from reelpulse.core.labels import HandLabel
from reelpulse.core.metrics.epochs import SeatSeconds

MISSING: Final = -1
_SECOND_MS: Final = 1000

Unit = tuple[int, int, int]
"""Exposure, seat, whole second of the ad's timecode."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Ratings:
    """One row per rater, one column per unit that a person coded."""

    coders: tuple[str, ...]
    """The people, in the order of their rows."""
    people: npt.NDArray[np.int64]
    """Shape (coders, units): index into `EMOTIONS`, or `MISSING`."""
    machine: npt.NDArray[np.int64]
    """Shape (units,): index into `EMOTIONS`, or `MISSING`."""

    @property
    def everybody(self) -> npt.NDArray[np.int64]:
        """Shape (coders + 1, units): the people, then the machine."""
        return np.vstack([self.people, self.machine[None, :]])


def ratings(labels: Sequence[HandLabel], seconds: SeatSeconds) -> Ratings:
    """Every second that somebody coded.

    A label belongs to each second whose middle lies in it: a second is named once by each coder, and a
    label shorter than that may name none. The machine names the strongest emotion of the second's
    median, as every figure does; where it measured nothing, it names nothing.

    Raises:
        ValueError: a coder names two emotions for one second.
    """
    by_coder: dict[str, dict[Unit, int]] = {}
    for label in labels:
        own = by_coder.setdefault(label.coder, {})
        for unit in units_of(label):
            if own.setdefault(unit, EMOTIONS.index(label.emotion)) != EMOTIONS.index(label.emotion):
                raise ValueError(f"{label.coder} names two emotions for {unit}")
    units = sorted({unit for own in by_coder.values() for unit in own})
    keys = zip(
        seconds.exposure_id.tolist(), seconds.seat.tolist(), seconds.second.tolist(), strict=True
    )
    measured: dict[Unit, int] = dict(zip(keys, seconds.label.tolist(), strict=True))
    coders = tuple(sorted(by_coder))
    return Ratings(
        coders=coders,
        people=_rows([by_coder[coder] for coder in coders], units),
        machine=_rows([measured], units)[0],
    )


def units_of(label: HandLabel) -> tuple[Unit, ...]:
    """The seconds whose middle lies in the label."""
    first = -(-(label.from_ms - _SECOND_MS // 2) // _SECOND_MS)
    last = -(-(label.to_ms - _SECOND_MS // 2) // _SECOND_MS)
    return tuple((label.exposure_id, label.seat, s) for s in range(max(0, first), last))


def in_groups(codes: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The same table with indices into `GROUPS`; what is missing stays so."""
    group = np.array([GROUPS.index(GROUP_OF[emotion]) for emotion in EMOTIONS], dtype=np.int64)
    return np.where(codes == MISSING, MISSING, group[codes])


def _rows(raters: Iterable[Mapping[Unit, int]], units: Sequence[Unit]) -> npt.NDArray[np.int64]:
    rows = [[rater.get(unit, MISSING) for unit in units] for rater in raters]
    return np.array(rows, dtype=np.int64).reshape(-1, len(units))
