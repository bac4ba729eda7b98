"""Takes down what a moderator notes of a session, during the show and after it."""

from __future__ import annotations

from collections.abc import Callable

from reelpulse.core.notes import SeatNote
from reelpulse.core.ports import NoteStore, SessionLibrary
from reelpulse.core.session import Session, SessionState
from reelpulse.errors import ScreeningError
from reelpulse.live.threads import Lane


class Notebook:
    """Every note is stored before it is shown."""

    def __init__(
        self,
        *,
        store: NoteStore,
        library: SessionLibrary,
        lane: Lane,
        clock_ns: Callable[[], int],
        on_note: Callable[[Session], None],
    ) -> None:
        """`on_note` is told the session with its new notes."""
        self._store = store
        self._library = library
        self._lane = lane
        self._clock_ns = clock_ns
        self._on_note = on_note

    async def keep_seat(self, session_id: int, note: SeatNote) -> None:
        """Note what a seat is called, and as which seat it counts.

        Raises:
            SessionNotFoundError: there is no such session.
            ScreeningError: two seats that were merged cannot be one person.
        """
        await self._lane.call(self._library.session, session_id)
        await self._lane.call(self._store.keep_seat, session_id, note)
        await self._tell(session_id)

    async def set_marker(self, session_id: int, text: str, *, ago_ms: int) -> None:
        """Mark a moment of a show that runs.

        Args:
            session_id: of the session that is shown.
            text: what happened.
            ago_ms: for so long the moderator has been writing it down.

        Raises:
            SessionNotFoundError: there is no such session.
            ScreeningError: its show does not run.
        """
        at_ns = self._clock_ns() - ago_ms * 1_000_000
        session = await self._lane.call(self._library.session, session_id)
        if session.state is not SessionState.RUNNING:
            raise ScreeningError("Markers are set while the show runs.")
        await self._lane.call(self._store.add_marker, session_id, at_ns=at_ns, text=text)
        await self._tell(session_id)

    async def remove_marker(self, session_id: int, marker_id: int) -> None:
        """Forget a marker.

        Raises:
            SessionNotFoundError: there is no such session.
        """
        await self._lane.call(self._store.remove_marker, session_id, marker_id)
        await self._tell(session_id)

    async def _tell(self, session_id: int) -> None:
        self._on_note(await self._lane.call(self._library.session, session_id))
