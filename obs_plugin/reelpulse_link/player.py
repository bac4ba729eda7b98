"""Executes the server's commands in OBS and reports what really happened on the screen."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum, auto
from pathlib import Path

from reelpulse_link import wire
from reelpulse_link.ad_clock import AdClock, AdPosition
from reelpulse_link.obs_events import ObsEvent, ObsEventKind
from reelpulse_link.obs_socket import ObsAddress, ObsGoneError, ObsRefusedError, ObsSocket
from reelpulse_link.scenes import AD_SCENE, BUFFER_SCENE
from reelpulse_link.stage import AD
from reelpulse_link.theatre import Cursor, ForeignObsError, MediaState, NotSetUpError, Theatre

CURSOR_INTERVAL_S = 0.14
"""Seven cursors a second."""
WATCH_INTERVAL_S = 0.02
"""While something is about to begin."""
IDLE_INTERVAL_S = 0.5
OPENING_S = 10.0
"""A large file on a slow disk; longer means that OBS cannot play it."""
RETRY_S = 1.0


@dataclass(frozen=True)
class RoomNotice:
    """A text for the participants between two ads; empty takes it away."""

    text: str


class Phase(Enum):
    """How far the ad that was commanded is."""

    IDLE = auto()
    LOADING = auto()
    BUFFER = auto()
    STARTING = auto()
    PLAYING = auto()
    PAUSED = auto()


class Player:
    """One ad at a time in `RP Audience`, on a thread of its own."""

    def __init__(
        self,
        address: ObsAddress,
        *,
        instance: str,
        clock: AdClock,
        on_fact: Callable[[wire.Fact], None],
        on_trouble: Callable[[str], None],
    ) -> None:
        self._address = address
        self._instance = instance
        self._clock = clock
        self._on_fact = on_fact
        self._on_trouble = on_trouble
        self._inbox: queue.SimpleQueue[wire.Command | ObsEvent | RoomNotice | None] = (
            queue.SimpleQueue()
        )
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reelpulse-player", daemon=True)
        self._phase = Phase.IDLE
        self._order: wire.Command | None = None
        self._held = False
        self._due_ns = 0
        self._skipped_frames = 0
        self._shown: tuple[str, wire.Command | None] = (BUFFER_SCENE, None)

    def start(self) -> None:
        """Begin to listen for commands."""
        self._thread.start()

    def stop(self) -> None:
        """End, and wait for the thread."""
        self._stopping.set()
        self._inbox.put(None)
        if self._thread.is_alive():
            self._thread.join()

    def command(self, command: wire.Command) -> None:
        """Take a command of the server; returns at once."""
        self._inbox.put(command)

    def event(self, event: ObsEvent) -> None:
        """Take an announcement of OBS; returns at once."""
        self._inbox.put(event)

    def notify_room(self, notice: RoomNotice) -> None:
        """Tell the participants something while no ad is on the screen; returns at once."""
        self._inbox.put(notice)

    @property
    def idle(self) -> bool:
        """No ad is on the screen or about to be."""
        return self._phase is Phase.IDLE

    @property
    def shows_ad(self) -> bool:
        """An ad is on the screen."""
        return self._shown[0] == AD_SCENE

    def moment(self, at_ns: int) -> tuple[str, wire.Command | None, AdPosition | None]:
        """What the room sees at a moment: the scene, the order of the ad on the screen, its position."""
        scene, order = self._shown
        return scene, order, self._clock.position(at_ns) if order else None

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                socket = ObsSocket(self._address)
                try:
                    self._perform(Theatre(socket, instance=self._instance))
                finally:
                    socket.close()
            except (ObsGoneError, ObsRefusedError, NotSetUpError, ForeignObsError) as problem:
                self._on_trouble(str(problem))
                self._stopping.wait(RETRY_S)

    def _perform(self, theatre: Theatre) -> None:
        """Obey and watch until OBS goes away."""
        self._on_trouble("")
        if self._phase is Phase.IDLE:
            theatre.cover()
        elif self._phase in _BEHIND_THE_COVER and self._order is not None:
            self._load(theatre, self._order)  # its source may be another one since
        while not self._stopping.is_set():
            try:
                message = self._inbox.get(timeout=self._pause_s())
            except queue.Empty:
                message = None
            if isinstance(message, wire.Command):
                self._obey(theatre, message)
            elif isinstance(message, ObsEvent):
                self._note(theatre, message)
            elif isinstance(message, RoomNotice) and self._phase is Phase.IDLE:
                theatre.notify_room(message.text) if message.text else theatre.cover()
            self._watch(theatre)

    def _pause_s(self) -> float:
        if self._phase in {Phase.LOADING, Phase.BUFFER, Phase.STARTING}:
            return WATCH_INTERVAL_S
        return IDLE_INTERVAL_S if self._phase is Phase.IDLE else CURSOR_INTERVAL_S

    def _obey(self, theatre: Theatre, command: wire.Command) -> None:
        match command.do:
            case "play":
                self._load(theatre, command)
            case "pause":
                self._held = True
                if self._phase is Phase.PLAYING:
                    theatre.act("PAUSE")
            case "resume":
                self._held = False
                if self._phase is Phase.PAUSED:
                    theatre.act("PLAY")
            case _:
                self._leave(theatre)

    def _load(self, theatre: Theatre, order: wire.Command) -> None:
        """Cover the screen and let OBS open the file behind the cover."""
        self._leave(theatre)
        self._order = order
        self._held = False
        path = Path(order.ad_path or "")
        if not path.is_file():
            self._fail(theatre, f"{path} is not there any more.")
            return
        theatre.load(path)
        self._phase = Phase.LOADING
        self._due_ns = time.perf_counter_ns() + (order.buffer_ms or 0) * 1_000_000

    def _leave(self, theatre: Theatre) -> None:
        """End whatever is shown."""
        was, self._phase = self._phase, Phase.IDLE
        self._order, self._held = None, False
        self._show(BUFFER_SCENE)
        theatre.cover()
        if was is not Phase.IDLE:
            theatre.act("STOP")

    def _show(self, scene: str) -> None:
        """What the webcam pictures are marked with from now on."""
        self._shown = (scene, self._order if scene == AD_SCENE else None)
        if scene != AD_SCENE:
            self._clock.stop()

    def _note(self, theatre: Theatre, event: ObsEvent) -> None:
        if event.kind in {ObsEventKind.COLLECTION_CHANGING, ObsEventKind.COLLECTION_CHANGED}:
            self._lose_ad("OBS went to another scene collection.")
            raise NotSetUpError("RP Audience")  # the items have other numbers now, or are gone
        if event.input_name != AD:
            return
        if event.kind is ObsEventKind.MEDIA_STARTED and self._phase is Phase.STARTING:
            if event.at_ns >= self._due_ns:
                self._begin(event.at_ns)
        elif event.kind is ObsEventKind.MEDIA_STARTED and self._phase is Phase.PLAYING:
            self._clock.jump(event.at_ns)
        elif event.kind is ObsEventKind.MEDIA_ENDED and self._phase in _ON_SCREEN:
            self._end(theatre, event.at_ns)

    def _watch(self, theatre: Theatre) -> None:
        """Compare what OBS does with what it should do."""
        if self._phase is Phase.IDLE:
            return
        asked_at_ns = time.perf_counter_ns()
        if self._phase is Phase.BUFFER:
            if asked_at_ns >= self._due_ns and not self._held:
                self._raise_curtain(theatre)
            return
        cursor = theatre.cursor()
        at_ns = (asked_at_ns + time.perf_counter_ns()) // 2
        if self._phase is Phase.LOADING:
            self._await_file(theatre, cursor, at_ns)
        elif self._phase is Phase.STARTING:
            self._await_start(theatre, cursor, at_ns)
        else:
            self._follow(theatre, cursor, at_ns)

    def _await_file(self, theatre: Theatre, cursor: Cursor, at_ns: int) -> None:
        """A file that plays can be shown: back to its beginning until the buffer is over."""
        if cursor.state is MediaState.PLAYING and cursor.position_ms:
            theatre.act("STOP")
            self._phase = Phase.BUFFER
        elif cursor.state is MediaState.ERROR or at_ns > self._due_ns + OPENING_S * 1e9:
            self._fail(theatre, "OBS cannot play this file. Try it in OBS's media source by hand.")

    def _raise_curtain(self, theatre: Theatre) -> None:
        self._due_ns = time.perf_counter_ns()
        self._phase = Phase.STARTING
        theatre.reveal_ad()
        theatre.act("RESTART")

    def _await_start(self, theatre: Theatre, cursor: Cursor, at_ns: int) -> None:
        """OBS announces the start; when it does not, the cursor tells."""
        if at_ns > self._due_ns + OPENING_S * 1e9:
            self._fail(theatre, "OBS did not start this file.")
        elif at_ns > self._due_ns + 1e9 and cursor.position_ms:
            self._begin(at_ns - round(cursor.position_ms * 1e6))

    def _begin(self, at_ns: int) -> None:
        self._phase = Phase.PLAYING
        self._clock.jump(at_ns)
        self._show(AD_SCENE)
        self._tell("started", at_ns)

    def _follow(self, theatre: Theatre, cursor: Cursor, at_ns: int) -> None:
        """Keep the clock, and see pauses whoever made them."""
        if cursor.state is MediaState.PLAYING and cursor.position_ms is not None:
            if self._phase is Phase.PAUSED:
                self._phase = Phase.PLAYING
                self._clock.jump(at_ns)
                self._tell("resumed", at_ns)
            self._clock.cursor(at_ns, cursor.position_ms)
            self._look_for_stalls(theatre, at_ns)
        elif cursor.state is MediaState.PAUSED and cursor.position_ms is not None:
            if self._phase is Phase.PLAYING:
                self._phase = Phase.PAUSED
                self._tell("paused", at_ns)
            self._clock.stand(at_ns, cursor.position_ms)
        elif cursor.state in {MediaState.ENDED, MediaState.STOPPED, MediaState.NONE}:
            self._end(theatre, at_ns)
        elif cursor.state is MediaState.ERROR:
            self._fail(theatre, "OBS cannot play this file to its end.")

    def _look_for_stalls(self, theatre: Theatre, at_ns: int) -> None:
        skipped = theatre.skipped_frames()
        if skipped > self._skipped_frames:
            self._clock.disturb(at_ns)
        self._skipped_frames = skipped

    def _end(self, theatre: Theatre, at_ns: int) -> None:
        self._tell("ended", at_ns)
        self._phase = Phase.IDLE
        self._order = None
        self._show(BUFFER_SCENE)
        theatre.cover()

    def _fail(self, theatre: Theatre, reason: str) -> None:
        self._tell("failed", time.perf_counter_ns(), reason)
        self._leave(theatre)

    def _lose_ad(self, reason: str) -> None:
        """An ad goes from the screen with its source: what comes back is not where it was."""
        if self._phase in _BEHIND_THE_COVER:
            return
        if self._phase is not Phase.IDLE:
            self._tell("failed", time.perf_counter_ns(), reason)
        self._phase = Phase.IDLE
        self._order, self._held = None, False
        self._show(BUFFER_SCENE)

    def _tell(self, what: str, at_ns: int, reason: str = "") -> None:
        if self._order is not None and self._order.exposure_id is not None:
            self._on_fact(wire.Fact(what, self._order.exposure_id, at_ns, reason))


_BEHIND_THE_COVER = frozenset({Phase.LOADING, Phase.BUFFER})
_ON_SCREEN = frozenset({Phase.PLAYING, Phase.PAUSED})
