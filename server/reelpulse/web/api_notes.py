"""What the moderator notes of a session: its seats, and its markers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Self

from aiohttp import web

from reelpulse.core.marker_csv import markers_csv
from reelpulse.core.marker_places import marker_places
from reelpulse.core.notes import MARKER_CHARS_MAX, SEAT_NAME_CHARS_MAX, SeatNote
from reelpulse.core.session import Session
from reelpulse.web.api_reports import content_disposition
from reelpulse.web.bodies import Fields, read_fields
from reelpulse.web.keys import LIBRARY, NOTEBOOK, STORAGE_LANE

SEAT_MAX: Final = 9999
AGO_MS_MAX: Final = 600_000


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatForm:
    """What is to be noted of a seat."""

    note: SeatNote

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(
            note=SeatNote(
                seat=_seat(fields, "seat"),
                name=_text_or_none(fields, "name", longest=SEAT_NAME_CHARS_MAX),
                confirmed=fields.flag("confirmed", usual=False),
                merged_into=(
                    None
                    if fields.values.get("merged_into") is None
                    else _seat(fields, "merged_into")
                ),
            )
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerForm:
    """A moment to mark."""

    text: str
    ago_ms: int
    """For so long it has been written down."""

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(
            text=fields.text("text", longest=MARKER_CHARS_MAX),
            ago_ms=round(fields.number("ago_ms", lowest=0, highest=AGO_MS_MAX, usual=0)),
        )


async def keep_seat(request: web.Request) -> web.Response:
    """Note something of a seat, in place of what was noted."""
    form = SeatForm.from_fields(await read_fields(request))
    await request.app[NOTEBOOK].keep_seat(_session_id(request), form.note)
    return web.json_response({})


async def list_markers(request: web.Request) -> web.Response:
    """All markers of a session, on every time line."""
    session = await _session(request)
    return web.json_response(
        {
            "markers": [
                {
                    "marker_id": place.marker.marker_id,
                    "text": place.marker.text,
                    "unix_ms": place.unix_ms,
                    "show_ms": place.show_ms,
                    "ad": place.ad.title if place.ad else None,
                    "ad_ms": place.ad_ms,
                    "recording_ms": place.recording_ms,
                }
                for place in marker_places(session)
            ]
        }
    )


async def set_marker(request: web.Request) -> web.Response:
    """Mark a moment of the show that runs."""
    form = MarkerForm.from_fields(await read_fields(request))
    await request.app[NOTEBOOK].set_marker(_session_id(request), form.text, ago_ms=form.ago_ms)
    return web.json_response({}, status=201)


async def remove_marker(request: web.Request) -> web.Response:
    """Forget a marker."""
    fields = await read_fields(request)
    marker_id = fields.whole_number("marker_id")
    await request.app[NOTEBOOK].remove_marker(_session_id(request), marker_id)
    return web.json_response({})


async def download_markers(request: web.Request) -> web.Response:
    """The markers as CSV; spreadsheets know the alphabet by the byte-order mark."""
    session = await _session(request)
    name = f"reelpulse-{session.session_id}-markers.csv"
    return web.Response(
        body=markers_csv(session).encode("utf-8-sig"),
        headers={"Content-Disposition": content_disposition(name, plain=name)},
        content_type="text/csv",
        charset="utf-8",
    )


async def _session(request: web.Request) -> Session:
    library = request.app[LIBRARY]
    return await request.app[STORAGE_LANE].call(library.session, _session_id(request))


def _session_id(request: web.Request) -> int:
    return int(request.match_info["session_id"])


def _seat(fields: Fields, name: str) -> int:
    return round(fields.number(name, lowest=1, highest=SEAT_MAX))


def _text_or_none(fields: Fields, name: str, *, longest: int) -> str | None:
    return None if fields.values.get(name) in (None, "") else fields.text(name, longest=longest)
