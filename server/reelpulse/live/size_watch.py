"""Tells the moderator when faces are too small in the pictures that are sent, and which size would do."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from statistics import median
from typing import Final

from reelpulse.core.frame import Reading, SeatReading
from reelpulse.core.quality import Unmeasurable
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind

WINDOW_NS: Final = 5_000_000_000
"""So long is looked before anything is told: who walks through the back is not meant."""
WIDTHS_PX: Final = (640, 960, 1280, 1600, 1920)
"""Widths that the script in OBS may be asked for."""
LARGER_PICTURE: Final = (
    "The faces of {small} of {people} people are {height} px high in a picture of {size}; {needed} px "
    "are needed. Choose a picture width of {width} in the script's settings in OBS, or move the camera "
    "closer."
)
CLOSER_CAMERA: Final = (
    "The faces of {small} of {people} people are {height} px high in a picture of {size}; {needed} px "
    "are needed. Move the camera closer, or zoom in."
)


@dataclass(slots=True, kw_only=True)
class _Window:
    """What one webcam showed since `from_ns`."""

    from_ns: int
    too_small: dict[int, list[bool]] = field(default_factory=lambda: defaultdict(list))
    """By seat, for each reading."""
    heights_px: list[float] = field(default_factory=list)
    """Of the faces that are too small."""


class SizeWatch:
    """Listens to readings; each state of a webcam is told once."""

    def __init__(self, bus: Bus, *, face_height_px_min: int) -> None:
        """Listen from now on.

        Args:
            bus: readings come from it, notices go to it.
            face_height_px_min: of `QualityLimits`.
        """
        self._bus = bus
        self._needed_px = face_height_px_min
        self._windows: dict[str, _Window] = {}
        self._told: dict[str, tuple[int, int]] = {}
        """By webcam: people too small, and the picture's width."""
        bus.subscribe(self._on_event)

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Reading):
            self._see(event)

    def _see(self, reading: Reading) -> None:
        window = self._windows.get(reading.source)
        if window is None or reading.captured_at_ns < window.from_ns:
            window = self._windows[reading.source] = _Window(from_ns=reading.captured_at_ns)
        for seat in reading.seats:
            _note(window, seat)
        if reading.captured_at_ns - window.from_ns >= WINDOW_NS:
            del self._windows[reading.source]
            self._judge(window, reading)

    def _judge(self, window: _Window, reading: Reading) -> None:
        small = sum(sum(seen) * 2 > len(seen) for seen in window.too_small.values())
        state = (small, reading.width_px)
        if small and self._told.get(reading.source) != state:
            detail = self._detail(window, reading, small=small)
            self._bus.publish(
                Notice(kind=NoticeKind.FACES_TOO_SMALL, source=reading.source, detail=detail)
            )
        self._told[reading.source] = state

    def _detail(self, window: _Window, reading: Reading, *, small: int) -> str:
        height_px = median(window.heights_px)
        wanted_px = reading.width_px * self._needed_px / height_px
        enough = [width for width in WIDTHS_PX if width >= wanted_px]
        return (LARGER_PICTURE if enough else CLOSER_CAMERA).format(
            small=small,
            people=len(window.too_small),
            height=int(height_px),
            size=f"{reading.width_px}×{reading.height_px}",
            needed=self._needed_px,
            width=enough[0] if enough else None,
        )


def _note(window: _Window, seat: SeatReading) -> None:
    too_small = seat.unmeasurable is Unmeasurable.TOO_SMALL
    window.too_small[seat.seat].append(too_small)
    if too_small:
        window.heights_px.append(seat.quality.height_px if seat.quality else seat.box.height_px)
