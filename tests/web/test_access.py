"""Who gets in, and who does not: hosts, origins, tokens, logins, CSRF."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from aiohttp import ClientSession, WSServerHandshakeError

from reelpulse.core.session import SessionState
from reelpulse.web.access import (
    LOGIN_LIFETIME_NS,
    LOGINS_MAX,
    WRONG_ATTEMPTS_MAX,
    WRONG_ATTEMPTS_WINDOW_NS,
    Access,
)
from reelpulse.web.routes import Route, routes
from reelpulse.web.tokens import Scope, TokenStore

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Moderator, Site

OPEN_ROUTES = {"/enter", "/static/{path:.+}", "/overlays/{path:.+}", "/ws/live", "/api/enter"}


def address(site: Site, route: Route) -> str:
    path = re.sub(r"\{session_id[^/]*\}\}|\{session_id:[^/]*\}", "1", route.path)
    return site.base + re.sub(r"\{[^}]*\}", "x", path)


async def test_only_what_shows_nothing_of_a_session_is_open() -> None:
    assert {route.path for route in routes() if route.scope is None} == OPEN_ROUTES


@pytest.mark.parametrize(
    "route",
    [route for route in routes() if route.scope is Scope.MODERATOR],
    ids=lambda route: f"{route.method} {route.path}",
)
async def test_no_door_of_the_moderator_opens_without_a_login(
    site: Site, stranger: ClientSession, route: Route
) -> None:
    for query in ("", f"?token={site.token('overlay')}", f"?token={site.token('moderator')}"):
        async with stranger.request(
            route.method,
            address(site, route) + query,
            headers={
                "Origin": site.base,
                "Authorization": f"Bearer {site.token('ingest')}",
                "Cookie": f"reelpulse_{site.port}={site.token('moderator')}",
            },
            json={} if route.method == "POST" else None,
        ) as answer:
            assert answer.status == 401
            assert "Open the moderator's link" in (await answer.json())["error"]


@pytest.mark.parametrize(
    "host",
    [
        "reelpulse.example:{port}",
        "127.0.0.1.evil.example:{port}",
        "127.0.0.1:1",
        "127.0.0.1",
        "192.168.0.5:{port}",
        "localhost:{port}.evil.example",
        "",
    ],
)
async def test_a_foreign_host_is_refused_everywhere(
    site: Site, stranger: ClientSession, host: str
) -> None:
    for path in ("/enter", "/overlays/emotion-bars/", "/nowhere"):
        async with stranger.get(
            site.base + path, headers={"Host": host.format(port=site.port)}
        ) as answer:
            assert answer.status == 403
            assert "does not belong to ReelPulse" in (await answer.json())["error"]


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]"])
async def test_each_name_of_this_machine_is_our_own(
    site: Site, stranger: ClientSession, host: str
) -> None:
    async with stranger.get(
        f"{site.base}/enter", headers={"Host": f"{host}:{site.port}"}
    ) as answer:
        assert answer.status == 200


@pytest.mark.parametrize(
    "origin", ["http://evil.example", "null", "https://127.0.0.1:{port}", "http://127.0.0.1:1"]
)
async def test_a_foreign_page_can_neither_log_in_nor_listen_nor_send(
    site: Site, stranger: ClientSession, origin: str
) -> None:
    headers = {"Origin": origin.format(port=site.port)}
    async with stranger.post(
        f"{site.base}/api/enter", json={"token": site.token("moderator")}, headers=headers
    ) as answer:
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers
    for path, token in (("/ws/live", f"?token={site.token('overlay')}"), ("/ws/ingest", "")):
        with pytest.raises(WSServerHandshakeError) as refused:
            await stranger.ws_connect(
                site.base + path + token,
                headers={**headers, "Authorization": f"Bearer {site.token('ingest')}"},
            )
        assert refused.value.status == 403


@pytest.mark.parametrize(
    "authorization",
    [None, "", "Bearer", "Bearer wrong", "Basic {ingest}", "{ingest}", "Bearer {overlay}"],
)
async def test_a_sender_without_the_ingest_token_is_refused_and_the_moderator_told(
    site: Site, stranger: ClientSession, authorization: str | None
) -> None:
    told: list[object] = []
    site.bus.subscribe(told.append)
    headers = {}
    if authorization is not None:
        headers["Authorization"] = authorization.format(
            ingest=site.token("ingest"), overlay=site.token("overlay")
        )
    with pytest.raises(WSServerHandshakeError) as refused:
        await stranger.ws_connect(f"{site.base}/ws/ingest", headers=headers)
    assert refused.value.status == 403
    assert len(told) == 1
    assert site.token("ingest") not in str(told)


async def test_the_ingest_token_opens_the_senders_door(site: Site, stranger: ClientSession) -> None:
    headers = {"Authorization": f"Bearer {site.token('ingest')}"}
    async with stranger.ws_connect(f"{site.base}/ws/ingest", headers=headers) as socket:
        assert not socket.closed


async def test_the_cookie_is_for_this_server_alone_and_no_script_can_read_it(
    site: Site, stranger: ClientSession
) -> None:
    async with stranger.post(
        f"{site.base}/api/enter",
        json={"token": site.token("moderator")},
        headers={"Origin": site.base},
    ) as answer:
        assert answer.status == 200
        cookie = answer.cookies[f"reelpulse_{site.port}"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Strict"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert site.token("moderator") not in cookie.value


@pytest.mark.parametrize("scope", ["ingest", "overlay"])
async def test_the_other_tokens_do_not_log_in(
    site: Site, stranger: ClientSession, scope: str
) -> None:
    async with stranger.post(
        f"{site.base}/api/enter", json={"token": site.token(scope)}, headers={"Origin": site.base}
    ) as answer:
        assert answer.status == 403
        assert "Set-Cookie" not in answer.headers


async def test_after_ten_wrong_tokens_even_the_right_one_waits(
    site: Site, stranger: ClientSession
) -> None:
    async def enter(token: str) -> int:
        async with stranger.post(
            f"{site.base}/api/enter", json={"token": token}, headers={"Origin": site.base}
        ) as answer:
            return answer.status

    assert [await enter("wrong") for _ in range(WRONG_ATTEMPTS_MAX)] == [403] * WRONG_ATTEMPTS_MAX
    assert await enter(site.token("moderator")) == 429


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "{base}"},
        {"Origin": "{base}", "X-ReelPulse-CSRF": "guessed"},
        {"X-ReelPulse-CSRF": "{csrf}"},
    ],
)
async def test_a_change_needs_our_page_and_its_secret(
    site: Site, moderator: Moderator, headers: dict[str, str]
) -> None:
    filled = {
        name: value.format(base=site.base, csrf=moderator.csrf_token)
        for name, value in headers.items()
    }
    for path in ("/api/show/stop", "/api/connections/renew", "/api/leave", "/api/reports"):
        async with moderator.client.post(site.base + path, json={}, headers=filled) as answer:
            assert answer.status == 403
            assert "Load the page again" in (await answer.json())["error"]


async def test_a_renewed_overlay_token_ends_overlays_and_closes_the_old_door(
    site: Site, stranger: ClientSession, moderator: Moderator
) -> None:
    old = site.token("overlay")
    async with stranger.ws_connect(f"{site.base}/ws/live?token={old}") as socket:
        assert (await socket.receive_json())["kind"] == "hello"
        assert await moderator.post("/api/connections/renew", {"scope": "overlay"}) == (200, {})
        while (await socket.receive()).data != 4401:
            pass
    async with stranger.ws_connect(f"{site.base}/ws/live?token={old}") as socket:
        assert (await socket.receive()).data == 4401
    async with stranger.ws_connect(f"{site.base}/ws/live?token={site.token('overlay')}") as socket:
        assert (await socket.receive_json())["kind"] == "hello"


async def test_a_renewed_moderators_link_ends_every_login(site: Site, moderator: Moderator) -> None:
    assert await moderator.post("/api/connections/renew", {"scope": "moderator"}) == (200, {})
    assert (await moderator.get("/api/sessions"))[0] == 401


async def test_logging_out_ends_this_login(moderator: Moderator) -> None:
    assert (await moderator.get("/api/sessions"))[0] == 200
    assert await moderator.post("/api/leave") == (200, {})
    assert (await moderator.get("/api/sessions"))[0] == 401


async def test_a_login_ends_after_a_day_and_the_oldest_of_too_many_gives_way(
    tmp_path: Path,
) -> None:
    now_ns = 0
    tokens = TokenStore(tmp_path / "tokens.json")
    access = Access(tokens=tokens, clock_ns=lambda: now_ns)
    first, *others = [access.enter(tokens.token(Scope.MODERATOR)) for _ in range(LOGINS_MAX + 1)]
    assert first is not None
    assert access.login(first.secret) is None
    assert all(login and access.login(login.secret) for login in others)
    now_ns = LOGIN_LIFETIME_NS + 1
    assert not any(login and access.login(login.secret) for login in others)


async def test_wrong_attempts_are_forgotten_after_a_minute(tmp_path: Path) -> None:
    now_ns = 0
    access = Access(tokens=TokenStore(tmp_path / "tokens.json"), clock_ns=lambda: now_ns)
    for _ in range(WRONG_ATTEMPTS_MAX):
        assert not access.too_many_attempts()
        access.enter("wrong")
    assert access.too_many_attempts()
    now_ns = WRONG_ATTEMPTS_WINDOW_NS
    assert not access.too_many_attempts()


async def test_no_state_changes_by_reading(site: Site, moderator: Moderator) -> None:
    for path in ("/api/show/start", "/api/show/stop", "/api/reports", "/api/leave"):
        assert (await moderator.get(path))[0] == 405
    assert site.screening.state.session is None or (
        site.screening.state.session.state is SessionState.READY
    )
