"""A session: one focus group, its plan of ads, and what became of each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from reelpulse.core.notes import Marker, SeatNote

BUFFER_MS: Final = 1000
"""Neutral pause before an ad, unless the moderator wants another."""


class SessionState(StrEnum):
    """How far a session has come."""

    READY = "ready"
    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    """The server or the machine stopped in mid-session; what was measured is kept."""
    ANALYSING = "analysing"
    """A film is measured afterwards, or its analysis was broken off and can go on."""


class ExposureEnd(StrEnum):
    """Why an ad stopped playing."""

    PLAYED = "played"
    SKIPPED = "skipped"
    STOPPED = "stopped"
    LOST = "lost"
    """The sender went away, or could not play the ad to its end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """One ad's file, checked when the plan is made."""

    ad_id: str
    title: str
    path: Path
    sha256: str
    duration_ms: int
    width_px: int
    height_px: int
    frame_rate_hz: float


@dataclass(frozen=True, slots=True, kw_only=True)
class ExposurePause:
    """A time during which an ad stood still; on the session's clock."""

    paused_at_ns: int
    resumed_at_ns: int | None = None
    """None: it never went on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposure:
    """One showing of one ad to the whole group."""

    exposure_id: int
    ad_id: str
    started_at_ns: int
    """Server's clock."""
    ended_at_ns: int | None = None
    ended_how: ExposureEnd | None = None
    pauses: tuple[ExposurePause, ...] = ()
    """In order; only the last one may be without an end."""

    @property
    def is_paused(self) -> bool:
        """The ad stands still."""
        return bool(self.pauses) and self.pauses[-1].resumed_at_ns is None

    def paused(self, at_ns: int) -> Exposure:
        """The same showing, held from now on; one that is held stays as it is."""
        if self.is_paused:
            return self
        return replace(self, pauses=(*self.pauses, ExposurePause(paused_at_ns=at_ns)))

    def resumed(self, at_ns: int) -> Exposure:
        """The same showing, going on; one that is not held stays as it is."""
        if not self.is_paused:
            return self
        last = replace(self.pauses[-1], resumed_at_ns=at_ns)
        return replace(self, pauses=(*self.pauses[:-1], last))

    def moving_ns(self, until_ns: int) -> int:
        """How long the ad was on the screen and not held, up to a moment."""
        held_ns = sum(
            max(0, min(until_ns, pause.resumed_at_ns or until_ns) - pause.paused_at_ns)
            for pause in self.pauses
        )
        return max(0, until_ns - self.started_at_ns - held_ns)


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineWindow:
    """A time in which the room saw the neutral scene before an ad; on the session's clock."""

    started_at_ns: int
    ended_at_ns: int
    """When the ad's first frame was on the screen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One file of the programme that OBS recorded; times on the session's clock."""

    started_at_ns: int
    """The file's time 0."""
    stopped_at_ns: int | None = None
    """None while it is recorded, or when its end is not known."""
    path: Path | None = None
    """None until OBS has told where the file lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmOrigin:
    """Where a session comes from that was measured from a film afterwards."""

    from_session: int | None
    """The session whose recording it is; None of any other film."""
    of_whole_film: bool
    """No ad was named: the film itself stands in the plan. Its pictures show people and are never
    printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ModelIdentity:
    """Which net measured, so that figures can be traced to a file."""

    role: str
    name: str
    sha256: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """One focus group and everything its figures depend on."""

    session_id: int
    title: str
    state: SessionState
    created_unix_ms: int
    """Wall time, for people."""
    clock_name: str
    """The clock of every `_ns` time of this session."""
    clock_anchor_ns: int
    """That clock's value at `created_unix_ms`."""
    ads: tuple[Ad, ...]
    exposures: tuple[Exposure, ...]
    models: tuple[ModelIdentity, ...]
    provider: str
    settings: Mapping[str, object] = field(default_factory=dict)
    buffer_ms: int = BUFFER_MS
    """Neutral pause before each ad."""
    recorded: bool = False
    """OBS records the programme while the show runs."""
    recordings: tuple[Recording, ...] = ()
    baseline_ms: int = 0
    """Neutral scene before the first ad, from which each seat's resting face is read; 0: none."""
    baselines: tuple[BaselineWindow, ...] = ()
    """When it was shown; more than once when the session went on after a break."""
    seats: tuple[SeatNote, ...] = ()
    """What the moderator noted of seats."""
    markers: tuple[Marker, ...] = ()
    """In the order in which they were set."""
    film: FilmOrigin | None = None
    """None of a session that was measured live."""


def ads_to_come(session: Session) -> tuple[Ad, ...]:
    """What is left of the plan after the last ad that was on the screen."""
    done = 0
    for exposure in session.exposures:
        rest = [ad.ad_id for ad in session.ads[done:]]
        if exposure.ad_id in rest:
            done += rest.index(exposure.ad_id) + 1
    return session.ads[done:]
