"""Opens the stored sessions for commands that need no server."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Iterator

from reelpulse.assembly.agreements import Agreements
from reelpulse.live.threads import Lane
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.stored_sessions import StoredSessions


@contextlib.contextmanager
def open_library(settings: Settings) -> Iterator[StoredSessions]:
    """The library, for use in this thread."""
    database = Database(settings.database_path)
    try:
        yield StoredSessions(database)
    finally:
        database.close()


@contextlib.asynccontextmanager
async def open_library_lane(
    settings: Settings,
) -> AsyncIterator[tuple[StoredSessions, Agreements, Lane]]:
    """The library and what compares it with people, with the one thread that may call them."""
    lane = Lane("storage")
    try:
        database = await lane.call(Database, settings.database_path)
        try:
            library, labels = StoredSessions(database), StoredLabels(database)
            agreements = Agreements(library=library, labels=labels, storage=lane, compute=lane)
            yield library, agreements, lane
        finally:
            await lane.call(database.close)
    finally:
        lane.close()
