"""The stored sessions: their list and their key figures."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.ports import SessionSummary
from reelpulse.web.bodies import Fields
from reelpulse.web.figures_view import figures_view
from reelpulse.web.keys import (
    AGREEMENT_JUDGE,
    FIGURES_DESK,
    LIBRARY,
    SCREENING,
    SETTINGS,
    STORAGE_LANE,
)


async def list_sessions(request: web.Request) -> web.Response:
    """All sessions, newest first."""
    library = request.app[LIBRARY]
    summaries = await request.app[STORAGE_LANE].call(library.summaries)
    can_continue = request.app[SCREENING].can_continue
    return web.json_response(
        {"sessions": [_line(one, can_continue=can_continue(one)) for one in summaries]}
    )


def _line(summary: SessionSummary, *, can_continue: bool) -> dict[str, object]:
    return {
        "session_id": summary.session_id,
        "title": summary.title,
        "state": summary.state,
        "created_unix_ms": summary.created_unix_ms,
        "ads": summary.ads,
        "people": summary.people,
        "readings": summary.readings,
        "recordings": [str(path) for path in summary.recordings],
        "can_continue": can_continue,
    }


async def session_figures(request: web.Request) -> web.Response:
    """The figures of one session, and its agreement with people, at the K that was asked for."""
    settings = request.app[SETTINGS]
    rules = dataclasses.replace(
        settings.metrics,
        silence_weight=_silence_weight(request, settings.metrics.silence_weight),
    )
    session_id = int(request.match_info["session_id"])
    found = await request.app[FIGURES_DESK].figures(session_id, rules)
    agreed = await request.app[AGREEMENT_JUDGE].of(session_id)
    return web.json_response(
        {
            **figures_view(found),
            "agreement": None if agreed is None else dataclasses.asdict(agreed),
        }
    )


def _silence_weight(request: web.Request, usual: float) -> float:
    if "silence_weight" not in request.query:
        return usual
    lowest, highest = SILENCE_WEIGHT_BAND
    return Fields.of_query(request).number("silence_weight", lowest=lowest, highest=highest)
