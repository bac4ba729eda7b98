"""What a report is made of: one value that travels to the process that prints it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from reelpulse.core.ad_times import AdTimes
from reelpulse.core.labels import AgreementFigures
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import Session
from reelpulse.texts import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameCounts:
    """What became of the webcam's frames; None is printed as not recorded."""

    received: int | None = None
    """Frames that reached the server."""
    replaced: int | None = None
    """Frames that a newer one replaced before they were measured."""
    readings_kept: int | None = None
    """Seat readings in the data base, also those between the ads."""
    left_out: Mapping[Unmeasurable, int] = field(default_factory=dict)
    """Of these, seen too badly to count, by the first reason; most frequent first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportInput:
    """A session, its figures, and how they are to be printed.

    Raises:
        ValueError: `made_at` has no time zone, so the session's date could not be told.
    """

    session: Session
    figures: ShowFigures
    language: Language
    made_at: datetime
    """Wall time with its zone; the session's date is printed in the same zone."""
    counts: FrameCounts = field(default_factory=FrameCounts)
    agreement: AgreementFigures | None = None
    """None where nobody coded the session by hand."""
    research_nets: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Nets of the session that were trained on pictures released for research only, by name, and
    the names of the sets."""
    ad_times: tuple[AdTimes, ...] = ()
    """How the ad's position was found, by showing; empty where the player drew the ads itself."""

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at needs a time zone")
