"""Decides at which frames of a webcam the tiles are searched, by the frames' own times."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

INTERVAL_NS: Final = 200_000_000
"""Tiles are searched at most five times a second."""
IDLE_INTERVAL_NS: Final = 2_000_000_000
"""So often `auto` looks for small faces while there are none."""


class TileMode(StrEnum):
    """Whether faces are also searched in parts of the picture."""

    AUTO = "auto"
    """Every two seconds, and five times a second while somebody is found only there."""
    ON = "on"
    """Five times a second."""
    OFF = "off"


class TilePace:
    """The pace of one webcam; the same times give the same frames, live and afterwards."""

    def __init__(self, mode: TileMode) -> None:
        self._mode = mode
        self._needed = mode is TileMode.ON
        self._searched_at_ns: int | None = None

    def takes(self, at_ns: int) -> bool:
        """Whether the tiles are searched in the frame of this time; frames come in order."""
        due = self.is_due(at_ns)
        if due:
            self._searched_at_ns = at_ns
        return due

    def is_due(self, at_ns: int) -> bool:
        """Whether they would be; changes nothing."""
        if self._mode is TileMode.OFF:
            return False
        if self._searched_at_ns is None:
            return True
        interval_ns = INTERVAL_NS if self._needed else IDLE_INTERVAL_NS
        # A clock that was set back starts anew.
        return not 0 <= at_ns - self._searched_at_ns < interval_ns

    def learn(self, *, needed: bool) -> None:
        """Told after each frame whether somebody was seen whom the whole picture did not show."""
        self._needed = needed or self._mode is TileMode.ON
