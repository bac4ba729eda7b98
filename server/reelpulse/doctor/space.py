"""Checks that the data folder can be written to and has room for sessions."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from reelpulse.doctor.finding import Finding, failed, say, warning, well
from reelpulse.settings import Settings

NAME = "Disk"
WARN_BELOW_BYTES = 2_000_000_000
FAIL_BELOW_BYTES = 200_000_000
FRAME_BYTES = 140
SEAT_READING_BYTES = 300
"""Both measured on the data base with its indexes; the tests hold them to it."""
_PEOPLE, _HOURS, _FRAME_RATE_HZ = 8, 1, 15


def session_bytes(*, people: int, duration_s: float, frame_rate_hz: float) -> int:
    """Room that a session's readings take in the data base."""
    return round(duration_s * frame_rate_hz * (FRAME_BYTES + people * SEAT_READING_BYTES))


def check_space(settings: Settings, free_bytes: int | None = None) -> Finding:
    """Free space where sessions and reports go, and what a session takes of it."""
    folder = settings.data_dir
    existing = next(parent for parent in (folder, *folder.parents) if parent.exists())
    try:
        with tempfile.TemporaryFile(dir=existing):
            pass
    except OSError as problem:
        return failed(
            NAME,
            say(
                "{folder} cannot be written to: {reason}", folder=existing, reason=problem.strerror
            ),
            say("Allow it for your user, or choose another folder with --data-dir."),
        )
    free = shutil.disk_usage(existing).free if free_bytes is None else free_bytes
    return _judged(folder, free)


def _judged(folder: Path, free_bytes: int) -> Finding:
    needed = session_bytes(people=_PEOPLE, duration_s=3600 * _HOURS, frame_rate_hz=_FRAME_RATE_HZ)
    detail = say(
        "{free_gb} GB free at {folder}; an hour with {people} people takes about {needed_gb} GB",
        free_gb=free_bytes / 1e9,
        folder=folder,
        people=_PEOPLE,
        needed_gb=needed / 1e9,
    )
    remedy = say("Free some space, or choose a folder on another disk with --data-dir.")
    if free_bytes < FAIL_BELOW_BYTES:
        return failed(NAME, detail, remedy)
    if free_bytes < WARN_BELOW_BYTES:
        return warning(NAME, detail, remedy)
    return well(NAME, detail)
