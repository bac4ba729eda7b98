"""What the running show tells its listeners besides readings."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from reelpulse.core.frame import Reading
from reelpulse.core.session import Session


class NoticeKind(StrEnum):
    """What a notice is about; each kind has one text for people in each language."""

    SENDER_CONNECTED = "sender_connected"
    SENDER_GONE = "sender_gone"
    SENDER_REFUSED = "sender_refused"
    FRAME_REFUSED = "frame_refused"
    FACES_TOO_SMALL = "faces_too_small"
    DISK_FULL = "disk_full"
    DISK_FREE_AGAIN = "disk_free_again"
    READINGS_LOST = "readings_lost"
    STORAGE_FAILED = "storage_failed"
    ANALYSIS_FAILED = "analysis_failed"
    AD_FAILED = "ad_failed"
    PLAYER_GONE = "player_gone"
    SHOW_CONTINUED = "show_continued"
    RECORDING_FAILED = "recording_failed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Something a moderator should know; `detail` is the error's own message."""

    kind: NoticeKind
    source: str = ""
    detail: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowState:
    """Where the show stands; sent whenever it changes."""

    session: Session | None
    """None before a session is prepared."""
    playing_exposure_id: int | None
    """The showing that is on the screen."""
    playing_ad_id: str | None
    player_connected: bool
    ads_left: int
    paused: bool = False
    """The ad on the screen stands still."""
    recording: bool = False
    """OBS records the programme."""
    baseline: bool = False
    """The room sees the neutral scene before the first ad."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameFate:
    """What became of one frame, for a sender that paces itself by it."""

    source: str
    sequence: int
    measured: bool
    """False: replaced by a newer frame, or refused."""


Event = Reading | ShowState | Notice | FrameFate
