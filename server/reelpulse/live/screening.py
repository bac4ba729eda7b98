"""Runs one show: owns the plan and the session's state, commands the player, believes its facts."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from reelpulse.core.late_facts import begun_late, ended_late, paused_late, resumed_late
from reelpulse.core.ports import (
    AnalyserIdentity,
    ReadingStore,
    SessionLibrary,
    SessionSummary,
    ShowPlayer,
    ShowRecorder,
)
from reelpulse.core.session import (
    BUFFER_MS,
    Ad,
    Exposure,
    ExposureEnd,
    Session,
    SessionState,
    ads_to_come,
)
from reelpulse.core.timeline import CLOCK_NAME, ClockOffset, clock_still_runs
from reelpulse.errors import (
    ScreeningError,
    SessionNotFoundError,
    StorageError,
)
from reelpulse.live.analyst import Analyst
from reelpulse.live.baseline_window import BaselinePlan
from reelpulse.live.bus import Bus
from reelpulse.live.events import Notice, NoticeKind, ShowState
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.picture_recording import TAIL_S, PictureRecording
from reelpulse.live.recorder import Recorder
from reelpulse.live.sender_clocks import SenderClocks
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)


def _wall_time_ms() -> int:
    return time.time_ns() // 1_000_000


class Screening:
    """The state machine READY → RUNNING → FINISHED of one session at a time."""

    def __init__(
        self,
        *,
        store: ReadingStore,
        lane: Lane,
        bus: Bus,
        recorder: Recorder,
        analyst: Analyst,
        mailbox: Mailbox,
        identity: AnalyserIdentity,
        settings_record: Mapping[str, object],
        clock_ns: Callable[[], int],
        library: SessionLibrary,
        recorder_of_picture: ShowRecorder | None,
        recording_tail_s: float = TAIL_S,
        unix_ms: Callable[[], int] = _wall_time_ms,
    ) -> None:
        self._store = store
        self._lane = lane
        self._bus = bus
        self._recorder = recorder
        self._analyst = analyst
        self._mailbox = mailbox
        self._frames_before: tuple[int, int] | None = None
        self._identity = identity
        self._settings_record = settings_record
        self._clock_ns = clock_ns
        self._library = library
        self._unix_ms = unix_ms
        self._session: Session | None = None
        self._left: list[Ad] = []
        self._playing: Exposure | None = None
        self._awaited: tuple[int, Ad] | None = None
        self._player: ShowPlayer | None = None
        self._baseline = BaselinePlan(analyst=analyst, recorder=recorder, clock_ns=clock_ns)
        self._clocks = SenderClocks(store=store, lane=lane)
        self._recording = PictureRecording(
            recorder=recorder_of_picture,
            store=store,
            lane=lane,
            bus=bus,
            clock_ns=clock_ns,
            on_end=self._publish,
            tail_s=recording_tail_s,
        )
        self._turn = asyncio.Lock()

    @property
    def state(self) -> ShowState:
        """Where the show stands."""
        return ShowState(
            session=self._session,
            playing_exposure_id=self._playing.exposure_id if self._playing else None,
            playing_ad_id=self._playing.ad_id if self._playing else None,
            player_connected=self._player is not None,
            ads_left=len(self._left),
            paused=self._playing is not None and self._playing.is_paused,
            recording=self._recording.is_running,
            baseline=self._awaited is not None and self._baseline.is_open,
        )

    async def prepare(
        self,
        *,
        title: str,
        ads: Sequence[Ad],
        buffer_ms: int = BUFFER_MS,
        baseline_ms: int = 0,
        recorded: bool = False,
    ) -> Session:
        """Make a session of these ads, ready to start.

        Args:
            buffer_ms: neutral pause before each ad.
            baseline_ms: neutral scene before the first ad; 0: none.
            recorded: OBS records the programme while the show runs.

        Raises:
            ScreeningError: a show is running, or there is no ad.
        """
        async with self._turn:
            if self._is(SessionState.RUNNING):
                raise ScreeningError("A show is running. Stop it before you prepare another one.")
            if not ads:
                raise ScreeningError("A show needs at least one ad. Add a video file.")
            draft = Session(
                session_id=0,
                title=title,
                state=SessionState.READY,
                created_unix_ms=self._unix_ms(),
                clock_name=CLOCK_NAME,
                clock_anchor_ns=self._clock_ns(),
                ads=tuple(ads),
                exposures=(),
                models=self._identity.models,
                provider=self._identity.provider,
                settings=self._settings_record,
                buffer_ms=buffer_ms,
                baseline_ms=baseline_ms,
                recorded=recorded,
            )
            self._session = await self._lane.call(self._store.create_session, draft)
            self._left = list(ads)
            self._publish()
            return self._session

    async def start(self) -> None:
        """Begin the show that is ready.

        Raises:
            ScreeningError: nothing is ready, or no player is connected.
        """
        async with self._turn:
            if self._session is None or not self._is(SessionState.READY):
                raise ScreeningError("There is no session ready to start. Prepare one first.")
            self._need_player()
            if self._session.recorded:
                await self._recording.begin(self._session.session_id)
            try:
                await self._set_state(SessionState.RUNNING)
            except StorageError:
                self._recording.end()
                raise
            self._frames_before = self._frames()
            await self._run(self._session)

    async def continue_session(self, session_id: int) -> None:
        """Go on with a show that a stop of the server interrupted, at its next ad.

        Raises:
            ScreeningError: a show runs, no player is connected, or the session cannot go on.
            SessionNotFoundError: there is none with this number.
        """
        async with self._turn:
            if self._is(SessionState.RUNNING):
                raise ScreeningError("A show is running. Stop it before you go on with another.")
            self._need_player()
            session = await self._lane.call(self._library.session, session_id)
            if not self.can_continue(session):
                raise ScreeningError(
                    "Session {number} cannot go on: it was not interrupted, or the computer was "
                    "started again since. What was measured can be reported.",
                    number=session_id,
                )
            await self._go_on(session)

    def can_continue(self, session: Session | SessionSummary) -> bool:
        """The session was interrupted, and the clock of its times still runs."""
        return session.state is SessionState.INTERRUPTED and clock_still_runs(
            created_unix_ms=session.created_unix_ms,
            clock_anchor_ns=session.clock_anchor_ns,
            now_unix_ms=self._unix_ms(),
            now_ns=self._clock_ns(),
        )

    async def skip(self) -> None:
        """End the ad on the screen, or the wait for it; the next one follows.

        A show that stands still, because a full disk kept the next ad from starting, goes on.

        Raises:
            ScreeningError: no show is running, or nothing is connected that could play.
        """
        async with self._turn:
            if not self._is(SessionState.RUNNING) or self._player is None:
                raise ScreeningError("No ad is playing, so there is nothing to skip.")
            if self._playing is not None or self._awaited is not None:
                await self._player.stop()
            await self._end_exposure(self._clock_ns(), ExposureEnd.SKIPPED)
            self._drop_awaited()
            await self._play_next()

    async def pause(self) -> None:
        """Hold the ad on the screen where it is.

        Raises:
            ScreeningError: no ad is on the screen, or it stands still already.
        """
        async with self._turn:
            if self._playing is None or self._player is None:
                raise ScreeningError("No ad is playing, so there is nothing to pause.")
            if self._playing.is_paused:
                raise ScreeningError("The ad is paused already.")
            await self._player.pause()

    async def resume(self) -> None:
        """Let the ad that was held go on.

        Raises:
            ScreeningError: no ad is held.
        """
        async with self._turn:
            if self._playing is None or not self._playing.is_paused or self._player is None:
                raise ScreeningError("No ad is paused, so there is nothing to go on with.")
            await self._player.resume()

    async def stop(self) -> None:
        """End the show; what was measured can be reported.

        Raises:
            ScreeningError: no show is running.
        """
        async with self._turn:
            if not self._is(SessionState.RUNNING):
                raise ScreeningError("No show is running.")
            if self._player is not None:
                await self._player.stop()
            await self._end_exposure(self._clock_ns(), ExposureEnd.STOPPED)
            await self._finish()

    async def player_connected(self, player: ShowPlayer, *, was_showing: int | None = None) -> None:
        """A player is there; a show that waited for one goes on with the next ad.

        So does the session that the player was showing when the server itself stopped.

        It takes over from a player that is still connected: a script that was loaded again is here
        before its old connection is known to be dead.
        """
        async with self._turn:
            if self._player is not None and self._player is not player:
                await self._player.stop()
                await self._lose_player()
            self._player = player
            self._publish()
            if self._is(SessionState.RUNNING):
                if self._playing is None and self._awaited is None:
                    await self._play_next()
            elif was_showing is not None and not self._is(SessionState.READY):
                await self._go_on_after_crash(was_showing)

    async def player_gone(self, player: ShowPlayer) -> None:
        """The player went away; the show waits, nothing measured is lost."""
        async with self._turn:
            if self._player is not player:
                return
            if self._is(SessionState.RUNNING):
                self._bus.publish(Notice(kind=NoticeKind.PLAYER_GONE))
            await self._lose_player()
            self._publish()

    async def recording_lost(self) -> None:
        """OBS went away in mid-show; the show goes on as the player allows."""
        async with self._turn:
            await self._recording.lost()
            self._publish()

    def take_notes(self, session: Session) -> None:
        """Show what the moderator noted, if it is of the session at hand."""
        if self._session is not None and self._session.session_id == session.session_id:
            self._session = dataclasses.replace(
                self._session, seats=session.seats, markers=session.markers
            )
            self._publish()

    async def close(self) -> None:
        """Wait for what ends in the background."""
        await self._recording.closed()

    async def exposure_started(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the first frame of the ad is on the screen."""
        async with self._turn:
            if self._awaited is None or self._awaited[0] != exposure_id:
                _log.warning("exposure %s started, but was not awaited", exposure_id)
                await self._take_late(
                    exposure_id, partial(begun_late, exposure_id=exposure_id, at_ns=at_ns)
                )
                return
            _, ad = self._awaited
            self._drop_awaited()
            await self._baseline.end(at_ns)
            await self._keep_playing(
                Exposure(exposure_id=exposure_id, ad_id=ad.ad_id, started_at_ns=at_ns)
            )

    async def exposure_ended(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad has played to its end."""
        async with self._turn:
            if self._shows(exposure_id):
                await self._end_exposure(at_ns, ExposureEnd.PLAYED)
            elif self._awaited is not None and self._awaited[0] == exposure_id:
                _log.error("exposure %s ended without having started", exposure_id)
                self._drop_awaited()
            else:
                # of an ad that was skipped or stopped, or that was taken for lost
                await self._take_late(exposure_id, partial(ended_late, at_ns=at_ns))
                return
            await self._play_next()

    async def exposure_paused(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad stands still."""
        async with self._turn:
            if self._shows(exposure_id) and self._playing is not None:
                await self._keep_playing(self._playing.paused(at_ns))
            else:
                await self._take_late(exposure_id, partial(paused_late, at_ns=at_ns))

    async def exposure_resumed(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad goes on."""
        async with self._turn:
            if self._shows(exposure_id) and self._playing is not None:
                await self._keep_playing(self._playing.resumed(at_ns))
            else:
                await self._take_late(exposure_id, partial(resumed_late, at_ns=at_ns))

    async def exposure_failed(self, exposure_id: int, reason: str) -> None:
        """The player cannot play the ad, or not to its end; the show goes on with the next one."""
        async with self._turn:
            if self._shows(exposure_id):
                await self._end_exposure(self._clock_ns(), ExposureEnd.LOST)
            elif self._awaited is not None and self._awaited[0] == exposure_id:
                self._drop_awaited()
            else:
                return
            _log.error("exposure %s cannot be played: %s", exposure_id, reason)
            self._bus.publish(Notice(kind=NoticeKind.AD_FAILED, detail=reason))
            await self._play_next()

    async def clock_measured(self, source: str, offset: ClockOffset) -> None:
        """Keep a sender's clock offset with the running session, or with the next one."""
        running = self._session if self._is(SessionState.RUNNING) else None
        await self._clocks.measured(
            source, offset, session_id=running.session_id if running else None
        )

    def clock_gone(self, source: str) -> None:
        """The sender went away; its clock has nothing to do with later sessions."""
        self._clocks.gone(source)

    def _need_player(self) -> None:
        if self._player is None:
            raise ScreeningError(
                "Nothing is connected that could play the ads. Start the script in OBS, "
                "and check its server address and ingest token."
            )

    async def _go_on_after_crash(self, session_id: int) -> None:
        try:
            session = await self._lane.call(self._library.session, session_id)
        except SessionNotFoundError:
            return  # the player showed it with another data folder
        if self.can_continue(session):
            await self._go_on(session)

    async def _go_on(self, session: Session) -> None:
        """What arrived before the break was not counted, so nothing is counted now."""
        self._session, self._left = session, list(ads_to_come(session))
        await self._set_state(SessionState.RUNNING)
        if session.recorded:
            await self._recording.go_on(session)
        self._frames_before = None
        self._bus.publish(Notice(kind=NoticeKind.SHOW_CONTINUED, source=session.title))
        await self._run(session)

    async def _run(self, session: Session) -> None:
        self._analyst.new_session()
        self._baseline.plan(session)
        self._recorder.record(session.session_id)
        await self._clocks.keep_with(session.session_id)
        await self._play_next()

    def _frames(self) -> tuple[int, int]:
        """Received and replaced since the server started."""
        return self._mailbox.received.total(), self._mailbox.replaced.total()

    async def _take_late(
        self, exposure_id: int, amend: Callable[[Exposure | None, Ad], Exposure | None]
    ) -> None:
        """A fact that waited at the sender while the showing was taken for lost."""
        if self._session is not None:
            await self._lane.call(
                self._store.amend_lost_exposure, self._session.session_id, exposure_id, amend
            )

    def _shows(self, exposure_id: int) -> bool:
        return self._playing is not None and self._playing.exposure_id == exposure_id

    async def _keep_playing(self, exposure: Exposure) -> None:
        self._playing = exposure
        await self._recorder.keep_exposure(exposure)
        self._publish()

    def _is(self, state: SessionState) -> bool:
        return self._session is not None and self._session.state is state

    async def _play_next(self) -> None:
        if self._player is None or self._session is None:
            return
        if not self._left:
            await self._finish()
            return
        ad = self._left[0]
        exposure_id = await self._lane.call(
            self._store.open_exposure,
            self._session.session_id,
            ad.ad_id,
            planned_at_ns=self._clock_ns(),
        )
        self._awaited = (exposure_id, ad)
        await self._player.play(
            session_id=self._session.session_id,
            exposure_id=exposure_id,
            ad=ad,
            buffer_ms=self._baseline.begin_if_due(self._session, exposure_id),
        )
        self._publish()

    async def _end_exposure(self, at_ns: int, how: ExposureEnd) -> None:
        if self._playing is None:
            return
        ended = dataclasses.replace(self._playing, ended_at_ns=at_ns, ended_how=how)
        self._playing = None
        await self._recorder.keep_exposure(ended)

    def _drop_awaited(self) -> None:
        """The ad that was to start has started, or never will."""
        if self._awaited is not None:
            self._awaited = None
            self._left = self._left[1:]

    async def _lose_player(self) -> None:
        """What it showed is lost; the ad that it had not begun is shown by the next player."""
        self._player = None
        self._awaited = None
        await self._end_exposure(self._clock_ns(), ExposureEnd.LOST)

    async def _finish(self) -> None:
        self._left = []
        self._awaited = None
        self._recorder.record(None)
        await self._recorder.flush()
        self._recording.end()
        if self._session is not None and self._frames_before is not None:
            received, replaced = self._frames()
            await self._lane.call(
                self._store.set_frame_totals,
                self._session.session_id,
                received=received - self._frames_before[0],
                replaced=replaced - self._frames_before[1],
            )
        await self._set_state(SessionState.FINISHED)

    async def _set_state(self, state: SessionState) -> None:
        if self._session is None:
            return
        await self._lane.call(self._store.set_state, self._session.session_id, state)
        self._session = dataclasses.replace(self._session, state=state)
        self._publish()

    def _publish(self) -> None:
        self._bus.publish(self.state)
