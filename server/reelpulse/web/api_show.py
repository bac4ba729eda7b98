"""The buttons of the show: look into ads, prepare, start, pause, go on, skip, stop."""

from __future__ import annotations

from aiohttp import web

from reelpulse.core.session import Ad
from reelpulse.errors import MediaError
from reelpulse.texts import told
from reelpulse.web.bodies import AdPaths, NewSession, ad_path, read_fields
from reelpulse.web.keys import AD_LANE, AD_READER, SCREENING
from reelpulse.web.marked import N_
from reelpulse.web.reader import reader_language


async def check_ads(request: web.Request) -> web.Response:
    """Tell for each path what the file is, or what is wrong with it."""
    body = AdPaths.from_fields(await read_fields(request))
    language = reader_language(request)
    found: list[dict[str, object]] = []
    for typed in body.paths:
        try:
            ad = await _read(request, typed)
        except MediaError as problem:
            found.append({"path": typed, "error": told(problem, language)})
        else:
            found.append(
                {
                    "path": typed,
                    "title": ad.title,
                    "duration_ms": ad.duration_ms,
                    "width_px": ad.width_px,
                    "height_px": ad.height_px,
                }
            )
    return web.json_response({"ads": found})


async def prepare(request: web.Request) -> web.Response:
    """Make a session of these ads, ready to start."""
    body = NewSession.from_fields(await read_fields(request))
    ads = [await _read(request, typed) for typed in body.paths]
    session = await request.app[SCREENING].prepare(
        title=body.title,
        ads=ads,
        buffer_ms=body.buffer_ms,
        baseline_ms=body.baseline_ms,
        recorded=body.recorded,
    )
    return web.json_response({"session_id": session.session_id}, status=201)


async def start(request: web.Request) -> web.Response:
    """Begin the show."""
    await request.app[SCREENING].start()
    return web.json_response({})


async def skip(request: web.Request) -> web.Response:
    """End the ad on the screen."""
    await request.app[SCREENING].skip()
    return web.json_response({})


async def pause(request: web.Request) -> web.Response:
    """Hold the ad on the screen."""
    await request.app[SCREENING].pause()
    return web.json_response({})


async def resume(request: web.Request) -> web.Response:
    """Let the ad that is held go on."""
    await request.app[SCREENING].resume()
    return web.json_response({})


async def continue_session(request: web.Request) -> web.Response:
    """Go on with an interrupted session at its next ad."""
    session_id = int(request.match_info["session_id"])
    await request.app[SCREENING].continue_session(session_id)
    return web.json_response({})


async def stop(request: web.Request) -> web.Response:
    """End the show."""
    await request.app[SCREENING].stop()
    return web.json_response({})


async def _read(request: web.Request, typed: str) -> Ad:
    path = ad_path(typed)
    try:
        return await request.app[AD_LANE].call(request.app[AD_READER], path)
    except OSError as problem:
        raise MediaError(
            path,
            N_("the file cannot be opened ({reason}). Check that you may read it."),
            reason=problem.strerror,
        ) from problem
