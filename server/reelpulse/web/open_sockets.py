"""Knows every open WebSocket, so that shutting down ends them politely."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import WSCloseCode, web


class OpenSockets:
    """All WebSockets of this server."""

    def __init__(self) -> None:
        self._sockets: set[web.WebSocketResponse] = set()

    def __len__(self) -> int:
        return len(self._sockets)

    @contextmanager
    def holding(self, socket: web.WebSocketResponse) -> Iterator[None]:
        """Count a socket as open while its handler runs."""
        self._sockets.add(socket)
        try:
            yield
        finally:
            self._sockets.discard(socket)

    async def close_all(self) -> None:
        """Tell every other side that the server goes away (close code 1001)."""
        await asyncio.gather(
            *(
                socket.close(code=WSCloseCode.GOING_AWAY, message=b"server stops")
                for socket in tuple(self._sockets)
            )
        )
