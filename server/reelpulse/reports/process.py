"""The door to the printing process: starts it, passes its progress on, and tells how it ended."""

from __future__ import annotations

import asyncio
import dataclasses
import logging
import os
import pickle
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from reelpulse.errors import ReportError
from reelpulse.reports.failures import ReportFolderError, ReportProcessError, ReportSilentError
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.progress import ReportProgress, ReportRefused, ReportStage, from_line

_CHILD: Final = "reelpulse.reports.child"
_SILENCE_TIMEOUT_S: Final = 180.0
"""Longer than any one stage takes on a slow machine with a long ad."""
_LAST_WORDS_BYTES: Final = 600
_log = logging.getLogger(__name__)


async def make_report(
    report_input: ReportInput,
    out_path: Path,
    on_progress: Callable[[ReportProgress], None],
    *,
    silence_timeout_s: float = _SILENCE_TIMEOUT_S,
) -> Path:
    """Print the report in a process of its own, so that the event loop goes on.

    A cancelled call ends the process. A file at `out_path` is replaced only by a whole report.

    Args:
        report_input: what is printed.
        out_path: the PDF; its folder is made where it is missing.
        on_progress: called on the event loop.
        silence_timeout_s: a process that tells nothing for so long is ended.

    Returns:
        `out_path`.

    Raises:
        ReportError: the report cannot be made; the message says why and what to do.
    """
    with _draft_of(out_path) as draft:
        order = pickle.dumps((_portable(report_input), draft))
        last, child = await _run(order, on_progress, silence_timeout_s)
        if isinstance(last, ReportRefused):
            raise ReportError(last.template, subject=last.subject, **last.values)
        if last is None or last.stage is not ReportStage.DONE:
            raise ReportProcessError(exit_code=child.exit_code, last_words=child.last_words)
        if child.last_words:
            _log.warning("the process that printed %s said: %s", out_path, child.last_words)
        _put_in_place(draft, out_path)
    return out_path


@dataclasses.dataclass(frozen=True, slots=True, kw_only=True)
class _Ending:
    exit_code: int | None
    last_words: str


async def _run(
    order: bytes, on_progress: Callable[[ReportProgress], None], silence_timeout_s: float
) -> tuple[ReportProgress | ReportRefused | None, _Ending]:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-P",  # a file in the current folder must not stand in for a library
        "-m",
        _CHILD,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env=_environment(),
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )
    last_words = asyncio.create_task(_end_of(child.stderr), name="report: last words")
    try:
        await _hand_over(child.stdin, order)
        last = await _listen(child.stdout, on_progress, silence_timeout_s)
    except TimeoutError as problem:
        words = await _ended(child, last_words)
        raise ReportSilentError(silence_s=silence_timeout_s, last_words=words) from problem
    except BaseException:
        await _ended(child, last_words)
        raise
    exit_code = await child.wait()
    return last, _Ending(exit_code=exit_code, last_words=await last_words)


async def _hand_over(stdin: asyncio.StreamWriter | None, order: bytes) -> None:
    assert stdin is not None  # noqa: S101 - it was opened as a pipe
    stdin.write(order)
    try:
        await stdin.drain()
        stdin.close()
        await stdin.wait_closed()
    except (BrokenPipeError, ConnectionResetError):
        _log.warning("the report's process ended before it had read what to print")


async def _listen(
    stdout: asyncio.StreamReader | None,
    on_progress: Callable[[ReportProgress], None],
    silence_timeout_s: float,
) -> ReportProgress | ReportRefused | None:
    """The last event before the child closes its pipe, which it does when it ends."""
    assert stdout is not None  # noqa: S101 - it was opened as a pipe
    last: ReportProgress | ReportRefused | None = None
    while (line := await asyncio.wait_for(stdout.readline(), silence_timeout_s)).endswith(b"\n"):
        last = from_line(line)
        if isinstance(last, ReportProgress):
            on_progress(last)
    return last


async def _end_of(stderr: asyncio.StreamReader | None) -> str:
    """Read all that libraries write, so that the pipe never fills, and keep its end."""
    assert stderr is not None  # noqa: S101 - it was opened as a pipe
    end = b""
    while part := await stderr.read(4096):
        end = (end + part)[-_LAST_WORDS_BYTES:]
    return end.decode("utf-8", "replace").strip()


async def _ended(child: asyncio.subprocess.Process, last_words: asyncio.Task[str]) -> str:
    if child.returncode is None:
        child.kill()
    await child.wait()
    return await last_words


@contextmanager
def _draft_of(out_path: Path) -> Iterator[Path]:
    """A new empty file beside the report; it is gone afterwards.

    Raises:
        ReportFolderError: nothing can be written there, which is better known at once.
    """
    draft = out_path.with_name(f".{out_path.stem}.{secrets.token_hex(4)}.part")
    try:
        out_path.parent.mkdir(parents=True, exist_ok=True)
        draft.touch(exist_ok=False)
    except OSError as problem:
        raise ReportFolderError(out_path, problem) from problem
    try:
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _put_in_place(draft: Path, out_path: Path) -> None:
    try:
        draft.replace(out_path)
    except OSError as problem:
        raise ReportFolderError(out_path, problem) from problem


def _environment() -> dict[str, str]:
    """Our own, with the folder this package was imported from, wherever that is."""
    source_root = str(Path(__file__).resolve().parents[2])
    paths = [source_root, *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}


def _portable(report_input: ReportInput) -> ReportInput:
    """The same with plain dictionaries, as a read-only view of one cannot be sent."""
    settings = _plain(report_input.session.settings)
    session = dataclasses.replace(report_input.session, settings=settings)
    return dataclasses.replace(report_input, session=session)


def _plain(values: Mapping[str, object]) -> dict[str, object]:
    return {
        key: _plain(value) if isinstance(value, Mapping) else value for key, value in values.items()
    }
