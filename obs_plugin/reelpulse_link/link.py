"""Everything that runs inside OBS beside its own threads: sender, player, capture, and OBS's events."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

from reelpulse_link import wire
from reelpulse_link.ad_clock import AdClock
from reelpulse_link.capture import Capture, CaptureWish, Demand, OnPicture, OnTrouble, Picture
from reelpulse_link.obs_events import ObsEvent, ObsEventKind, ObsEvents
from reelpulse_link.obs_socket import ObsAddress, ObsGoneError
from reelpulse_link.player import Player, RoomNotice
from reelpulse_link.sender import Address, Sender
from reelpulse_link.status import StatusBoard
from reelpulse_link.texts import Translator

VERSION = "1"
RETRY_S = 1.0
WATCH_S = 0.25
NOTICE_AFTER_S = 5.0
"""So long the room waits for a lost server before it is told anything."""
UNCERTAIN_MAX_NS = 33_000_000
"""One frame: where OBS takes longer to answer, the ad's position is not known well."""
_IN_SHOW = frozenset({"running", "paused"})

MakeCapture = Callable[[ObsAddress, CaptureWish, OnPicture, OnTrouble, Demand], Capture]


@dataclass(frozen=True)
class LinkSettings:
    """What the person chose in the script's settings."""

    server: Address
    obs: ObsAddress
    capture: CaptureWish
    lead_ms: float = 100.0
    """How far OBS's media cursor is ahead of the picture."""
    room_notice: str = "One moment, please."
    locale: str = "en-US"
    """The language of OBS's windows."""
    instance: str = ""
    """Value by which the script marks the OBS that it lives in."""


class Link:
    """Starts and ends all threads; every method returns at once but `stop`."""

    def __init__(self, settings: LinkSettings, make_capture: MakeCapture) -> None:
        self.status = StatusBoard(Translator(settings.locale))
        self._settings = settings
        self._stopping = threading.Event()
        self._show: wire.Show | None = None
        self._server_seen_s = time.monotonic()
        self._room_told = False
        self._sequence = 0
        self._begun = False
        self._player = Player(
            settings.obs,
            instance=settings.instance,
            clock=AdClock(lead_ms=settings.lead_ms),
            on_fact=self._tell_fact,
            on_trouble=lambda text: self.status.tell("player", text, True),
        )
        self._capture = make_capture(
            settings.obs,
            settings.capture,
            self._send_picture,
            lambda text: self.status.tell("webcam", text, True),
            Demand(webcam=lambda: self._sender.ready, ad=lambda: self._player.shows_ad),
        )
        self._sender = Sender(
            settings.server,
            self._hello,
            on_command=self._player.command,
            on_fate=lambda _fate: None,
            on_show=self._take_show,
            on_status=lambda text, bad: self.status.tell("server", text, bad),
        )
        self._thread = threading.Thread(target=self._run, name="reelpulse-link", daemon=True)

    def start(self) -> None:
        """Begin everything."""
        self._thread.start()

    def tick(self) -> None:
        """Called by OBS's timer; returns at once."""
        if self._begun:
            self._capture.tick()

    def stop(self) -> None:
        """End everything and wait for it; a second call does nothing."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def wish(self, do: str) -> None:
        """A button was pressed: `start`, `stop`, `skip`, `pause` or `resume`."""
        if not self._sender.send_wish(do):
            self.status.tell("wish", "The server is not connected, so nothing happened.", True)
        else:
            self.status.tell("wish", "", False)

    def _run(self) -> None:
        """Watch over OBS's events until the end, then end all others."""
        while not self._stopping.is_set():
            try:
                events = ObsEvents(self._settings.obs, self._on_obs)
            except ObsGoneError as problem:
                self.status.tell("obs", str(problem), True)
                self._stopping.wait(RETRY_S)
                continue
            self.status.tell("obs", "", False)
            self._begin()
            while events.alive and not self._stopping.wait(WATCH_S):
                self._watch_server()
            events.close()
        self._end()

    def _begin(self) -> None:
        """At the first connection with OBS the others may start; they mend their own connections."""
        if not self._begun:
            self._begun = True
            self._player.start()
            self._capture.start()
            self._sender.start()

    def _end(self) -> None:
        if self._begun:
            self._capture.stop()
            self._player.stop()
            self._sender.stop()

    def _on_obs(self, event: ObsEvent) -> None:
        if event.kind is ObsEventKind.EXIT:
            self._stopping.set()
        else:
            self._player.event(event)

    def _watch_server(self) -> None:
        """In mid-show the room is told when the server stays away, and when it is back."""
        now_s = time.monotonic()
        if self._sender.ready:
            self._server_seen_s = now_s
        away = now_s - self._server_seen_s > NOTICE_AFTER_S and self._in_show
        if away and not self._room_told and self._player.idle:
            self._room_told = True
            self._player.notify_room(RoomNotice(self._settings.room_notice))
        elif not away and self._room_told:
            self._room_told = False
            self._player.notify_room(RoomNotice(""))

    @property
    def _in_show(self) -> bool:
        return self._show is not None and self._show.state in _IN_SHOW

    def _hello(self) -> wire.Hello:
        session_id = self._show.session_id if self._show is not None and self._in_show else None
        return wire.Hello(
            f"OBS script {VERSION}", plays=True, wants_fate=False, session_id=session_id
        )

    def _take_show(self, show: wire.Show) -> None:
        self._show = show
        self.status.tell("show", _show_text(show), False)

    def _tell_fact(self, fact: wire.Fact) -> None:
        self._sender.send_fact(fact)

    def _send_picture(self, picture: Picture) -> None:
        scene, order, position = self._player.moment(picture.captured_at_ns)
        header = wire.FrameHeader(
            source=picture.webcam,
            sequence=self._sequence,
            captured_at_ns=picture.captured_at_ns,
            scene=scene,
            exposure_id=order.exposure_id if order else None,
            ad_id=order.ad_id if order else None,
            ad_position_ms=position.position_ms if position else None,
            ad_position_settled=position is not None
            and position.settled
            and picture.uncertain_ns <= UNCERTAIN_MAX_NS,
            ad_lead_ms=position.lead_ms if position else None,
        )
        self._sequence += 1
        self._sender.send_frame(header, picture.jpeg, picture.ad_jpeg if order else b"")


def _show_text(show: wire.Show) -> str:
    match show.state:
        case "ready":
            return f"Ready: {show.title}, ads: {show.ads_left}."
        case "running":
            return f"Running: {_what(show)}"
        case "paused":
            return f"Paused: {_what(show)}"
        case "finished":
            return f"Finished: {show.title}"
        case _:
            return "No show is prepared. Prepare one on the moderator's page."


def _what(show: wire.Show) -> str:
    return f"{show.title} · {show.ad_title}" if show.ad_title else show.title
