"""The files of overlays and of the moderator's page; only what was there at the start is served."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path
from typing import Final

from aiohttp import web

_KINDS: Final[Mapping[str, str]] = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".woff2": "font/woff2",
}


def serve_folder(
    folder: Path,
) -> Callable[[web.Request], Awaitable[web.StreamResponse]]:
    """A handler for the files below `folder`, by the route's `path`.

    The path of a request is looked up in a list of known files and never joined to the folder, so
    that no way leads out of it. A folder's address shows its `index.html`.
    """
    known = {
        file.relative_to(folder).as_posix(): file
        for file in folder.rglob("*")
        if file.is_file() and file.suffix in _KINDS
    }

    async def serve(request: web.Request) -> web.StreamResponse:
        wanted = request.match_info["path"]
        file = known.get(f"{wanted}index.html" if wanted.endswith("/") else wanted)
        if file is None:
            raise web.HTTPNotFound
        return web.FileResponse(file, headers={"Content-Type": _KINDS[file.suffix]})

    return serve
