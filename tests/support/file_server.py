"""A real server of files on this machine, with every way in which a download may go wrong."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from aiohttp import web

CHUNK_BYTES = 10_000
_SENT_ON = {
    "moved": "/whole",
    "round": "/round",
    "unsafe": "http://elsewhere.invalid/whole",
    "moved-to-unsafe": "/unsafe",
    "nowhere": "https://[bad/whole",
}


@dataclass(kw_only=True)
class FileServer:
    """Serves one content at several addresses."""

    content: bytes
    port: int = 0
    asked: list[str] = field(default_factory=list)
    """Paths, in the order in which they were asked for."""
    stopped: asyncio.Event = field(default_factory=asyncio.Event)

    def address(self, path: str) -> str:
        """Of one of `whole`, `unmeasured`, `cut`, `unmeasured-cut`, `stalled`, `longer`, `other`, `moved`, `round`, `unsafe`,
        `moved-to-unsafe`, `nowhere`, `broken`."""
        return f"http://127.0.0.1:{self.port}/{path}"

    async def answer(self, request: web.Request) -> web.StreamResponse:
        """What lies at the path."""
        path = request.path.removeprefix("/")
        self.asked.append(path)
        match path:
            case "whole":
                return web.Response(body=self.content)
            case "longer":
                return web.Response(body=self.content + b"x")
            case "other":
                return web.Response(body=self.content[:-1] + b"\x00")
            case "moved" | "round" | "unsafe" | "moved-to-unsafe" | "nowhere":
                return web.Response(status=302, headers={"Location": _SENT_ON[path]})
            case "broken":
                raise web.HTTPInternalServerError
            case "cut" | "unmeasured" | "unmeasured-cut" | "stalled":
                return await self._in_chunks(request, path)
            case _:
                raise web.HTTPNotFound

    async def _in_chunks(self, request: web.Request, path: str) -> web.StreamResponse:
        response = web.StreamResponse()
        if path in {"cut", "stalled"}:
            response.content_length = len(self.content)
        await response.prepare(request)
        end = len(self.content) // (1 if path == "unmeasured" else 2)
        for start in range(0, end, CHUNK_BYTES):
            await response.write(self.content[start : min(start + CHUNK_BYTES, end)])
        if path == "stalled":
            await self.stopped.wait()
        if path == "cut" and request.transport is not None:
            await asyncio.sleep(0.05)  # so that what was sent has gone
            request.transport.close()
        return response


@contextmanager
def served(content: bytes) -> Iterator[FileServer]:
    """A server in a thread of its own, as the command has a loop of its own."""
    server = FileServer(content=content)
    loop = asyncio.new_event_loop()
    ready = threading.Event()

    async def serve() -> None:
        app = web.Application()
        app.router.add_get("/{path}", server.answer)
        runner = web.AppRunner(app, access_log=None)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        server.port = runner.addresses[0][1]
        ready.set()
        await server.stopped.wait()
        await runner.cleanup()

    thread = threading.Thread(target=loop.run_until_complete, args=(serve(),), daemon=True)
    thread.start()
    assert ready.wait(10)
    try:
        yield server
    finally:
        loop.call_soon_threadsafe(server.stopped.set)
        thread.join(10)
        loop.close()
