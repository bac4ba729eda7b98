"""One connection's bounded outbox and its one writer; slow readers lose old data or are cut off."""

from __future__ import annotations

import asyncio
import contextlib
from collections import deque

from aiohttp import web

MESSAGES_MAX = 64
"""About four seconds of readings at 15 Hz: a reader that slow shows nothing of use."""


class Outbox:
    """Text or binary messages that wait for one WebSocket."""

    def __init__(self, socket: web.WebSocketResponse) -> None:
        self._socket = socket
        self._waiting: deque[str | bytes] = deque()
        self._filled = asyncio.Event()
        self._closing = False

    def put(self, message: str | bytes) -> None:
        """Queue a message; a reader that is too slow is disconnected and may come back."""
        if self._closing:
            return
        if len(self._waiting) >= MESSAGES_MAX:
            self._waiting.clear()
            self._closing = True
        else:
            self._waiting.append(message)
        self._filled.set()

    async def write_all(self) -> None:
        """Send until the connection ends; run it as the connection's one writer task."""
        with contextlib.suppress(ConnectionError):  # the reader left: its connection ends anyway
            await self._write_until_closed()

    async def _write_until_closed(self) -> None:
        while not self._socket.closed:
            await self._filled.wait()
            self._filled.clear()
            while self._waiting:
                message = self._waiting.popleft()
                if isinstance(message, str):
                    await self._socket.send_str(message)
                else:
                    await self._socket.send_bytes(message)
            if self._closing:
                await self._socket.close(code=1013, message=b"too slow")
                return
