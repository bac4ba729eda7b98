"""Every address of the server, with what it takes to get in."""

from __future__ import annotations

from dataclasses import dataclass

from aiohttp import web

from reelpulse.resources import package_resource, resource
from reelpulse.web import (
    api_access,
    api_notes,
    api_obs,
    api_reports,
    api_sessions,
    api_show,
    pages,
)
from reelpulse.web.files import serve_folder
from reelpulse.web.guard import guarded
from reelpulse.web.ingest import ingest_socket
from reelpulse.web.live_socket import live_socket
from reelpulse.web.problems import Handler
from reelpulse.web.tokens import Scope


@dataclass(frozen=True, slots=True)
class Route:
    """One address."""

    method: str
    path: str
    handler: Handler
    scope: Scope | None
    """None: open to everybody on this machine, because it shows nothing of a session."""


def routes() -> tuple[Route, ...]:
    """All of them; `/ws/live` tells overlays and moderators apart by itself."""
    return (
        Route("GET", "/", pages.moderator, Scope.MODERATOR),
        Route("GET", "/enter", pages.entrance, None),
        Route("GET", "/static/{path:.+}", serve_folder(package_resource("web", "static")), None),
        Route("GET", "/overlays/{path:.+}", serve_folder(resource("overlays")), None),
        Route("GET", "/ws/ingest", ingest_socket, Scope.INGEST),
        Route("GET", "/ws/live", live_socket, None),
        Route("POST", "/api/enter", api_access.enter, None),
        Route("POST", "/api/leave", api_access.leave, Scope.MODERATOR),
        Route("GET", "/api/connections", api_access.connections, Scope.MODERATOR),
        Route("POST", "/api/connections/renew", api_access.renew, Scope.MODERATOR),
        Route("POST", "/api/ads", api_show.check_ads, Scope.MODERATOR),
        Route("POST", "/api/sessions", api_show.prepare, Scope.MODERATOR),
        Route("POST", "/api/show/start", api_show.start, Scope.MODERATOR),
        Route("POST", "/api/show/skip", api_show.skip, Scope.MODERATOR),
        Route("POST", "/api/show/pause", api_show.pause, Scope.MODERATOR),
        Route("POST", "/api/show/resume", api_show.resume, Scope.MODERATOR),
        Route("POST", "/api/show/stop", api_show.stop, Scope.MODERATOR),
        Route("GET", "/api/sessions", api_sessions.list_sessions, Scope.MODERATOR),
        Route(
            "GET",
            r"/api/sessions/{session_id:\d{1,18}}/figures",
            api_sessions.session_figures,
            Scope.MODERATOR,
        ),
        Route(
            "POST",
            r"/api/sessions/{session_id:\d{1,18}}/seats",
            api_notes.keep_seat,
            Scope.MODERATOR,
        ),
        Route(
            "GET",
            r"/api/sessions/{session_id:\d{1,18}}/markers",
            api_notes.list_markers,
            Scope.MODERATOR,
        ),
        Route(
            "POST",
            r"/api/sessions/{session_id:\d{1,18}}/markers",
            api_notes.set_marker,
            Scope.MODERATOR,
        ),
        Route(
            "POST",
            r"/api/sessions/{session_id:\d{1,18}}/markers/remove",
            api_notes.remove_marker,
            Scope.MODERATOR,
        ),
        Route(
            "GET",
            r"/sessions/{session_id:\d{1,18}}/markers.csv",
            api_notes.download_markers,
            Scope.MODERATOR,
        ),
        Route(
            "POST",
            r"/api/sessions/{session_id:\d{1,18}}/continue",
            api_show.continue_session,
            Scope.MODERATOR,
        ),
        Route("GET", "/api/obs", api_obs.status, Scope.MODERATOR),
        Route("GET", "/api/obs/choices", api_obs.choices, Scope.MODERATOR),
        Route("POST", "/api/obs/setup", api_obs.set_up, Scope.MODERATOR),
        Route("POST", "/api/obs/remove", api_obs.remove, Scope.MODERATOR),
        Route("POST", "/api/obs/projector", api_obs.project, Scope.MODERATOR),
        Route("POST", "/api/obs/password", api_obs.keep_password, Scope.MODERATOR),
        Route("POST", "/api/reports", api_reports.make_report, Scope.MODERATOR),
        Route("GET", "/reports/{job_id}.pdf", api_reports.download, Scope.MODERATOR),
    )


def add_routes(app: web.Application) -> None:
    """Register each address behind its door."""
    for route in routes():
        app.router.add_route(route.method, route.path, guarded(route.handler, route.scope))
