"""What OBS announces: media starting, pausing and ending, and its own exit."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

import obsws_python
from obsws_python.error import OBSSDKError
from obsws_python.subs import Subs
from websocket import WebSocketException

from reelpulse_link.obs_socket import (
    REQUEST_TIMEOUT_S,
    ObsAddress,
    ObsGoneError,
    hang_up,
    silence_obsws,
)


class ObsEventKind(Enum):
    """The announcements that matter to a show."""

    MEDIA_STARTED = "started"
    MEDIA_ENDED = "ended"
    MEDIA_ACTION = "action"
    COLLECTION_CHANGING = "collection changing"
    COLLECTION_CHANGED = "collection changed"
    EXIT = "exit"


@dataclass(frozen=True)
class ObsEvent:
    """One announcement and when it arrived here."""

    kind: ObsEventKind
    at_ns: int
    input_name: str = ""


class ObsEvents:
    """Listens on a thread of its own, and calls back from it."""

    def __init__(self, address: ObsAddress, on_event: Callable[[ObsEvent], None]) -> None:
        """Connect and listen.

        Raises:
            ObsGoneError: nothing listens there, or the password is wrong.
        """
        self._on_event = on_event
        silence_obsws()
        try:
            self._client = obsws_python.EventClient(
                host=address.host,
                port=address.port,
                password=address.password,
                timeout=REQUEST_TIMEOUT_S,
                subs=Subs.GENERAL | Subs.CONFIG | Subs.MEDIAINPUTS,
            )
        except (OBSSDKError, OSError, ValueError, WebSocketException) as problem:
            raise ObsGoneError("OBS's WebSocket server does not answer.") from problem
        self._client.callback.register(
            [
                self.on_media_input_playback_started,
                self.on_media_input_playback_ended,
                self.on_media_input_action_triggered,
                self.on_current_scene_collection_changing,
                self.on_current_scene_collection_changed,
                self.on_exit_started,
            ]
        )

    @property
    def alive(self) -> bool:
        """Whether OBS still talks to us."""
        return bool(self._client.worker.is_alive())

    def close(self) -> None:
        """Stop listening, and wait for the thread: one that outlives the script would crash OBS."""
        hang_up(self._client.base_client.ws.sock)
        self._client.worker.join(timeout=REQUEST_TIMEOUT_S)

    def on_media_input_playback_started(self, data: Any) -> None:
        """An input shows its first frame."""
        self._tell(ObsEventKind.MEDIA_STARTED, data.input_name)

    def on_media_input_playback_ended(self, data: Any) -> None:
        """An input came to its end, or was stopped."""
        self._tell(ObsEventKind.MEDIA_ENDED, data.input_name)

    def on_media_input_action_triggered(self, data: Any) -> None:
        """Somebody pressed play, pause, restart or stop."""
        self._tell(ObsEventKind.MEDIA_ACTION, data.input_name)

    def on_current_scene_collection_changing(self, _data: Any) -> None:
        """All inputs are about to go."""
        self._tell(ObsEventKind.COLLECTION_CHANGING, "")

    def on_current_scene_collection_changed(self, _data: Any) -> None:
        """Other inputs are there now."""
        self._tell(ObsEventKind.COLLECTION_CHANGED, "")

    def on_exit_started(self, _data: Any) -> None:
        """OBS closes."""
        self._tell(ObsEventKind.EXIT, "")

    def _tell(self, kind: ObsEventKind, input_name: str) -> None:
        self._on_event(ObsEvent(kind, time.perf_counter_ns(), input_name))
