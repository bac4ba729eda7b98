"""The stored sessions: their list and their key figures."""

from __future__ import annotations

import dataclasses

from aiohttp import web

from reelpulse.core.metrics.few import too_few
from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.metrics.show import AdFigures, ShowFigures
from reelpulse.core.ports import SessionSummary
from reelpulse.web.bodies import Fields
from reelpulse.web.keys import AGREEMENT_JUDGE, LIBRARY, SCREENING, SETTINGS, STORAGE_LANE


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
    """EEI, EmoNPS, shares and agreement with people of one session, at the K that was asked for."""
    settings = request.app[SETTINGS]
    rules = dataclasses.replace(
        settings.metrics,
        silence_weight=_silence_weight(request, settings.metrics.silence_weight),
    )
    library = request.app[LIBRARY]
    session_id = int(request.match_info["session_id"])
    figures = await request.app[STORAGE_LANE].call(library.figures, session_id, rules)
    agreed = await request.app[AGREEMENT_JUDGE].of(session_id)
    return web.json_response(
        {
            **_part(figures),
            "session_id": session_id,
            "readings": figures.readings,
            "people": figures.people,
            "agreement": None if agreed is None else dataclasses.asdict(agreed),
            "ads": [{"title": ad.ad.title, **_part(ad)} for ad in figures.ads],
        }
    )


def _silence_weight(request: web.Request, usual: float) -> float:
    if "silence_weight" not in request.query:
        return usual
    lowest, highest = SILENCE_WEIGHT_BAND
    return Fields.of_query(request).number("silence_weight", lowest=lowest, highest=highest)


def _part(figures: ShowFigures | AdFigures) -> dict[str, object]:
    return {
        "shares": {
            "emotions": {str(e): share for e, share in figures.shares.emotions.items()},
            "groups": {str(g): share for g, share in figures.shares.groups.items()},
            "people": figures.shares.people,
            "seat_seconds": figures.shares.seat_seconds,
        },
        "too_few": too_few(figures.shares.people),
        "eei": dataclasses.asdict(figures.eei),
        "emo_nps": dataclasses.asdict(figures.emo_nps),
    }
