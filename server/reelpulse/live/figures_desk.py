"""Computes the figures of a stored session for eyes that watch, and no more often than is needed."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.notes import SeatSeen
from reelpulse.core.ports import SessionLibrary
from reelpulse.core.session import Session, SessionState
from reelpulse.live.threads import Lane

PAUSE_NS: Final = 3_000_000_000
"""While a show runs its figures are computed anew after this time at the soonest."""
REST: Final = 20
"""And after so many times the time that it took: at most a twentieth of a core goes into them."""
KEPT_MAX: Final = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredFigures:
    """The figures of a session as far as it was stored at a moment."""

    session: Session
    figures: ShowFigures
    seats: tuple[SeatSeen, ...]
    as_of_unix_ms: int
    """Wall time, for people."""
    last_frame: int
    computed_at_ns: int
    took_ns: int


class FiguresDesk:
    """Asks the library, which is also asked for the report; what is known already is kept.

    The library must have a connection of its own to the data base and its own lane: the running show
    never waits for figures.
    """

    def __init__(
        self,
        *,
        library: SessionLibrary,
        lane: Lane,
        clock_ns: Callable[[], int],
        unix_ns: Callable[[], int] = time.time_ns,
    ) -> None:
        self._library = library
        self._lane = lane
        self._clock_ns = clock_ns
        self._unix_ns = unix_ns
        self._kept: dict[tuple[int, MetricRules], StoredFigures] = {}
        self._turn = asyncio.Lock()

    async def figures(self, session_id: int, rules: MetricRules) -> StoredFigures:
        """Those of everything stored; of a running show they may be a few seconds old.

        What the moderator or the show changed, an ad that ended or two seats made one, counts at once.

        Raises:
            SessionNotFoundError: there is none with this number.
            StorageError: the data base cannot be read.
        """
        async with self._turn:
            session = await self._lane.call(self._library.session, session_id)
            last_frame = await self._lane.call(self._library.last_frame, session_id)
            kept = self._kept.get((session_id, rules))
            if (
                kept is not None
                and kept.session == session
                and (kept.last_frame == last_frame or self._is_too_soon(kept))
            ):
                return kept
            return await self._compute(session, last_frame, rules)

    async def _compute(
        self, session: Session, last_frame: int, rules: MetricRules
    ) -> StoredFigures:
        as_of_unix_ms, begun_ns = self._unix_ns() // 1_000_000, self._clock_ns()
        figures = await self._lane.call(self._library.figures, session.session_id, rules)
        seats = await self._lane.call(self._library.seats_seen, session.session_id)
        now_ns = self._clock_ns()
        self._kept.pop((session.session_id, rules), None)
        while len(self._kept) >= KEPT_MAX:
            self._kept.pop(next(iter(self._kept)))
        found = self._kept[session.session_id, rules] = StoredFigures(
            session=session,
            figures=figures,
            seats=seats,
            as_of_unix_ms=as_of_unix_ms,
            last_frame=last_frame,
            computed_at_ns=now_ns,
            took_ns=now_ns - begun_ns,
        )
        return found

    def _is_too_soon(self, kept: StoredFigures) -> bool:
        if kept.session.state is not SessionState.RUNNING:
            return False
        return self._clock_ns() - kept.computed_at_ns < max(PAUSE_NS, REST * kept.took_ns)
