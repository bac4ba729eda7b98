"""`/ws/live` as its readers meet it: who hears what, and how a connection ends."""

from __future__ import annotations

import asyncio
import socket as sockets
from typing import TYPE_CHECKING, Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType

from reelpulse.live.events import Notice, NoticeKind
from reelpulse.web import live_socket
from reelpulse.web.keys import LIVE_HUB

if TYPE_CHECKING:
    from tests.web.conftest import Moderator, OpenSite, Site

HAPPY = (0.0, 0.0, 0.0, 0.75, 0.0, 0.05, 0.2)


def overlay(site: Site, client: ClientSession) -> Any:
    return client.ws_connect(f"{site.base}/ws/live?token={site.token('overlay')}&lang=ru")


async def next_of(socket: ClientWebSocketResponse, kind: str) -> dict[str, Any]:
    """The next message of one kind; others are read over."""
    while True:
        message: dict[str, Any] = await socket.receive_json()
        if message["kind"] == kind:
            return message


async def test_an_overlay_is_greeted_in_its_language_then_told_state_and_readings(
    site: Site, stranger: ClientSession
) -> None:
    async with overlay(site, stranger) as socket:
        hello = await socket.receive_json()
        assert (hello["kind"], hello["version"], hello["stale_after_ms"]) == ("hello", 3, 2000)
        assert hello["emotions"][3]["label"] == "Радость"
        assert (await socket.receive_json())["state"] == "none"
        site.publish(HAPPY, age_ms=50)
        reading = await socket.receive_json()
        assert reading["kind"] == "reading"
        assert (reading["people"], reading["mean"][3], reading["age_ms"]) == (1, 0.75, 50)
        assert reading["seats"][0]["box"] is None


async def test_an_overlay_hears_neither_notices_nor_statistics_nor_the_webcams_name(
    site: Site, stranger: ClientSession
) -> None:
    async with overlay(site, stranger) as socket:
        await next_of(socket, "state")
        site.bus.publish(Notice(kind=NoticeKind.DISK_FULL, detail="/home/anna/reelpulse.db"))
        site.app[LIVE_HUB].tell_statistics()
        site.publish(HAPPY, source="Anna's webcam")
        message = await socket.receive_json()
        assert (message["kind"], message["source"]) == ("reading", "1")


async def test_a_moderator_hears_everything(site: Site, moderator: Moderator) -> None:
    site.bus.publish(Notice(kind=NoticeKind.SENDER_CONNECTED, source="reelpulse-obs 0.1.0"))
    async with moderator.client.ws_connect(f"{site.base}/ws/live") as socket:
        assert (await next_of(socket, "notice"))["text"] == "A sender is connected."
        site.publish(HAPPY, source="Anna's webcam", age_ms=80)
        reading = await next_of(socket, "reading")
        assert reading["source"] == "Anna's webcam"
        assert reading["seats"][0]["box"] == {
            "left": 0.1,
            "top": 0.25,
            "width": 0.125,
            "height": 0.25,
        }


async def test_statistics_name_senders_rates_and_delays(site: Site, moderator: Moderator) -> None:
    site.bus.publish(Notice(kind=NoticeKind.SENDER_CONNECTED, source="reelpulse-obs 0.1.0"))
    async with moderator.client.ws_connect(f"{site.base}/ws/live") as socket:
        await next_of(socket, "stats")
        site.receive_frames(5)
        for age_ms in (40, 50, 60, 70):
            site.publish(HAPPY, age_ms=age_ms)
        site.app[LIVE_HUB].tell_statistics()
        stats = await next_of(socket, "stats")
    assert stats["provider"] == "CPUExecutionProvider"
    assert stats["senders"] == ["reelpulse-obs 0.1.0"]
    (source,) = stats["sources"]
    assert (source["source"], source["received"], source["replaced"]) == ("webcam", 5, 4)
    assert source["measured_hz"] == pytest.approx(4 / 5)
    assert source["latency_median_ms"] == pytest.approx(55, abs=0.01)
    assert source["latency_p95_ms"] == pytest.approx(68.5, abs=0.01)


@pytest.mark.parametrize(
    "query", ["", "?token=", "?token=wrong", "?token={ingest}", "?token={moderator}"]
)
async def test_without_its_token_a_reader_is_told_so_and_closed(
    site: Site, stranger: ClientSession, query: str
) -> None:
    filled = query.format(ingest=site.token("ingest"), moderator=site.token("moderator"))
    async with stranger.ws_connect(f"{site.base}/ws/live{filled}") as socket:
        message = await socket.receive()
        assert (message.type, message.data) == (WSMsgType.CLOSE, 4401)


async def test_a_wrong_token_is_not_rescued_by_a_login(site: Site, moderator: Moderator) -> None:
    async with moderator.client.ws_connect(f"{site.base}/ws/live?token=wrong") as socket:
        assert (await socket.receive()).data == 4401


async def test_a_reader_that_talks_is_closed(site: Site, stranger: ClientSession) -> None:
    async with overlay(site, stranger) as socket:
        await next_of(socket, "state")
        await socket.send_str("start the show!")
        assert (await socket.receive()).data == 1003


async def test_more_readers_than_any_show_has_are_turned_away(
    site: Site, stranger: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live_socket, "READERS_MAX", 1)
    async with overlay(site, stranger) as first:
        await next_of(first, "state")
        async with overlay(site, stranger) as second:
            assert (await second.receive()).data == 1013


async def test_a_stopping_server_says_goodbye(open_site: OpenSite, stranger: ClientSession) -> None:
    async with open_site() as site:
        socket = await overlay(site, stranger)
        await next_of(socket, "state")
        closing = asyncio.create_task(site.runner.cleanup(), name="stop")
        message = await socket.receive()
        assert (message.type, message.data) == (WSMsgType.CLOSE, 1001)
        await socket.close()
        await closing
        assert site.app[LIVE_HUB].readers == 0


async def test_a_reader_that_does_not_read_is_cut_off_and_disturbs_nobody(
    site: Site, stranger: ClientSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patience:
        patience.setattr(live_socket, "HEARTBEAT_S", 0.2)
        lazy = await lazy_reader(site)
    async with overlay(site, stranger) as brisk:
        await next_of(brisk, "state")
        while site.app[LIVE_HUB].readers == 2:
            site.publish(*[HAPPY] * 200)
            assert len((await next_of(brisk, "reading"))["seats"]) == 200
        site.publish(HAPPY)
        assert (await next_of(brisk, "reading"))["people"] == 1
    lazy.close()


async def lazy_reader(site: Site) -> sockets.socket:
    """A connection that shakes hands and then reads nothing more."""
    lazy = sockets.socket()
    lazy.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
    lazy.setblocking(False)
    loop = asyncio.get_running_loop()
    await loop.sock_connect(lazy, ("127.0.0.1", site.port))
    request = (
        f"GET /ws/live?token={site.token('overlay')} HTTP/1.1\r\nHost: 127.0.0.1:{site.port}\r\n"
        "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
    )
    await loop.sock_sendall(lazy, request.encode())
    heard = b""
    while b'"kind":"state"' not in heard:
        heard += await loop.sock_recv(lazy, 4096)
    assert heard.startswith(b"HTTP/1.1 101")
    return lazy
