"""The ports through which the core and the running show reach the other rooms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reelpulse.core.frame import PictureAnalysis, Reading
from reelpulse.core.session import Ad, Exposure, ModelIdentity, Session, SessionState
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

    def analyse(self, jpeg: bytes) -> PictureAnalysis:
        """Find and read all faces.

        Raises:
            PictureError: the bytes are not a usable picture.
        """
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
        """Durably note that and why the ad ended."""
        ...

    def add_readings(self, session_id: int, readings: Sequence[Reading]) -> None:
        """Store a batch in one transaction.

        Raises:
            DiskFullError: nothing of the batch was stored; try again later.
        """
        ...

    def add_clock_offset(self, session_id: int, source: str, offset: ClockOffset) -> None:
        """Store one measurement of a sender's clock."""
        ...


class ShowPlayer(Protocol):
    """Plays ads on the participants' screen on command."""

    async def play(self, *, exposure_id: int, ad: Ad) -> None:
        """Ask the player to show the ad; it answers with facts."""
        ...

    async def stop(self) -> None:
        """Ask the player to end what it shows."""
        ...
