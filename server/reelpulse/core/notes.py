"""What a moderator notes of a session: what a seat is called and who sits there, and markers."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from reelpulse.core.metrics.samples import Samples

SEAT_NAME_CHARS_MAX: Final = 24
MARKER_CHARS_MAX: Final = 80


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNote:
    """What is noted of one seat of a session."""

    seat: int
    name: str | None = None
    """A short name that says where it is, never who sits there."""
    confirmed: bool = False
    """The moderator has seen that the number stands for one person."""
    merged_into: int | None = None
    """The seat as which it counts: the same person, who was given another number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Marker:
    """A moment that the moderator marked."""

    marker_id: int
    at_ns: int
    """On the session's clock."""
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatSeen:
    """How much of one seat is stored."""

    seat: int
    readings: int
    """Readings that count, also those between the ads; none of a seat that was never seen well."""


class SeatNames:
    """What the seats of a session are called, and as which of them each one counts."""

    def __init__(self, notes: Iterable[SeatNote]) -> None:
        self._notes = {note.seat: note for note in notes}

    def counted_as(self, seat: int) -> int:
        """The seat itself, or the one that it was merged into."""
        note = self._notes.get(seat)
        return seat if note is None or note.merged_into is None else note.merged_into

    def label(self, seat: int) -> str:
        """`3`, or `3 · by the window`; of a seat that was merged that of the other one."""
        person = self.counted_as(seat)
        note = self._notes.get(person)
        return f"{person} · {note.name}" if note is not None and note.name else str(person)


def by_person(samples: Samples, notes: Sequence[SeatNote]) -> Samples:
    """The same readings, with every seat that was merged under the number of the other one."""
    seat = samples.seat.copy()
    for note in notes:
        if note.merged_into is not None:
            seat[samples.seat == note.seat] = note.merged_into
    return dataclasses.replace(samples, seat=seat)
