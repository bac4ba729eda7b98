"""OBS on the moderator's page: its state, the set-up of its scenes, the projector, the password."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from aiohttp import web

from reelpulse.core.obs import Change, ObsChange, ObsDesk
from reelpulse.errors import ObsError
from reelpulse.web.bodies import Fields, read_fields
from reelpulse.web.keys import OBS_DESK, SCREENING
from reelpulse.web.marked import N_
from reelpulse.web.reader import reader_language

NAME_CHARS_MAX: Final = 256
MONITOR_MAX: Final = 99


@dataclass(frozen=True, slots=True, kw_only=True)
class SetUpWish:
    """How the scenes are to be set up."""

    webcam: str | None
    agreed: bool

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        is_named = fields.values.get("webcam") is not None
        webcam = fields.text("webcam", longest=NAME_CHARS_MAX) if is_named else None
        return cls(webcam=webcam, agreed=fields.flag("agreed", usual=False))


async def status(request: web.Request) -> web.Response:
    """Where things stand, as last seen; asks OBS nothing."""
    seen = _desk(request).status
    return web.json_response(
        {
            "link": str(seen.link),
            "version": seen.version,
            "scene_collection": seen.scene_collection,
            "is_set_up": seen.is_set_up,
            "overlay": str(seen.overlay) if seen.overlay else None,
            "recording": seen.recording,
            "script_connected": request.app[SCREENING].state.player_connected,
        }
    )


async def choices(request: web.Request) -> web.Response:
    """What OBS offers: inputs that could be the webcam, and screens."""
    desk = _desk(request)
    return web.json_response(
        {
            "webcams": await desk.webcams(),
            "monitors": [
                {
                    "index": one.index,
                    "name": one.name,
                    "width_px": one.width_px,
                    "height_px": one.height_px,
                }
                for one in await desk.monitors()
            ],
        }
    )


async def set_up(request: web.Request) -> web.Response:
    """Make our scenes, or tell what of the person's would have to be renamed first."""
    wish = SetUpWish.from_fields(await read_fields(request))
    outcome = await _desk(request).set_up(
        webcam=wish.webcam, language=str(reader_language(request)), agreed=wish.agreed
    )
    return web.json_response(
        {
            "done": outcome.done,
            "changed": _names(outcome.changes, Change.CREATE, Change.UPDATE, Change.REMOVE),
            "to_rename": _names(outcome.changes, Change.RENAME),
            "overlay": str(outcome.overlay),
            "webcam": outcome.webcam,
        }
    )


async def remove(request: web.Request) -> web.Response:
    """Take away what we made."""
    changes = await _desk(request).remove()
    return web.json_response(
        {"removed": _names(changes, Change.REMOVE), "left": _names(changes, Change.LEAVE)}
    )


async def project(request: web.Request) -> web.Response:
    """Show the audience's picture on a screen."""
    fields = await read_fields(request)
    monitor = fields.number("monitor", lowest=0, highest=MONITOR_MAX)
    await _desk(request).project(round(monitor))
    return web.json_response({})


async def keep_password(request: web.Request) -> web.Response:
    """Keep the WebSocket password; it is never told again."""
    fields = await read_fields(request)
    await _desk(request).keep_password(fields.text("password", longest=NAME_CHARS_MAX))
    return web.json_response({})


def _desk(request: web.Request) -> ObsDesk:
    desk = request.app[OBS_DESK]
    if desk is None:
        raise ObsError(N_("This ReelPulse leaves OBS alone. Start it with `reelpulse serve`."))
    return desk


def _names(changes: tuple[ObsChange, ...], *kinds: Change) -> list[str]:
    """Each name once, in order."""
    return list(dict.fromkeys(one.name for one in changes if one.change in kinds))
