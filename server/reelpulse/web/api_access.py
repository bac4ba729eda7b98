"""Getting in and out, and the addresses and tokens that go into OBS."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlencode

from aiohttp import web

from reelpulse.errors import AccessDeniedError
from reelpulse.web.access import LOGIN_LIFETIME_NS
from reelpulse.web.bodies import Entry, Renewal, read_fields
from reelpulse.web.guard import LOGIN, cookie_name
from reelpulse.web.keys import ACCESS, OPEN_SOCKETS
from reelpulse.web.live_wire import CloseCode
from reelpulse.web.marked import N_
from reelpulse.web.problems import answer
from reelpulse.web.tokens import Scope

_SOCKET_OF: Final = {
    Scope.INGEST: "/ws/ingest",
    Scope.OVERLAY: "/ws/live",
    Scope.MODERATOR: "/ws/live",
}
_TOO_MANY: Final = AccessDeniedError(
    N_("Too many wrong attempts. Wait a minute and open the link again.")
)
_WRONG: Final = AccessDeniedError(
    N_("This link is not valid any more. Use the one that ReelPulse shows when it starts.")
)


async def enter(request: web.Request) -> web.Response:
    """Exchange the moderator's token for a cookie."""
    access = request.app[ACCESS]
    if access.too_many_attempts():
        return answer(request, status=429, problem=_TOO_MANY)
    entry = Entry.from_fields(await read_fields(request))
    login = access.enter(entry.token)
    if login is None:
        return answer(request, status=403, problem=_WRONG)
    response = web.json_response({})
    response.set_cookie(
        cookie_name(request),
        login.secret,
        max_age=LOGIN_LIFETIME_NS // 1_000_000_000,
        httponly=True,
        samesite="Strict",
    )
    return response


async def leave(request: web.Request) -> web.Response:
    """End this browser's login."""
    request.app[ACCESS].leave(request[LOGIN].secret)
    response = web.json_response({})
    response.del_cookie(cookie_name(request), httponly=True, samesite="Strict")
    await _end_connections(request, Scope.MODERATOR)
    return response


async def connections(request: web.Request) -> web.Response:
    """The addresses and tokens that a person copies into OBS."""
    tokens = request.app[ACCESS].tokens
    query = urlencode({"token": tokens.token(Scope.OVERLAY)})
    return web.json_response(
        {
            "overlay_address": f"http://{request.host}/overlays/emotion-bars/?{query}",
            "ingest_address": f"ws://{request.host}/ws/ingest",
            "ingest_token": tokens.token(Scope.INGEST),
            "moderator_address": f"http://{request.host}/enter#{tokens.token(Scope.MODERATOR)}",
        }
    )


async def renew(request: web.Request) -> web.Response:
    """Replace a token and end the connections that were opened with the old one."""
    renewal = Renewal.from_fields(await read_fields(request))
    request.app[ACCESS].renew(renewal.scope)
    await _end_connections(request, renewal.scope)
    return web.json_response({})


async def _end_connections(request: web.Request, scope: Scope) -> None:
    """Who still may comes back by itself."""
    await request.app[OPEN_SOCKETS].close_at(
        _SOCKET_OF[scope], code=CloseCode.DENIED, reason=b"token renewed"
    )
