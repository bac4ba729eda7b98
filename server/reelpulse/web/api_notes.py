"""What the moderator notes of a session: its seats, and its markers."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Final, Self

from aiohttp import web

from reelpulse.core.notes import SEAT_NAME_CHARS_MAX, SeatNote, SeatSeen
from reelpulse.core.session import Session
from reelpulse.web.bodies import Fields, read_fields
from reelpulse.web.keys import FIGURES_DESK, NOTEBOOK

SEAT_MAX: Final = 9999


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


async def list_seats(request: web.Request) -> web.Response:
    """All seats of a session, with what is noted of them."""
    session, seen = await request.app[FIGURES_DESK].seats(_session_id(request))
    return web.json_response({"seats": seats_view(session, seen)})


def seats_view(session: Session, seen: tuple[SeatSeen, ...]) -> list[dict[str, object]]:
    """By number; also a seat of which something is noted and nothing is stored yet."""
    readings = {one.seat: one.readings for one in seen}
    notes = {note.seat: note for note in session.seats}
    return [
        {
            **dataclasses.asdict(notes.get(seat, SeatNote(seat=seat))),
            "readings": readings.get(seat, 0),
        }
        for seat in sorted({*readings, *notes})
    ]


async def keep_seat(request: web.Request) -> web.Response:
    """Note something of a seat, in place of what was noted."""
    form = SeatForm.from_fields(await read_fields(request))
    await request.app[NOTEBOOK].keep_seat(_session_id(request), form.note)
    return web.json_response({})


def _session_id(request: web.Request) -> int:
    return int(request.match_info["session_id"])


def _seat(fields: Fields, name: str) -> int:
    return round(fields.number(name, lowest=1, highest=SEAT_MAX))


def _text_or_none(fields: Fields, name: str, *, longest: int) -> str | None:
    return None if fields.values.get(name) in (None, "") else fields.text(name, longest=longest)
