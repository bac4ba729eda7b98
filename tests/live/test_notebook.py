"""Notes are stored first, then shown with the session at hand."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from tests.storage.sessions import session

from reelpulse.core.notes import Marker, SeatNote
from reelpulse.core.session import Session, SessionState
from reelpulse.errors import ScreeningError, SessionNotFoundError
from reelpulse.live.notebook import Notebook
from reelpulse.live.threads import Lane
from reelpulse.storage.database import Database
from reelpulse.storage.session_notes import SessionNotes
from reelpulse.storage.store import SessionStore
from reelpulse.storage.stored_sessions import StoredSessions

NOW_NS = 9 * 10**9


@dataclass(kw_only=True)
class Open:
    """A notebook, and what it told."""

    notebook: Notebook
    set_state: Callable[[int, SessionState], None]
    told: list[Session]


@pytest_asyncio.fixture
async def opened(tmp_path: Path) -> AsyncIterator[Open]:
    """Session 1 runs."""
    lane = Lane("storage")
    database = await lane.call(Database, tmp_path / "reelpulse.db")
    store = SessionStore(database)
    await lane.call(store.create_session, session())
    told: list[Session] = []
    notebook = Notebook(
        store=SessionNotes(database),
        library=StoredSessions(database),
        lane=lane,
        clock_ns=lambda: NOW_NS,
        on_note=told.append,
    )
    yield Open(notebook=notebook, set_state=store.set_state, told=told)
    await lane.call(database.close)
    lane.close()


async def test_a_marker_lies_where_the_moderator_began_to_write(opened: Open) -> None:
    await opened.notebook.set_marker(1, "laughter", ago_ms=2500)
    await opened.notebook.set_marker(1, "silence", ago_ms=0)
    assert [one.markers for one in opened.told] == [
        (Marker(marker_id=1, at_ns=6_500_000_000, text="laughter"),),
        (
            Marker(marker_id=1, at_ns=6_500_000_000, text="laughter"),
            Marker(marker_id=2, at_ns=NOW_NS, text="silence"),
        ),
    ]
    await opened.notebook.remove_marker(1, 1)
    assert [marker.text for marker in opened.told[-1].markers] == ["silence"]


@pytest.mark.parametrize(
    "state", [SessionState.READY, SessionState.FINISHED, SessionState.INTERRUPTED]
)
async def test_no_marker_is_set_while_no_show_runs(opened: Open, state: SessionState) -> None:
    opened.set_state(1, state)
    with pytest.raises(ScreeningError, match="Markers are set while the show runs"):
        await opened.notebook.set_marker(1, "laughter", ago_ms=0)
    assert opened.told == []


async def test_a_seat_is_noted_also_after_the_show(opened: Open) -> None:
    opened.set_state(1, SessionState.FINISHED)
    note = SeatNote(seat=2, name="left", confirmed=True)
    await opened.notebook.keep_seat(1, note)
    assert [one.seats for one in opened.told] == [(note,)]


async def test_of_a_session_that_is_not_there_nothing_is_noted(opened: Open) -> None:
    with pytest.raises(SessionNotFoundError):
        await opened.notebook.keep_seat(9, SeatNote(seat=1))
    with pytest.raises(SessionNotFoundError):
        await opened.notebook.set_marker(9, "x", ago_ms=0)
    assert opened.told == []
