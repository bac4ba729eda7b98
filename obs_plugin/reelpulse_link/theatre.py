"""The participants' picture: which of ad, buffer and notice is seen, and the ad's media controls."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

from reelpulse_link.obs_socket import NO_SUCH_THING, ObsRefusedError, ObsSocket
from reelpulse_link.stage import AD, AUDIENCE_SCENE, BUFFER, INSTANCE_KEY, NOTICE

_ACTION = "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_"
_STATE = "OBS_MEDIA_STATE_"


class NotSetUpError(Exception):
    """The scene or one of its inputs is missing; the message says what to do."""

    def __init__(self, name: str) -> None:
        """Name what is missing."""
        super().__init__(
            f"OBS has no {name} in this scene collection. Press “Set up OBS” on the moderator's page."
        )


class ForeignObsError(Exception):
    """Another OBS answers than the one the script lives in; the message says what to do."""

    def __init__(self) -> None:
        super().__init__(
            "Another OBS answers on this WebSocket port. Close one of the two, or give each its own "
            "port under Tools → WebSocket Server Settings."
        )


class MediaState(Enum):
    """What OBS says of the ad's media input."""

    PLAYING = "PLAYING"
    PAUSED = "PAUSED"
    ENDED = "ENDED"
    STOPPED = "STOPPED"
    OPENING = "OPENING"
    BUFFERING = "BUFFERING"
    ERROR = "ERROR"
    NONE = "NONE"


@dataclass(frozen=True)
class Cursor:
    """The media input's state, and its position where it has one."""

    state: MediaState
    position_ms: float | None


class Theatre:
    """Controls RP Audience over one connection; used from one thread."""

    def __init__(self, socket: ObsSocket, *, instance: str) -> None:
        """Look up the scene's items.

        Args:
            socket: to OBS.
            instance: value with which the script has marked the scene in its own OBS; empty: not
                looked at.

        Raises:
            NotSetUpError: the scene or an item of it is missing.
            ForeignObsError: this is not the script's own OBS.
        """
        self._socket = socket
        try:
            answer = socket.ask("GetSceneItemList", sceneName=AUDIENCE_SCENE)
        except ObsRefusedError as problem:
            raise NotSetUpError(AUDIENCE_SCENE) from problem
        self._items = {one["sourceName"]: one["sceneItemId"] for one in answer["sceneItems"]}
        for name in (AD, BUFFER, NOTICE):
            if name not in self._items:
                raise NotSetUpError(name)
        if instance:
            self._recognise(instance)

    def _recognise(self, instance: str) -> None:
        try:
            answer = self._socket.ask("GetSourcePrivateSettings", sourceName=AUDIENCE_SCENE)
        except ObsRefusedError:  # an OBS without this request cannot be asked
            return
        if answer["sourceSettings"].get(INSTANCE_KEY) != instance:
            raise ForeignObsError

    def load(self, path: Path) -> None:
        """Open an ad's file; it begins to play where nobody sees or hears it."""
        settings = {"local_file": str(path), "is_local_file": True, "looping": False}
        self._ask("SetInputSettings", inputName=AD, inputSettings=settings)

    def act(self, action: str) -> None:
        """`PLAY`, `PAUSE`, `STOP` or `RESTART` the ad."""
        self._ask("TriggerMediaInputAction", inputName=AD, mediaAction=_ACTION + action)

    def rewind(self) -> None:
        """Go to the ad's first frame."""
        self._ask("SetMediaInputCursor", inputName=AD, mediaCursor=0)

    def cursor(self) -> Cursor:
        """Where the ad is."""
        answer = self._ask("GetMediaInputStatus", inputName=AD)
        state = str(answer["mediaState"]).removeprefix(_STATE)
        known = state in MediaState.__members__
        return Cursor(MediaState[state] if known else MediaState.NONE, answer["mediaCursor"])

    def skipped_frames(self) -> int:
        """How many frames OBS has not drawn in time since it started."""
        return int(self._ask("GetStats")["renderSkippedFrames"])

    def reveal_ad(self) -> None:
        """The ad under the buffer first, so that nothing else is seen in between."""
        self._enable(AD, True)
        self._enable(NOTICE, False)
        self._enable(BUFFER, False)

    def cover(self) -> None:
        """Show the buffer; the hidden ad is not heard either."""
        self._enable(BUFFER, True)
        self._enable(NOTICE, False)
        self._enable(AD, False)

    def notify_room(self, text: str) -> None:
        """Tell the participants something, on the buffer."""
        self._ask("SetInputSettings", inputName=NOTICE, inputSettings={"text": text})
        self._enable(BUFFER, True)
        self._enable(AD, False)
        self._enable(NOTICE, True)

    def _enable(self, name: str, shown: bool) -> None:
        self._ask(
            "SetSceneItemEnabled",
            sceneName=AUDIENCE_SCENE,
            sceneItemId=self._items[name],
            sceneItemEnabled=shown,
        )

    def _ask(self, request: str, **fields: Any) -> dict[str, Any]:
        try:
            return self._socket.ask(request, **fields)
        except ObsRefusedError as problem:
            if problem.code == NO_SUCH_THING:
                raise NotSetUpError(AUDIENCE_SCENE) from problem
            raise
