"""What the other rooms know of OBS: its state, the set-up of its scenes, and the port to all of it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class ObsLinkState(StrEnum):
    """Whether the server and OBS talk to each other."""

    NOT_CONFIGURED = "not_configured"
    """OBS's own settings say that its WebSocket server is off."""
    NOT_RUNNING = "not_running"
    WRONG_PASSWORD = "wrong_password"  # noqa: S105  the name of a state
    CONNECTED = "connected"


class OverlayKind(StrEnum):
    """How the overlay gets into OBS's picture."""

    BROWSER = "browser"
    TEXT = "text"


class Change(StrEnum):
    """What a set-up does with one thing in OBS."""

    CREATE = "create"
    UPDATE = "update"
    LEAVE = "leave"
    RENAME = "rename"
    """The person's own thing has our name: it keeps everything but that."""
    REMOVE = "remove"


class Part(StrEnum):
    """The things a scene collection is made of."""

    SCENE = "scene"
    INPUT = "input"
    ITEM = "item"
    """An input or a scene as it stands in a scene."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsChange:
    """One thing in OBS and what becomes of it."""

    change: Change
    part: Part
    name: str
    scene: str = ""
    """Where an item stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpOutcome:
    """What a set-up did, or would do if the person agrees."""

    changes: tuple[ObsChange, ...]
    done: bool
    """False: nothing was touched, because `RENAME` needs the person's yes."""
    overlay: OverlayKind
    webcam: str | None
    """The input that shows the audience; None: no camera was found."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Monitor:
    """A screen on which OBS can show a scene."""

    index: int
    name: str
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsStatus:
    """What the page and the doctor tell about OBS."""

    link: ObsLinkState
    version: str = ""
    scene_collection: str = ""
    is_set_up: bool = False
    """Both of our scenes are in the current collection."""
    overlay: OverlayKind | None = None
    """None before the set-up."""
    recording: bool = False


class ObsDesk(Protocol):
    """What a moderator does with OBS; every method but `status` raises `ObsError`."""

    @property
    def status(self) -> ObsStatus:
        """As last seen; asks nobody."""
        ...

    async def webcams(self) -> tuple[str, ...]:
        """The person's own inputs that could show the audience."""
        ...

    async def set_up(self, *, webcam: str | None, language: str, agreed: bool) -> SetUpOutcome:
        """Create or update our scenes in the current collection.

        Args:
            webcam: one of `webcams()`; None: chosen or created.
            language: of the overlay, `en` or `ru`.
            agreed: the person's own things that have our names may be renamed.
        """
        ...

    async def remove(self) -> tuple[ObsChange, ...]:
        """Take away what we made."""
        ...

    async def monitors(self) -> tuple[Monitor, ...]:
        """Where the audience's picture can be shown."""
        ...

    async def project(self, monitor: int) -> None:
        """Show the audience's picture on the whole of a screen."""
        ...

    async def keep_password(self, password: str) -> None:
        """Keep the WebSocket password that the person typed, and try it."""
        ...
