"""Opens the stored sessions for commands that need no server, and for the figures of one."""

from __future__ import annotations

import contextlib
import time
from collections.abc import AsyncIterator, Iterator

from reelpulse.assembly.agreements import Agreements
from reelpulse.core.metrics.basis import Basis
from reelpulse.errors import StorageError
from reelpulse.live.figures_desk import FiguresDesk
from reelpulse.live.threads import Lane
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.stored_sessions import StoredSessions


@contextlib.contextmanager
def open_library(settings: Settings) -> Iterator[StoredSessions]:
    """The library, for use in this thread.

    Raises:
        StorageError: there is no data base, or it cannot be used.
    """
    _check_there(settings)
    database = Database(settings.database_path)
    try:
        yield StoredSessions(database)
    finally:
        database.close()


@contextlib.asynccontextmanager
async def open_library_lane(
    settings: Settings, *, name: str = "storage"
) -> AsyncIterator[tuple[StoredSessions, Agreements, Lane]]:
    """The library and what compares it with people, with the one thread that may call them.

    Raises:
        StorageError: there is no data base, or it cannot be used.
    """
    _check_there(settings)
    lane = Lane(name)
    try:
        database = await lane.call(Database, settings.database_path)
        try:
            library, labels = StoredSessions(database), StoredLabels(database)
            agreements = Agreements(
                library=library,
                labels=labels,
                storage=lane,
                compute=lane,
                basis=Basis(settings.metrics.basis),
            )
            yield library, agreements, lane
        finally:
            await lane.call(database.close)
    finally:
        lane.close()


@contextlib.asynccontextmanager
async def open_figures_desk(settings: Settings) -> AsyncIterator[FiguresDesk]:
    """Figures beside a running show, which goes on storing through its own connection."""
    async with open_library_lane(settings, name="figures") as (library, _agreements, lane):
        yield FiguresDesk(library=library, lane=lane, clock_ns=time.perf_counter_ns)


def _check_there(settings: Settings) -> None:
    """Who only wants to read may have mistyped the folder: nothing is made there."""
    if not settings.database_path.exists():
        raise StorageError(
            "No session was measured in {folder} yet. Check the folder given with --data-dir; "
            "`reelpulse demo` makes a first session.",
            folder=settings.data_dir,
        )
