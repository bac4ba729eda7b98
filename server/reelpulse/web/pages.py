"""The moderator's page, and the small page behind the link that lets the moderator in."""

from __future__ import annotations

from aiohttp import web

from reelpulse import __version__
from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS, Emotion, members
from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.notes import MARKER_CHARS_MAX, SEAT_NAME_CHARS_MAX
from reelpulse.texts import Language
from reelpulse.web.guard import LOGIN
from reelpulse.web.keys import IDENTITY, OBS_DESK, SETTINGS
from reelpulse.web.live_view import EMOTION_TEXTS, GROUP_TEXTS
from reelpulse.web.page_texts import page_texts
from reelpulse.web.reader import LANGUAGE_COOKIE, reader_language
from reelpulse.web.rendering import page


async def entrance(request: web.Request) -> web.Response:
    """The page of `/enter#TOKEN`: a script of ours sends the token, which no log ever sees."""
    return page("enter.html", reader_language(request))


async def moderator(request: web.Request) -> web.Response:
    """The page from which a show is run."""
    language = reader_language(request)
    identity = request.app[IDENTITY]
    low, high = SILENCE_WEIGHT_BAND
    response = page(
        "moderator.html",
        language,
        languages=tuple(Language),
        csrf_token=request[LOGIN].csrf_token,
        provider=identity.provider,
        models=identity.models,
        version=__version__,
        texts=page_texts(language),
        emotions=[(e, GROUP_OF[e], EMOTION_TEXTS[e]) for e in _by_group()],
        groups=[(g, GROUP_TEXTS[g]) for g in GROUPS],
        silence_weight=request.app[SETTINGS].metrics.silence_weight,
        silence_weight_band=(low, high),
        baseline_s=request.app[SETTINGS].baseline.length_s,
        seat_name_chars_max=SEAT_NAME_CHARS_MAX,
        marker_chars_max=MARKER_CHARS_MAX,
        has_obs=request.app[OBS_DESK] is not None,
    )
    if "lang" in request.query:
        response.set_cookie(
            LANGUAGE_COOKIE, str(language), max_age=365 * 24 * 3600, httponly=True, samesite="Lax"
        )
    return response


def _by_group() -> tuple[Emotion, ...]:
    """The emotions as they are shown: positive, negative, neutral."""
    return tuple(EMOTIONS[index] for group in GROUPS for index in members(group))
