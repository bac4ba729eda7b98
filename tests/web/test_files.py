"""Files and headers: nothing outside the two folders is served, and every answer is armoured."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from yarl import URL

from reelpulse.resources import package_resource, resource
from reelpulse.web.keys import LIBRARY

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from tests.web.conftest import Moderator, Site


@pytest.mark.parametrize("folder", ["overlays", "static"])
@pytest.mark.parametrize(
    "way_out",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "..%5capp.py",
        "....//app.py",
        "shared/../../pyproject.toml",
        "/etc/passwd",
        "%2fetc%2fpasswd",
        "C:%5cWindows%5cwin.ini",
        "live.js%00.html",
        ".",
        "..",
    ],
)
async def test_no_way_leads_out_of_a_folder(
    site: Site, stranger: ClientSession, folder: str, way_out: str
) -> None:
    address = URL(f"{site.base}/{folder}/{way_out}", encoded=True)
    async with stranger.get(address) as answer:
        assert answer.status == 404
        assert "error" in await answer.json()


@pytest.mark.parametrize(
    ("path", "kind", "begins"),
    [
        ("/overlays/emotion-bars/", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/overlays/emotion-bars/index.html", "text/html; charset=utf-8", b"<!doctype html>"),
        ("/overlays/shared/live.js", "text/javascript; charset=utf-8", b"/**"),
        ("/overlays/shared/palette.css", "text/css; charset=utf-8", b"/*"),
        ("/static/icon.svg", "image/svg+xml", b"<svg"),
    ],
)
async def test_files_come_with_their_kind(
    site: Site, stranger: ClientSession, path: str, kind: str, begins: bytes
) -> None:
    async with stranger.get(site.base + path) as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == kind
        assert (await answer.read()).startswith(begins)


@pytest.mark.parametrize(
    "path",
    ["/", "/enter", "/nowhere", "/static/page.css", "/overlays/emotion-bars/", "/api/sessions"],
)
async def test_every_answer_carries_the_security_headers(
    site: Site, stranger: ClientSession, path: str
) -> None:
    async with stranger.get(site.base + path) as answer:
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self';" in policy
        assert "style-src 'self';" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cache-Control"] == "no-store"


async def test_a_foreign_host_gets_into_no_header(site: Site, stranger: ClientSession) -> None:
    host = "x; script-src *"
    async with stranger.get(f"{site.base}/enter", headers={"Host": host}) as answer:
        assert host not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    ("path", "accept", "kind"),
    [
        ("/nowhere", "text/html,*/*", "text/html"),
        ("/nowhere", "*/*", "application/json"),
        ("/api/nowhere", "text/html,*/*", "application/json"),
    ],
)
async def test_people_get_a_page_and_programs_get_json(
    site: Site, stranger: ClientSession, path: str, accept: str, kind: str
) -> None:
    async with stranger.get(site.base + path, headers={"Accept": accept}) as answer:
        assert (answer.status, answer.content_type) == (404, kind)


@pytest.mark.parametrize(
    ("language", "text"),
    [("ru-RU", "По этому адресу ничего нет."), ("de-DE", "There is nothing at this address.")],
)
async def test_an_error_page_speaks_the_readers_language(
    site: Site, stranger: ClientSession, language: str, text: str
) -> None:
    headers = {"Accept": "text/html", "Accept-Language": language}
    async with stranger.get(f"{site.base}/nowhere", headers=headers) as answer:
        assert text in await answer.text()


async def test_an_unexpected_error_is_logged_and_told_without_its_inside(
    site: Site,
    moderator: Moderator,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken() -> None:
        raise RuntimeError("secret inside")

    monkeypatch.setattr(site.app[LIBRARY], "summaries", broken)
    status, answer = await moderator.get("/api/sessions")
    assert status == 500
    assert "the log says more" in str(answer)
    assert "secret" not in str(answer)
    assert "secret inside" in caplog.text


async def test_no_token_is_ever_logged(
    site: Site, moderator: Moderator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    token = site.token("overlay")
    async with moderator.client.ws_connect(f"{site.base}/ws/live?token={token}") as socket:
        await socket.receive()
        await socket.send_str("talk")
        await socket.receive()
    async with moderator.client.get(f"{site.base}/nowhere?token={token}") as answer:
        assert answer.status == 404
    for scope in ("overlay", "ingest", "moderator"):
        assert site.token(scope) not in caplog.text


def test_no_page_loads_anything_from_outside_or_runs_inline_script() -> None:
    folders = (
        resource("overlays"),
        package_resource("web", "static"),
        package_resource("web", "templates"),
    )
    for file in (file for folder in folders for file in folder.rglob("*") if file.is_file()):
        text = file.read_text(encoding="utf-8")
        outside = set(re.findall(r"https?://[^\s\"'`<)]+", text)) - {"http://www.w3.org/2000/svg"}
        assert outside == set(), file
        if file.suffix == ".html":
            assert not re.search(r"<script(?![^>]*\bsrc=)", text), file
            assert not re.search(r"\son\w+=", text), file
            assert not re.search(r"\sstyle=", text), file
        if file.suffix == ".js":
            assert "innerHTML" not in text, file
            assert "eval(" not in text, file
