"""The ports through which the core and the running show reach the other rooms."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from reelpulse.core.ad_match import AdMatch
from reelpulse.core.ad_times import AdTimes
from reelpulse.core.calibration import Calibration
from reelpulse.core.frame import Frame, PictureAnalysis, Reading, ShowPosition
from reelpulse.core.labels import AgreementFigures
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.notes import SeatNote, SeatSeen
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import (
    Ad,
    BaselineWindow,
    Exposure,
    ModelIdentity,
    Recording,
    Session,
    SessionState,
)
from reelpulse.core.timeline import ClockOffset


@dataclass(frozen=True, slots=True, kw_only=True)
class AnalyserIdentity:
    """What measures: shown to people and kept with the session."""

    provider: str
    """Execution provider that really runs, e.g. `CPUExecutionProvider`."""
    models: tuple[ModelIdentity, ...]


class FrameAnalyser(Protocol):
    """Reads the faces of one picture; called from one thread only."""

    @property
    def identity(self) -> AnalyserIdentity:
        """Provider and nets in use."""
        ...

    def analyse(self, jpeg: bytes, *, source: str | None = None, at_ns: int = 0) -> PictureAnalysis:
        """Find and read all faces.

        Args:
            jpeg: the picture.
            source: the webcam whose next frame this is; None for a picture by itself.
            at_ns: when the frame was captured, on any one clock.

        Raises:
            PictureError: the bytes are not a usable picture.
        """
        ...


class PictureReader(Protocol):
    """Reads the faces of one picture of a film; called from one thread only."""

    @property
    def identity(self) -> AnalyserIdentity:
        """Provider and nets in use."""
        ...

    def analyse_picture(
        self, picture: npt.NDArray[np.uint8], *, source: str | None = None, at_ns: int = 0
    ) -> PictureAnalysis:
        """Find and read all faces.

        Args:
            picture: red, green, blue; shape (height, width, 3).
            source: the film whose next picture this is; None for a picture by itself.
            at_ns: when it was captured, on any one clock.
        """
        ...

    def begin_anew(self) -> None:
        """Forget where the faces of all films were."""
        ...


class ReadingStore(Protocol):
    """Keeps a session; every method is called from the one storage thread."""

    def create_session(self, session: Session) -> Session:
        """Store a new session and return it with its number."""
        ...

    def set_state(self, session_id: int, state: SessionState) -> None:
        """Durably note how far the session is."""
        ...

    def open_exposure(self, session_id: int, ad_id: str, *, planned_at_ns: int) -> int:
        """Reserve the number of the next showing."""
        ...

    def start_exposure(self, exposure: Exposure) -> None:
        """Durably note that the ad is on the screen."""
        ...

    def end_exposure(self, exposure: Exposure) -> None:
        """Durably note when the ad started, and when and why it ended."""
        ...

    def amend_lost_exposure(
        self,
        session_id: int,
        exposure_id: int,
        amend: Callable[[Exposure | None, Ad], Exposure | None],
    ) -> bool:
        """Put right what is stored of a showing whose end was not known; False: there is none such.

        Args:
            amend: given the showing, or None when it never began, and its ad; returns what is true,
                or None to leave it.
        """
        ...

    def keep_recording(self, session_id: int, recording: Recording) -> None:
        """Durably note what is known of a recording."""
        ...

    def keep_baseline(self, session_id: int, window: BaselineWindow) -> None:
        """Durably note when the neutral scene was shown; told again, nothing changes."""
        ...

    def add_readings(self, session_id: int, readings: Sequence[Reading]) -> None:
        """Store a batch in one transaction.

        Raises:
            DiskFullError: nothing of the batch was stored; try again later.
        """
        ...

    def set_frame_totals(self, session_id: int, *, received: int, replaced: int) -> None:
        """Note how many frames arrived and how many were never measured."""
        ...

    def add_clock_offset(self, session_id: int, source: str, offset: ClockOffset) -> None:
        """Store one measurement of a sender's clock."""
        ...


class NoteStore(Protocol):
    """Keeps what a moderator notes of a session; called from the storage thread."""

    def keep_seat(self, session_id: int, note: SeatNote) -> None:
        """Durably note what is known of a seat, in place of what was.

        Raises:
            ScreeningError: two seats that were merged cannot be one person.
        """
        ...

    def add_marker(self, session_id: int, *, at_ns: int, text: str) -> None:
        """Durably keep a marker."""
        ...

    def remove_marker(self, session_id: int, marker_id: int) -> None:
        """Forget a marker; one that is not there is forgotten already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownAnalysis:
    """An analysis that was begun before."""

    session_id: int
    is_finished: bool
    checkpoint: bytes | None
    """Where it stands; None before the first picture was stored, and once it is finished."""


class AnalysisStore(Protocol):
    """Keeps sessions that are measured from films; called from one thread."""

    def find(self, fingerprint: str) -> KnownAnalysis | None:
        """The newest analysis of the same films in the same way."""
        ...

    def begin(
        self, session: Session, *, exposures: Sequence[Exposure], fingerprint: str
    ) -> Session:
        """Store a new session with all its showings, and return it with their numbers."""
        ...

    def keep(self, session_id: int, readings: Sequence[Reading], *, checkpoint: bytes) -> None:
        """Store what was measured and how far it is, both or neither.

        Raises:
            DiskFullError: nothing was stored.
        """
        ...

    def finish(self, session_id: int, *, exposures: Sequence[Exposure], pictures: int) -> None:
        """Store how the showings ended and that all is measured."""
        ...


class ShowPlayer(Protocol):
    """Plays ads on the participants' screen on command."""

    async def play(self, *, session_id: int, exposure_id: int, ad: Ad, buffer_ms: int) -> None:
        """Ask the player to show the ad after a neutral pause; it answers with facts."""
        ...

    async def pause(self) -> None:
        """Ask the player to hold the ad where it is; it answers with a fact."""
        ...

    async def resume(self) -> None:
        """Ask the player to let a held ad go on; it answers with a fact."""
        ...

    async def stop(self) -> None:
        """Ask the player to end what it shows."""
        ...


class ShowRecorder(Protocol):
    """Records the programme in OBS."""

    async def start(self) -> int:
        """Begin to record and return the moment of the file's time 0, server's `perf_counter_ns`.

        Raises:
            ReelPulseError: OBS cannot be reached or refuses; the message says what to do.
        """
        ...

    async def stop(self) -> Path:
        """End the recording and return where the file lies.

        Raises:
            ReelPulseError: OBS cannot be reached, or does not record any more.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionSummary:
    """One line of the list of sessions."""

    session_id: int
    title: str
    state: SessionState
    created_unix_ms: int
    """Wall time, for people."""
    ads: int
    """Ads in the plan."""
    people: int
    """Seats measured during ads."""
    readings: int
    """Seat readings stored."""
    clock_anchor_ns: int = 0
    """The session's clock at `created_unix_ms`."""
    recordings: tuple[Path, ...] = ()
    """Files that OBS recorded, oldest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTotals:
    """What became of a session's webcam frames; None where a session ended without a count."""

    received: int | None
    """Frames that reached the server."""
    replaced: int | None
    """Of these, replaced by a newer one before they were measured."""
    readings: int
    """Seat readings stored, also those between the ads."""
    left_out: Mapping[Unmeasurable, int]
    """Of these, seen too badly to count, by the first reason; most frequent first."""


class SessionLibrary(Protocol):
    """Reads what is stored; called from the storage thread."""

    def summaries(self) -> tuple[SessionSummary, ...]:
        """All sessions, newest first."""
        ...

    def session(self, session_id: int) -> Session:
        """One session with its plan and exposures.

        Raises:
            SessionNotFoundError: there is none with this number.
        """
        ...

    def counts(self, session_id: int) -> FrameTotals:
        """What became of one session's frames."""
        ...

    def ad_times(self, session_id: int) -> tuple[AdTimes, ...]:
        """How the ad's position was found, by showing."""
        ...

    def figures(self, session_id: int, rules: MetricRules) -> ShowFigures:
        """All figures of one session.

        Raises:
            SessionNotFoundError: there is none with this number.
        """
        ...

    def seats_seen(self, session_id: int) -> tuple[SeatSeen, ...]:
        """All seats that were in the picture, by number."""
        ...

    def last_frame(self, session_id: int) -> int:
        """Number of the newest stored frame; it grows with every frame, 0 is before the first."""
        ...


class AgreementJudge(Protocol):
    """Compares what people coded by hand with what was measured."""

    async def of(self, session_id: int) -> AgreementFigures | None:
        """How far they agree in one session; None where nobody has coded anything.

        Raises:
            SessionNotFoundError: there is no such session.
        """
        ...


class ReportMaker(Protocol):
    """Prints one session's report in a process of its own."""

    async def make(
        self,
        session_id: int,
        *,
        language: str,
        silence_weight: float,
        on_progress: Callable[[str, float], None],
    ) -> Path:
        """Write the PDF and return where it lies.

        Args:
            language: `en` or `ru`.
            silence_weight: K of the EmoNPS, 0.2 to 1.
            on_progress: told the stage's name and the part done, 0 to 1.

        Raises:
            SessionNotFoundError: there is no such session.
            ReportError: the report cannot be made; the message says why.
        """
        ...


class AdReader(Protocol):
    """Looks into a video file; called from a thread that may wait for the disk."""

    def __call__(self, path: Path) -> Ad:
        """Length, size and SHA-256 of an ad.

        Raises:
            MediaError: the file is missing, or holds no video.
        """
        ...


class AdFinder(Protocol):
    """Looks for a picture among an ad's own frames; called from one thread only."""

    def __call__(self, path: Path, jpeg: bytes, *, near_ms: float) -> AdMatch:
        """Which frame near a position the picture shows."""
        ...


FindCalibration = Callable[[str], Awaitable[Calibration | None]]
"""What was calibrated for a webcam as it is set up now; must not raise."""

FramePlacer = Callable[[Frame], Awaitable[ShowPosition]]
"""Tells a frame's place in the show, as well as it can be known; must not raise."""
