"""Which language the person at a request reads."""

from __future__ import annotations

from typing import Final

from aiohttp import web

from reelpulse.texts import Language, preferred

LANGUAGE_COOKIE: Final = "reelpulse_language"


def reader_language(request: web.Request) -> Language:
    """`?lang=` first, then what was chosen on the page, then what the browser prefers."""
    for wanted in (request.query.get("lang"), request.cookies.get(LANGUAGE_COOKIE)):
        if wanted in tuple(Language):
            return Language(wanted)
    return preferred(request.headers.get("Accept-Language", ""))
