"""Turns every error of a handler into an answer that says what to do, in the reader's language."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable
from typing import Final

from aiohttp import web

from reelpulse.errors import (
    AccessDeniedError,
    ObsError,
    ReelPulseError,
    ScreeningError,
    SessionNotFoundError,
)
from reelpulse.texts import told
from reelpulse.web.marked import N_
from reelpulse.web.reader import reader_language
from reelpulse.web.rendering import error_page

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

_log = logging.getLogger(__name__)


class RequestError(ReelPulseError):
    """A request that our own pages would not send, or that a person must correct."""


class LoginNeededError(AccessDeniedError):
    """The browser is not logged in, or no longer."""

    def __init__(self) -> None:
        super().__init__(
            N_(
                "This browser is not logged in. Open the moderator's link that ReelPulse shows "
                "when it starts."
            )
        )


_STATUS: Final = (
    (LoginNeededError, 401),
    (AccessDeniedError, 403),
    (SessionNotFoundError, 404),
    (ScreeningError, 409),
    (ObsError, 409),
)

_HTTP_PROBLEMS: Final = {
    404: RequestError(
        N_("There is nothing at this address. Check it, or begin at the moderator's page.")
    ),
    405: RequestError(N_("This address does not take such requests.")),
    413: RequestError(N_("What was sent is too large.")),
}
_UNEXPECTED: Final = ReelPulseError(
    N_("Something went wrong that should not have. What was measured is kept; the log says more.")
)


@web.middleware
async def answer_problems(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Outermost middleware but one: nothing leaves as a bare traceback or an English page."""
    try:
        return await handler(request)
    except ReelPulseError as problem:
        return answer(request, status=_status(problem), problem=problem)
    except web.HTTPException as problem:
        if problem.status not in _HTTP_PROBLEMS:
            raise
        return answer(request, status=problem.status, problem=_HTTP_PROBLEMS[problem.status])
    except Exception:
        if request.path.startswith("/ws/"):
            raise  # the handshake may be over, so there is no answer to give; aiohttp logs it
        _log.exception("%s %s failed", request.method, request.path)
        return answer(request, status=500, problem=_UNEXPECTED)


def answer(request: web.Request, *, status: int, problem: ReelPulseError) -> web.Response:
    """An error as a page for a person who navigated, else as JSON."""
    language = reader_language(request)
    text = told(problem, language)
    if "text/html" in request.headers.get("Accept", "") and not request.path.startswith("/api/"):
        return error_page(language, status=status, text=text)
    return web.json_response({"error": text}, status=status)


def _status(problem: ReelPulseError) -> int:
    return next((status for kind, status in _STATUS if isinstance(problem, kind)), 400)
