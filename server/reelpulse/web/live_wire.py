"""The JSON protocol of `/ws/live`: every message to overlays and to the moderator's page.

Each WebSocket message is one JSON object; its `kind` names the class. The server speaks, the page
listens. Overlays get `hello`, `state` and `reading` without titles and boxes; moderators get all.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, Final

VERSION: Final = 3


class CloseCode(IntEnum):
    """Why the server ended a connection; a page must be able to read it, so it comes this way."""

    GOING_AWAY = 1001
    TOO_SLOW = 1013
    DENIED = 4401
    """The token is missing or wrong, or the login has ended."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmotionLabel:
    """One emotion of every vector of seven, in its order."""

    emotion: str
    group: str
    label: str
    """In the reader's language."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HelloMessage:
    """First message of the server."""

    version: int
    stale_after_ms: int
    """Older readings count as no signal."""
    language: str
    emotions: tuple[EmotionLabel, ...]
    groups: Mapping[str, str]
    """Label of each group."""
    labels: Mapping[str, str]
    """Other words that an overlay shows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedAd:
    """One ad of the plan."""

    ad_id: str
    title: str
    duration_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionPart:
    """The session, for moderators."""

    session_id: int
    title: str
    ads: tuple[PlannedAd, ...]
    buffer_ms: int
    """Neutral pause before each ad."""
    baseline_ms: int
    """Neutral scene before the first ad; 0: none."""
    recorded: bool
    """OBS records the programme while the show runs."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatNotePart:
    """What the moderator noted of one seat."""

    seat: int
    label: str
    """What to call it: its number, or that of the seat that it counts as, and the name."""
    counted_as: int
    confirmed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StateMessage:
    """Where the show stands; sent at once and whenever it changes."""

    state: str
    """`none` before a session is prepared, else `ready`, `running`, `finished`, `interrupted`."""
    playing: bool
    ads_left: int
    """Ads that were not yet on the screen."""
    player_connected: bool
    paused: bool
    """The ad on the screen stands still."""
    recording: bool
    """OBS records the programme."""
    baseline: bool
    """The room sees the neutral scene before the first ad."""
    seats: tuple[SeatNotePart, ...] = ()
    """Only those of which something is noted."""
    session: SessionPart | None = None
    """None for overlays."""
    playing_ad_id: str | None = None
    """None for overlays."""
    playing_title: str | None = None
    """None for overlays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BoxPart:
    """Where a face is, as parts of the picture's width and height."""

    left: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatPart:
    """One person."""

    seat: int
    probabilities: tuple[float, ...] | None
    """Seven, in the order of the hello's emotions; None while the face is not seen well enough. The
    ones by which figures go: corrected by the seat's resting face, or raw."""
    other: tuple[float, ...] | None = None
    """The same on the other basis; None where nothing is corrected."""
    corrected: bool = False
    """Whether `probabilities` are the corrected ones."""
    grade: int | None = None
    """1 … 6, 6 the best: how well the seat was seen in the last seconds."""
    talking: bool | None = None
    """Whether the mouth moved as in speech in the last seconds."""
    unmeasurable: str | None = None
    """Why there are none, e.g. `turned_away`."""
    shown: str | None = None
    """The emotion to name: the strongest, smoothed so that it does not flicker."""
    attention: float | None = None
    """0 … 1: part of the judged frames in which the screen was faced."""
    box: BoxPart | None = None
    """None for overlays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingMessage:
    """What was measured in one frame."""

    source: str
    """The webcam; for overlays a number in its place."""
    age_ms: int
    """Capture to publication."""
    people: int
    mean: tuple[float, ...] | None
    """Seven means over the people who are measured, or None without any."""
    seats: tuple[SeatPart, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeMessage:
    """Something a moderator should know; a repeated notice keeps its number and counts up."""

    number: int
    notice: str
    level: str
    """`info`, `warning` or `error`."""
    text: str
    detail: str
    source: str
    times: int
    at_unix_ms: int
    """Wall time, for people."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportMessage:
    """How far a report is."""

    job_id: str
    session_id: int
    language: str
    silence_weight: float
    state: str
    """`running`, `done`, `failed` or `cancelled`."""
    stage: str
    part: float
    """0 … 1."""
    message: str
    """What to do, when it failed."""
    address: str | None
    """Where to download it, when it is done."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourcePart:
    """One webcam over the last five seconds."""

    source: str
    received: int
    replaced: int
    measured_hz: float
    latency_median_ms: float | None
    latency_p95_ms: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StatsMessage:
    """Sent each second."""

    provider: str
    senders: tuple[str, ...]
    sources: tuple[SourcePart, ...]


Message = (
    HelloMessage | StateMessage | ReadingMessage | NoticeMessage | ReportMessage | StatsMessage
)

_KIND_OF: Final[Mapping[type[Message], str]] = {
    HelloMessage: "hello",
    StateMessage: "state",
    ReadingMessage: "reading",
    NoticeMessage: "notice",
    ReportMessage: "report",
    StatsMessage: "stats",
}


def encode(message: Message) -> str:
    """The text of one message."""
    plain = {"kind": _KIND_OF[type(message)], **_fields(message)}
    return json.dumps(
        plain, ensure_ascii=False, separators=(",", ":"), allow_nan=False, default=_fields
    )


def _fields(value: Any) -> dict[str, object]:
    """One level of a dataclass; `asdict` would copy every figure of every seat one by one."""
    return {field.name: getattr(value, field.name) for field in fields(value)}
