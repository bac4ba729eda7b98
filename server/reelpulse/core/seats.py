"""Gives every face a stable seat number by where it is in the picture; no identity is involved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import count
from typing import Final

import numpy as np
from scipy.optimize import linear_sum_assignment

from reelpulse.core.frame import Box
from reelpulse.core.seat_motion import COASTING_S, SeatMotion

MISFIT_MAX: Final = 1.0
"""One face width away, or twice as large: somebody else."""


class SeatKeeper:
    """Matches the faces of one source, frame after frame, to seats.

    All faces of a frame are matched at once to where the known ones should be by now, with the least
    sum of misfits. Who was away longer is known again by the last place or the chair. A face counts as
    a seat after `sightings_needed` frames in a row at the end of which it is at rest: this keeps a
    single false face, and somebody on the way to a chair, from becoming a person. Seats that appear
    together are numbered from left to right. A seat is never given up: who comes back to their place
    gets their number back, and so does, because nobody is recognised, who takes an empty chair.
    """

    def __init__(self, *, sightings_needed: int = 3, numbers: Iterator[int] | None = None) -> None:
        """Start with no seats.

        Args:
            sightings_needed: in so many frames, one after the other, a face must be seen.
            numbers: the next seat numbers; keepers of several cameras share one iterator, because a
                number means one person in the whole session.
        """
        self._sightings_needed = sightings_needed
        self._numbers = numbers if numbers is not None else count(1)
        self._seats: list[SeatMotion] = []
        self._newcomers: list[SeatMotion] = []

    def assign(self, boxes: Sequence[Box], *, at_ns: int) -> tuple[int | None, ...]:
        """Seat of each box, in the order given; None while a face is too new to be a person.

        Args:
            boxes: the faces of one frame.
            at_ns: when it was captured, on any clock that only goes forward.
        """
        open_boxes = dict(enumerate(boxes))
        here = [s for s in self._seats if s.unseen_s(at_ns) <= COASTING_S]
        seen = _take(open_boxes, here, lambda seat, box: seat.misfit(box, at_ns))
        known = _take(open_boxes, self._newcomers, lambda new, box: new.misfit(box, at_ns))
        away = [seat for seat in self._seats if seat not in seen.values()]
        seen |= _take(open_boxes, away, lambda seat, box: seat.misfit_after_absence(box))
        for index, motion in (seen | known).items():
            motion.see(boxes[index], at_ns)
        known |= {i: SeatMotion(box=box, seen_at_ns=at_ns) for i, box in open_boxes.items()}
        seen |= self._seated_again(known, [seat for seat in away if seat not in seen.values()])
        self._newcomers = [new for index, new in known.items() if index not in seen]
        self._number(at_ns)
        by_index = known | seen
        return tuple(by_index[index].seat for index in range(len(boxes)))

    def _seated_again(
        self, newcomers: dict[int, SeatMotion], away: Sequence[SeatMotion]
    ) -> dict[int, SeatMotion]:
        """Who walked in and now rests where a seat is empty; passing an empty chair takes nothing."""
        resting = {i: new.box for i, new in newcomers.items() if self._may_sit(new)}
        taken = _take(resting, away, lambda seat, box: seat.misfit_after_absence(box))
        for index, seat in taken.items():
            seat.see(newcomers[index].box, newcomers[index].seen_at_ns)
        return taken

    def _number(self, at_ns: int) -> None:
        present = [seat for seat in self._seats if seat.seen_at_ns == at_ns]
        ready = [
            new
            for new in self._newcomers
            if self._may_sit(new) and not any(new.touches(seat) for seat in present)
        ]
        for new in sorted(ready, key=lambda motion: motion.box.centre_px[0]):
            new.seat = next(self._numbers)
            self._newcomers.remove(new)
            self._seats.append(new)

    def _may_sit(self, newcomer: SeatMotion) -> bool:
        return newcomer.sightings >= self._sightings_needed and newcomer.is_at_rest


def _take(
    boxes: dict[int, Box],
    motions: Sequence[SeatMotion],
    misfit: Callable[[SeatMotion, Box], float],
) -> dict[int, SeatMotion]:
    """Match with the least sum of misfits, and take what was matched out of `boxes`.

    Leaving a pair apart costs `MISFIT_MAX`, so that nobody is moved over a seat to make room.
    """
    if not boxes or not motions:
        return {}
    indices = list(boxes)
    costs = np.array([[misfit(motion, boxes[index]) for index in indices] for motion in motions])
    rows, columns = linear_sum_assignment(np.minimum(costs, MISFIT_MAX))
    matched = {
        indices[column]: motions[row]
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if costs[row, column] < MISFIT_MAX
    }
    for index in matched:
        del boxes[index]
    return matched
