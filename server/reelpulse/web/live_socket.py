"""`/ws/live`: one connection of an overlay or of the moderator's page, which only listens."""

from __future__ import annotations

import asyncio
import logging
from typing import Final

from aiohttp import WSMsgType, web

from reelpulse.texts import Language
from reelpulse.web.guard import may_read_overlay, moderator_login
from reelpulse.web.keys import ACCESS, LIVE_HUB
from reelpulse.web.live_hub import LiveReader
from reelpulse.web.live_wire import CloseCode
from reelpulse.web.outbox import Outbox
from reelpulse.web.reader import reader_language

_log = logging.getLogger(__name__)

READERS_MAX: Final = 64
"""More overlays and pages than any show has; a page in a reconnect loop stops here."""
HEARTBEAT_S: Final = 10.0
"""A reader that answers no ping in this time is gone."""
_HEARD_BYTES_MAX: Final = 1024


async def live_socket(request: web.Request) -> web.WebSocketResponse:
    """Serve one reader. A browser cannot read why a handshake failed, so denial is a close code."""
    socket = web.WebSocketResponse(
        heartbeat=HEARTBEAT_S, max_msg_size=_HEARD_BYTES_MAX, compress=False
    )
    await socket.prepare(request)
    everything = _sees_everything(request)
    hub = request.app[LIVE_HUB]
    if everything is None:
        await socket.close(code=CloseCode.DENIED, message=b"token missing or wrong")
    elif hub.readers >= READERS_MAX:
        await socket.close(code=CloseCode.TOO_SLOW, message=b"too many readers")
    else:
        await _LiveConnection(socket).run(request, everything=everything)
    return socket


def _sees_everything(request: web.Request) -> bool | None:
    """True for a moderator, False for an overlay, None for nobody we know.

    An address with a token is an overlay's, whoever opens it.
    """
    if "token" in request.query:
        return False if may_read_overlay(request.app[ACCESS], request) else None
    return True if moderator_login(request) else None


class _LiveConnection:
    """A socket, its outbox and its one writer."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._outbox = Outbox(socket)

    async def run(self, request: web.Request, *, everything: bool) -> None:
        language: Language = reader_language(request)
        writer = asyncio.create_task(self._outbox.write_all(), name="live writer")
        leave = request.app[LIVE_HUB].join(
            LiveReader(put=self._outbox.put, everything=everything, language=language)
        )
        try:
            await self._listen()
        finally:
            leave()
            writer.cancel()
            await asyncio.gather(writer, return_exceptions=True)

    async def _listen(self) -> None:
        """Nothing is expected from the other side but its end."""
        async for message in self._socket:
            if message.type in {WSMsgType.TEXT, WSMsgType.BINARY}:
                _log.warning("a live page said something; it was closed")
                await self._socket.close(code=1003, message=b"this socket only speaks")
