"""Gives every face a stable seat number by where it is in the picture; no identity is involved."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from reelpulse.core.frame import Box


@dataclass(slots=True)
class _Place:
    """A place where a face is, or was; it becomes a seat once it has been seen often enough."""

    box: Box
    sightings: int
    seat: int | None = None


class SeatKeeper:
    """Matches the faces of one source, frame after frame, to seats.

    People in a focus group sit still, so the nearest known place within one face width is taken; a
    place counts as a seat after `sightings_needed` frames in a row, which keeps a single false face from
    becoming a person. Seats that appear together are numbered from left to right. A seat is never
    given up: who comes back to their place gets their number back.
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
        self._places: list[_Place] = []

    def assign(self, boxes: Sequence[Box]) -> tuple[int | None, ...]:
        """Seat of each box, in the order given; None while a face is too new to be a person."""
        matched = self._match(boxes)
        for index, box in enumerate(boxes):
            if index not in matched:
                matched[index] = _Place(box=box, sightings=0)
                self._places.append(matched[index])
        for index, place in matched.items():
            place.box = boxes[index]
            place.sightings += 1
        self._forget_unconfirmed(keep=list(matched.values()))
        self._number_new()
        return tuple(matched[index].seat for index in range(len(boxes)))

    def _match(self, boxes: Sequence[Box]) -> dict[int, _Place]:
        """Nearest pairs first, each box and each place at most once."""
        pairs = sorted(
            (distance, index, place_index)
            for index, box in enumerate(boxes)
            for place_index, place in enumerate(self._places)
            if (distance := _distance_in_faces(box, place.box)) < 1.0
        )
        matched: dict[int, _Place] = {}
        taken: set[int] = set()
        for _, index, place_index in pairs:
            if index not in matched and place_index not in taken:
                matched[index] = self._places[place_index]
                taken.add(place_index)
        return matched

    def _forget_unconfirmed(self, *, keep: Sequence[_Place]) -> None:
        kept = {id(place) for place in keep}
        self._places = [p for p in self._places if p.seat is not None or id(p) in kept]

    def _number_new(self) -> None:
        ready = [
            p for p in self._places if p.seat is None and p.sightings >= self._sightings_needed
        ]
        for place in sorted(ready, key=lambda p: p.box.centre_px[0]):
            place.seat = next(self._numbers)


def _distance_in_faces(a: Box, b: Box) -> float:
    """Distance between the centres, in widths of the larger face."""
    (ax, ay), (bx, by) = a.centre_px, b.centre_px
    return float(((ax - bx) ** 2 + (ay - by) ** 2) ** 0.5) / max(a.width_px, b.width_px, 1.0)
