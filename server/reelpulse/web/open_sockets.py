"""Knows every open WebSocket, so that shutting down ends them politely."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from weakref import WeakKeyDictionary

from aiohttp import WSCloseCode, web


class OpenSockets:
    """All WebSockets of this server; each counts from its handshake on, whoever handles it."""

    def __init__(self) -> None:
        self._sockets: WeakKeyDictionary[web.WebSocketResponse, str] = WeakKeyDictionary()

    def __len__(self) -> int:
        return sum(not socket.closed for socket in self._sockets)

    async def on_response_prepare(self, request: web.Request, response: web.StreamResponse) -> None:
        """Signal handler: remember a response that is a WebSocket."""
        if isinstance(response, web.WebSocketResponse):
            self._sockets[response] = request.path

    async def close_all(self) -> None:
        """Tell every other side that the server goes away (close code 1001)."""
        await _close(tuple(self._sockets), code=WSCloseCode.GOING_AWAY, reason=b"server stops")

    async def close_at(self, path: str, *, code: int, reason: bytes) -> None:
        """End the connections at one address, e.g. because its token was renewed."""
        at_path = tuple(socket for socket, where in self._sockets.items() if where == path)
        await _close(at_path, code=code, reason=reason)


async def _close(sockets: Iterable[web.WebSocketResponse], *, code: int, reason: bytes) -> None:
    await asyncio.gather(*(socket.close(code=code, message=reason) for socket in sockets))
