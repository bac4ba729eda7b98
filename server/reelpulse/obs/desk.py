"""What a moderator does with OBS, for the page: set-up, removal, projector, password, and its state."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Final

from reelpulse.core.obs import (
    Monitor,
    ObsChange,
    ObsLinkState,
    ObsStatus,
    OverlayKind,
    SetUpOutcome,
)
from reelpulse.errors import ObsError, ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.collection import is_marked, read_collection, read_note
from reelpulse.obs.link import ObsLink
from reelpulse.obs.projector import open_projector, read_monitors
from reelpulse.obs.recording import is_recording
from reelpulse.obs.requests import ObsEvent, Requests
from reelpulse.obs.set_up import remove, set_up
from reelpulse.obs.webcam import webcam_choices
from reelpulse.texts import Language

OverlayAddress = Callable[[str], str]
"""The overlay's address in a language, with its token."""

_CHANGED: Final = frozenset(
    {
        "CurrentSceneCollectionChanged",
        "SceneListChanged",
        "SceneRemoved",
        "SceneNameChanged",
        "RecordStateChanged",
    }
)

_NOT_READY_PAUSE_S: Final = 0.5
SETTLE_S: Final = 1.0
"""An OBS that closes tells of each scene that goes, and only then of its exit. Asked for its scenes in
the middle of that it crashed (GetSceneList in OBS 29.0.2), so it is asked when all has been quiet."""

_log = logging.getLogger(__name__)


class Desk:
    """Implements `ObsDesk` on one link; looks at OBS again whenever it says that something changed."""

    def __init__(
        self,
        *,
        link: ObsLink,
        overlay_address: OverlayAddress,
        keep_password: Callable[[str], None],
        font: str,
        on_overlay: Callable[[Language | None], None],
        settle_s: float = SETTLE_S,
    ) -> None:
        """`on_overlay` is told the text overlay's language, or None where it is not in use."""
        self._link = link
        self._overlay_address = overlay_address
        self._keep_password = keep_password
        self._font = font
        self._on_overlay = on_overlay
        self._seen = ObsStatus(link=ObsLinkState.CONNECTED)
        self._look = asyncio.Event()
        self._settle_s = settle_s
        self._later: asyncio.TimerHandle | None = None
        link.subscribe(self._on_event)
        link.on_change(self._look.set)

    @property
    def status(self) -> ObsStatus:
        """As last seen."""
        state = self._link.state
        return self._seen if state is ObsLinkState.CONNECTED else ObsStatus(link=state)

    async def run(self) -> None:
        """Look at OBS when it came or said that something changed, until cancelled."""
        try:
            while True:
                await self._look.wait()
                self._look.clear()
                await self.look()
        finally:
            if self._later is not None:
                self._later.cancel()

    async def look(self) -> None:
        """See what OBS shows now."""
        try:
            self._seen, language = await self._link.ask(_status_and_language)
        except ObsRefusedError as problem:
            # OBS listens before it is ready to answer, and not while it changes its collection.
            _log.info("OBS cannot be looked at yet: %s", problem)
            self._look_in(_NOT_READY_PAUSE_S)
            return
        except ObsError as problem:
            _log.info("OBS cannot be looked at: %s", problem)
            return
        self._on_overlay(language)

    async def webcams(self) -> tuple[str, ...]:
        """See `ObsDesk`."""
        return await self._link.ask(_webcams)

    async def set_up(self, *, webcam: str | None, language: str, agreed: bool) -> SetUpOutcome:
        """See `ObsDesk`."""
        outcome = await self._link.ask(
            set_up,
            overlay_url=self._overlay_address(language),
            language=language,
            font=self._font,
            webcam=webcam,
            agreed=agreed,
        )
        await self.look()
        return outcome

    async def remove(self) -> tuple[ObsChange, ...]:
        """See `ObsDesk`."""
        changes = await self._link.ask(_remove_unless_recording)
        await self.look()
        return changes

    async def monitors(self) -> tuple[Monitor, ...]:
        """See `ObsDesk`."""
        return await self._link.ask(read_monitors)

    async def project(self, monitor: int) -> None:
        """See `ObsDesk`."""
        await self._link.ask(open_projector, monitor)

    async def keep_password(self, password: str) -> None:
        """See `ObsDesk`."""
        await asyncio.to_thread(self._keep_password, password)
        self._link.try_now()

    def _on_event(self, event: ObsEvent) -> None:
        if event.name == "CurrentSceneCollectionChanging":
            # OBS refuses every question until the other collection is there.
            self._on_overlay(None)
        if event.name in _CHANGED:
            self._look_in(self._settle_s)

    def _look_in(self, seconds: float) -> None:
        """From now; a look that was planned before is put off until then."""
        if self._later is not None:
            self._later.cancel()
        self._later = asyncio.get_running_loop().call_later(seconds, self._look.set)


def read_status(requests: Requests) -> ObsStatus:
    """What an OBS that answers shows."""
    scenes = {one["sceneName"] for one in requests.ask("GetSceneList")["scenes"]}
    current = requests.ask("GetSceneCollectionList")["currentSceneCollectionName"]
    return ObsStatus(
        link=ObsLinkState.CONNECTED,
        version=requests.ask("GetVersion")["obsVersion"],
        scene_collection=current,
        is_set_up=all(name in scenes and is_marked(requests, name) for name in names.SCENES),
        overlay=_overlay(requests),
        recording=is_recording(requests),
    )


def _status_and_language(requests: Requests) -> tuple[ObsStatus, Language | None]:
    """Also the language of the text overlay, where that is in use."""
    status = read_status(requests)
    if status.overlay is not OverlayKind.TEXT:
        return status, None
    noted = is_marked(requests, names.SESSION) and read_note(requests, names.SESSION, "language")
    return status, Language(noted) if noted in tuple(Language) else Language.ENGLISH


def _overlay(requests: Requests) -> OverlayKind | None:
    if is_marked(requests, names.BROWSER_OVERLAY):
        return OverlayKind.BROWSER
    return OverlayKind.TEXT if is_marked(requests, names.TEXT_OVERLAY) else None


def _webcams(requests: Requests) -> tuple[str, ...]:
    return webcam_choices(read_collection(requests))


def _remove_unless_recording(requests: Requests) -> tuple[ObsChange, ...]:
    if is_recording(requests):
        raise ObsError("OBS is recording. Stop the show first, then remove the scenes.")
    return remove(requests)
