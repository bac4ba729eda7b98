"""Runs one show: owns the plan and the session's state, commands the player, believes its facts."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import time
from collections.abc import Callable, Mapping, Sequence

from reelpulse.core.ports import AnalyserIdentity, ReadingStore, ShowPlayer
from reelpulse.core.session import Ad, Exposure, ExposureEnd, Session, SessionState
from reelpulse.core.timeline import CLOCK_NAME, ClockOffset
from reelpulse.errors import ScreeningError
from reelpulse.live.analyst import Analyst
from reelpulse.live.bus import Bus
from reelpulse.live.events import Notice, NoticeKind, ShowState
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.recorder import Recorder
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)


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
    ) -> None:
        self._store = store
        self._lane = lane
        self._bus = bus
        self._recorder = recorder
        self._analyst = analyst
        self._mailbox = mailbox
        self._received_before = 0
        self._replaced_before = 0
        self._identity = identity
        self._settings_record = settings_record
        self._clock_ns = clock_ns
        self._session: Session | None = None
        self._left: list[Ad] = []
        self._playing: Exposure | None = None
        self._awaited: tuple[int, Ad] | None = None
        self._player: ShowPlayer | None = None
        self._offsets: dict[str, ClockOffset] = {}
        self._paused = False
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
            paused=self._paused,
        )

    async def prepare(self, *, title: str, ads: Sequence[Ad]) -> Session:
        """Make a session of these ads, ready to start.

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
                created_unix_ms=time.time_ns() // 1_000_000,
                clock_name=CLOCK_NAME,
                clock_anchor_ns=self._clock_ns(),
                ads=tuple(ads),
                exposures=(),
                models=self._identity.models,
                provider=self._identity.provider,
                settings=self._settings_record,
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
            if self._player is None:
                raise ScreeningError(
                    "Nothing is connected that could play the ads. Start the script in OBS, "
                    "and check its server address and ingest token."
                )
            await self._set_state(SessionState.RUNNING)
            self._analyst.new_session()
            self._received_before = self._mailbox.received.total()
            self._replaced_before = self._mailbox.replaced.total()
            self._recorder.record(self._session.session_id)
            for source, offset in tuple(self._offsets.items()):
                await self._keep_offset(source, offset)
            await self._play_next()

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
            if self._paused:
                raise ScreeningError("The ad is paused already.")
            await self._player.pause()

    async def resume(self) -> None:
        """Let the ad that was held go on.

        Raises:
            ScreeningError: no ad is held.
        """
        async with self._turn:
            if not self._paused or self._player is None:
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

    async def player_connected(self, player: ShowPlayer) -> None:
        """A player is there; a show that waited for one goes on with the next ad.

        It takes over from a player that is still connected: a script that was loaded again is here
        before its old connection is known to be dead.
        """
        async with self._turn:
            if self._player is not None and self._player is not player:
                await self._player.stop()
                await self._lose_player()
            self._player = player
            self._publish()
            if self._is(SessionState.RUNNING) and self._playing is None and self._awaited is None:
                await self._play_next()

    async def player_gone(self, player: ShowPlayer) -> None:
        """The player went away; the show waits, nothing measured is lost."""
        async with self._turn:
            if self._player is not player:
                return
            await self._lose_player()
            self._publish()

    async def exposure_started(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the first frame of the ad is on the screen."""
        async with self._turn:
            if self._awaited is None or self._awaited[0] != exposure_id:
                _log.warning("exposure %s started, but was not awaited", exposure_id)
                return
            _, ad = self._awaited
            self._drop_awaited()
            self._playing = Exposure(exposure_id=exposure_id, ad_id=ad.ad_id, started_at_ns=at_ns)
            await self._recorder.keep_exposure(self._playing)
            self._publish()

    async def exposure_ended(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad has played to its end."""
        async with self._turn:
            if self._playing is not None and self._playing.exposure_id == exposure_id:
                await self._end_exposure(at_ns, ExposureEnd.PLAYED)
            elif self._awaited is not None and self._awaited[0] == exposure_id:
                _log.error("exposure %s ended without having started", exposure_id)
                self._drop_awaited()
            else:
                return  # the end of an ad that was skipped or stopped
            await self._play_next()

    async def exposure_paused(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad stands still."""
        _log.info("exposure %s was paused at %s", exposure_id, at_ns)
        await self._set_paused(exposure_id, paused=True)

    async def exposure_resumed(self, exposure_id: int, at_ns: int) -> None:
        """The player says that the ad goes on."""
        _log.info("exposure %s went on at %s", exposure_id, at_ns)
        await self._set_paused(exposure_id, paused=False)

    async def _set_paused(self, exposure_id: int, *, paused: bool) -> None:
        async with self._turn:
            if self._playing is not None and self._playing.exposure_id == exposure_id:
                self._paused = paused
                self._publish()

    async def exposure_failed(self, exposure_id: int, reason: str) -> None:
        """The player cannot play the ad, or not to its end; the show goes on with the next one."""
        async with self._turn:
            if self._playing is not None and self._playing.exposure_id == exposure_id:
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
        self._offsets[source] = offset
        await self._keep_offset(source, offset)

    def clock_gone(self, source: str) -> None:
        """The sender went away; its clock has nothing to do with later sessions."""
        self._offsets.pop(source, None)

    async def _keep_offset(self, source: str, offset: ClockOffset) -> None:
        if self._session is not None and self._is(SessionState.RUNNING):
            await self._lane.call(
                self._store.add_clock_offset, self._session.session_id, source, offset
            )

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
            session_id=self._session.session_id, exposure_id=exposure_id, ad=ad, buffer_ms=1000
        )
        self._publish()

    async def _end_exposure(self, at_ns: int, how: ExposureEnd) -> None:
        if self._playing is None:
            return
        ended = dataclasses.replace(self._playing, ended_at_ns=at_ns, ended_how=how)
        self._playing = None
        self._paused = False
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
        if self._session is not None:
            await self._lane.call(
                self._store.set_frame_totals,
                self._session.session_id,
                received=self._mailbox.received.total() - self._received_before,
                replaced=self._mailbox.replaced.total() - self._replaced_before,
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
