"""Follows one face by where it is, how large it is and how fast it moves; nothing else is known of it."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Final

from reelpulse.core.frame import Box

VELOCITY_MEMORY_S: Final = 0.25
"""Shorter, and the detector's trembling is taken for a movement; longer, and a turn is seen late."""
COASTING_S: Final = 1.5
"""A hidden face goes on as it went, slower and slower: nobody walks through a room unseen for long."""
HOME_MEMORY_S: Final = 5.0
REST_FACES_PER_S: Final = 1.0
"""Who moves faster than so many face widths a second walks; a sitting person's sway stays below."""

Point = tuple[float, float]


@dataclass(slots=True, kw_only=True, eq=False)
class SeatMotion:
    """A face that is in the picture, or was."""

    box: Box
    seen_at_ns: int
    velocity_px_s: Point = (0.0, 0.0)
    home_px: Point = field(init=False)
    """Where the face is when it is at rest: the chair."""
    sightings: int = 1
    seat: int | None = None
    """None while it was not seen often enough to be a person."""

    def __post_init__(self) -> None:
        self.home_px = self.box.centre_px

    @property
    def is_at_rest(self) -> bool:
        """Whether it sits rather than walks."""
        return math.hypot(*self.velocity_px_s) < REST_FACES_PER_S * self.box.width_px

    def unseen_s(self, at_ns: int) -> float:
        """Seconds since it was last seen, never below 0."""
        return max(at_ns - self.seen_at_ns, 0) / 1e9

    def predicted_px(self, at_ns: int) -> Point:
        """Where it should be by now: its velocity falls off with `COASTING_S`."""
        travel_s = COASTING_S * (1 - math.exp(-self.unseen_s(at_ns) / COASTING_S))
        (x, y), (vx, vy) = self.box.centre_px, self.velocity_px_s
        return x + vx * travel_s, y + vy * travel_s

    def see(self, box: Box, at_ns: int) -> None:
        """Take over where it is now, how fast it goes, and where it rests."""
        elapsed_s = self.unseen_s(at_ns)
        if elapsed_s > COASTING_S:
            self.velocity_px_s = 0.0, 0.0
        elif elapsed_s > 0:
            share = 1 - math.exp(-elapsed_s / VELOCITY_MEMORY_S)
            (x, y), (old_x, old_y) = box.centre_px, self.box.centre_px
            measured = (x - old_x) / elapsed_s, (y - old_y) / elapsed_s
            self.velocity_px_s = _towards(self.velocity_px_s, measured, share)
        self.box = box
        self.seen_at_ns = at_ns
        self.sightings += 1
        if self.is_at_rest:
            share = 1 - math.exp(-elapsed_s / HOME_MEMORY_S)
            self.home_px = _towards(self.home_px, box.centre_px, share)

    def misfit(self, box: Box, at_ns: int) -> float:
        """How badly a face fits what was expected; 1 is the limit.

        The squared distance from the predicted place in face widths, plus the squared logarithm to the
        base 2 of how much larger or smaller it is. Squares, because with plain distances two faces
        that pass each other on a line could swap at no cost.
        """
        return self._faces_away(self.predicted_px(at_ns), box) ** 2 + self._resized(box) ** 2

    def misfit_after_absence(self, box: Box) -> float:
        """The same after a longer absence: by the last place and by the chair; 1 is the limit."""
        nearest = min(
            self._faces_away(self.box.centre_px, box), self._faces_away(self.home_px, box)
        )
        return nearest**2 + self._resized(box) ** 2

    def touches(self, other: SeatMotion) -> bool:
        """Whether the two are so near that one of them is no face: under half a width."""
        return self._faces_away(self.box.centre_px, other.box) < 0.5

    def _resized(self, box: Box) -> float:
        return math.log2(max(box.height_px, 1.0) / max(self.box.height_px, 1.0))

    def _faces_away(self, point: Point, box: Box) -> float:
        return math.dist(point, box.centre_px) / max(self.box.width_px, box.width_px, 1.0)


def _towards(old: Point, new: Point, share: float) -> Point:
    return old[0] + share * (new[0] - old[0]), old[1] + share * (new[1] - old[1])
