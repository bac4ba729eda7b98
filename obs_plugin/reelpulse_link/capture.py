"""The port through which webcam pictures come out of OBS, and the pictures themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True)
class Picture:
    """One webcam picture."""

    webcam: str
    """Name of the OBS input."""
    jpeg: bytes
    captured_at_ns: int
    """This machine's `perf_counter_ns` when OBS drew it."""
    uncertain_ns: int = 0
    """The moment may be off by so much, either way."""
    ad_jpeg: bytes = b""
    """The ad as it was on the screen then, small; empty where none was or none is taken."""


OnPicture = Callable[[Picture], None]
OnTrouble = Callable[[str], None]
"""Told what keeps pictures from coming, and an empty text when they come again."""


@dataclass(frozen=True)
class Demand:
    """What is asked for at this moment."""

    webcam: Callable[[], bool]
    """Whether somebody takes pictures now; while nobody does, none are made."""
    ad: Callable[[], bool]
    """Whether an ad is on the screen, so that its picture tells its position."""


class Capture(Protocol):
    """Gives the pictures of one webcam at a steady pace, from a thread of its own."""

    def start(self) -> None:
        """Begin."""
        ...

    def tick(self) -> None:
        """Called by OBS's timer twice a second; must return at once."""
        ...

    def stop(self) -> None:
        """End, and wait for the thread."""
        ...


@dataclass(frozen=True)
class CaptureWish:
    """What is to be captured, and how."""

    webcam: str = ""
    """Name of an OBS input; empty: the one in the session's scene."""
    width_px: int = 640
    rate_hz: float = 15.0
    jpeg_quality: int = 80
    route: str = ""
    """`tap`, or empty for screenshots."""
