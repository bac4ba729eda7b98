"""A session: one focus group, its plan of ads, and what became of each of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path


class SessionState(StrEnum):
    """How far a session has come."""

    READY = "ready"
    RUNNING = "running"
    FINISHED = "finished"
    INTERRUPTED = "interrupted"
    """The server or the machine stopped in mid-session; what was measured is kept."""


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
class Exposure:
    """One showing of one ad to the whole group."""

    exposure_id: int
    ad_id: str
    started_at_ns: int
    """Server's clock."""
    ended_at_ns: int | None = None
    ended_how: ExposureEnd | None = None


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
