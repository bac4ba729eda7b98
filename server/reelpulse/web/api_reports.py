"""Reports: ask for one, and download what was made."""

from __future__ import annotations

import re
import unicodedata
from datetime import datetime
from typing import Final
from urllib.parse import quote

from aiohttp import web

from reelpulse.core.session import Session
from reelpulse.texts import Language
from reelpulse.web.bodies import NewReport, read_fields
from reelpulse.web.keys import LIBRARY, REPORT_JOBS, STORAGE_LANE

_TITLE_CHARS_MAX: Final = 80
_NOT_IN_FILE_NAMES: Final = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]+')


async def make_report(request: web.Request) -> web.Response:
    """Begin a report; its progress comes over `/ws/live`."""
    body = NewReport.from_fields(await read_fields(request))
    await _session(request, body.session_id)
    job = request.app[REPORT_JOBS].start(
        body.session_id, language=body.language, silence_weight=body.silence_weight
    )
    return web.json_response({"job_id": job.job_id}, status=202)


async def download(request: web.Request) -> web.StreamResponse:
    """A PDF that one of our jobs made; nothing else is ever read from the disk here."""
    found = request.app[REPORT_JOBS].finished_file(request.match_info["job_id"])
    if found is None:
        raise web.HTTPNotFound
    job, file = found
    session = await _session(request, job.session_id)
    disposition = content_disposition(
        _file_name(session, job.language), plain=f"reelpulse-{job.session_id}-{job.language}.pdf"
    )
    return web.FileResponse(
        file, headers={"Content-Disposition": disposition, "Content-Type": "application/pdf"}
    )


def content_disposition(name: str, *, plain: str) -> str:
    """Save under `name`, in any alphabet; `plain` is for programs that know ASCII only.

    Source: RFC 6266, section 4.3, and RFC 8187 for `filename*`.
    """
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _file_name(session: Session, language: Language) -> str:
    """Title, day and language, without what Windows forbids in file names."""
    title = _NOT_IN_FILE_NAMES.sub(" ", unicodedata.normalize("NFC", session.title))
    title = " ".join(title.split())[:_TITLE_CHARS_MAX].strip(" .")
    day = datetime.fromtimestamp(session.created_unix_ms / 1000).astimezone().date()
    return f"ReelPulse {title} {day.isoformat()} {language}.pdf"


async def _session(request: web.Request, session_id: int) -> Session:
    """Raises `SessionNotFoundError` before anything is begun."""
    return await request.app[STORAGE_LANE].call(request.app[LIBRARY].session, session_id)
