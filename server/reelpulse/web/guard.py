"""Checks every request before its handler runs: Host, Origin, scope, and CSRF for changes."""

from __future__ import annotations

import re
from typing import Final

from aiohttp import hdrs, web

from reelpulse.errors import AccessDeniedError
from reelpulse.live.events import Notice, NoticeKind
from reelpulse.web.access import Access, Login
from reelpulse.web.keys import ACCESS, BUS
from reelpulse.web.marked import N_
from reelpulse.web.problems import Handler, LoginNeededError
from reelpulse.web.tokens import Scope, same_secret

CSRF_HEADER: Final = "X-ReelPulse-CSRF"
LOGIN: Final[web.RequestKey[Login]] = web.RequestKey("login", Login)
"""The login of a request of moderator's scope."""

_OWN_HOST: Final = re.compile(r"(127\.0\.0\.1|localhost|\[::1\])(?::(\d{1,5}))?")
_READING: Final = frozenset({hdrs.METH_GET, hdrs.METH_HEAD})
_HTTP_PORT: Final = 80


@web.middleware
async def stay_at_home(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuse what another site's page had a browser send.

    A foreign Host means DNS rebinding: a name on the net that was pointed at this machine. A foreign
    Origin means a page that is not ours. Programs that are not browsers send no Origin, so its
    absence is left to the scope's own check.
    """
    if not is_own_host(request):
        raise AccessDeniedError(
            N_(
                "This address does not belong to ReelPulse. Open it as http://127.0.0.1 "
                "with the port that ReelPulse shows when it starts."
            )
        )
    if _origin_matters(request) and not is_own_origin(request):
        raise AccessDeniedError(N_("A page of another site must not use ReelPulse."))
    return await handler(request)


def is_own_host(request: web.Request) -> bool:
    """Whether the Host header names this machine and the port on which the request arrived."""
    found = _OWN_HOST.fullmatch(request.headers.get(hdrs.HOST, ""))
    address = request.get_extra_info("sockname")
    return bool(found and address and int(found[2] or _HTTP_PORT) == address[1])


def is_own_origin(request: web.Request) -> bool:
    """Whether the Origin header, if there is one, names the page's own server."""
    origin = request.headers.get(hdrs.ORIGIN)
    return origin is None or origin == f"http://{request.headers.get(hdrs.HOST)}"


def _origin_matters(request: web.Request) -> bool:
    return request.method not in _READING or hdrs.UPGRADE in request.headers


def guarded(handler: Handler, scope: Scope | None) -> Handler:
    """The handler behind its door; None is for what anybody on this machine may see.

    The overlay's scope has no door here: `/ws/live` tells a browser by a close code that its token
    is wrong, which the browser could not read from a refused handshake.
    """
    check = _CHECKS[scope]

    async def behind_the_door(request: web.Request) -> web.StreamResponse:
        check(request)
        return await handler(request)

    return behind_the_door


def moderator_login(request: web.Request) -> Login | None:
    """The login whose cookie the request carries."""
    secret = request.cookies.get(cookie_name(request))
    return request.app[ACCESS].login(secret) if secret else None


def cookie_name(request: web.Request) -> str:
    """Browsers keep cookies by host and not by port, so two servers need two names."""
    return f"reelpulse_{request.get_extra_info('sockname')[1]}"


def may_read_overlay(access: Access, request: web.Request) -> bool:
    """Whether the address carries the overlay's token; a browser source has nothing else."""
    return access.tokens.fits(Scope.OVERLAY, request.query.get("token", ""))


def _check_nothing(_request: web.Request) -> None:
    return


def _check_ingest(request: web.Request) -> None:
    kind, _, offered = request.headers.get(hdrs.AUTHORIZATION, "").partition(" ")
    fits = request.app[ACCESS].tokens.fits(Scope.INGEST, offered.strip())
    if kind.lower() == "bearer" and fits:
        return
    problem = AccessDeniedError(
        N_(
            "A sender came with a missing or wrong ingest token. Copy the token from the "
            "moderator's page, “Connections”, into the script's settings."
        )
    )
    request.app[BUS].publish(Notice(kind=NoticeKind.SENDER_REFUSED, detail=str(problem)))
    raise problem


def _check_moderator(request: web.Request) -> None:
    login = moderator_login(request)
    if login is None:
        raise LoginNeededError
    if request.method not in _READING:
        offered = request.headers.get(CSRF_HEADER, "")
        if hdrs.ORIGIN not in request.headers or not same_secret(login.csrf_token, offered):
            raise AccessDeniedError(
                N_("This change did not come from the moderator's page. Load the page again.")
            )
    request[LOGIN] = login


_CHECKS: Final = {
    None: _check_nothing,
    Scope.INGEST: _check_ingest,
    Scope.MODERATOR: _check_moderator,
}
