"""Plans the neutral scene before the first ad of a show, and keeps when it was shown."""

from __future__ import annotations

from collections.abc import Callable

from reelpulse.core.session import BaselineWindow, Session
from reelpulse.live.analyst import Analyst
from reelpulse.live.recorder import Recorder


class BaselinePlan:
    """One neutral scene a show; one that no ad followed is shown again before the next ad."""

    def __init__(
        self, *, analyst: Analyst, recorder: Recorder, clock_ns: Callable[[], int]
    ) -> None:
        self._analyst = analyst
        self._recorder = recorder
        self._clock_ns = clock_ns
        self._session: Session | None = None
        self._began_at_ns: int | None = None

    @property
    def is_open(self) -> bool:
        """The room was last shown the neutral scene, and no ad has begun since."""
        return self._began_at_ns is not None

    def plan(self, session: Session) -> None:
        """A show begins or goes on, with seats whose resting face nobody knows."""
        self._session = session if session.baseline_ms else None
        self._began_at_ns = None

    def begin_if_due(self, session: Session, exposure_id: int) -> int:
        """How long the pause before this showing is, in ms: the neutral scene is the pause, longer."""
        if self._session is None:
            return session.buffer_ms
        self._began_at_ns = self._clock_ns()
        self._analyst.begin_baseline(self._began_at_ns, before_exposure=exposure_id)
        return max(session.buffer_ms, session.baseline_ms)

    async def end(self, at_ns: int) -> None:
        """The first frame of an ad is on the screen."""
        began_at_ns, session = self._began_at_ns, self._session
        self._began_at_ns = self._session = None
        if session is not None and began_at_ns is not None:
            window = BaselineWindow(started_at_ns=began_at_ns, ended_at_ns=at_ns)
            await self._recorder.keep_baseline(session.session_id, window)
