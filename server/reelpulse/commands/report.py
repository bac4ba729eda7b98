"""`reelpulse report`: prints the PDF of a session that was measured."""

from __future__ import annotations

import argparse
import asyncio
import errno
import os
import shutil
from pathlib import Path
from typing import Any

from rich.progress import Progress

from reelpulse.assembly.archive import open_library_lane
from reelpulse.assembly.session_reports import SessionReports
from reelpulse.commands.console import Console
from reelpulse.reports.failures import ReportFolderError
from reelpulse.settings import Settings
from reelpulse.texts import Language


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser("report", parents=[common], help=_("print a session's report"))
    parser.add_argument("session", type=int, help=_("number of the session, see `sessions`"))
    parser.add_argument(
        "--language",
        choices=[str(language) for language in Language],
        default=str(console.language),
        help=_("language of the report"),
    )
    parser.add_argument(
        "--k",
        type=float,
        default=None,
        metavar="K",
        help=_("weight of silent people in the EmoNPS, 0.2 to 1"),
    )
    parser.add_argument("--out", type=Path, help=_("where to write the PDF"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print one report and say where it lies."""
    if options.out is not None:
        _check_folder(options.out)
    path = asyncio.run(_make(options, settings, console))
    if options.out is not None:
        path = _copied(path, options.out)
    console.say(console.gettext("Report: {path}").format(path=path))
    return 0


def _check_folder(out: Path) -> None:
    """Before the report is made: what stands in the way is told at once."""
    if out.is_dir():
        raise ReportFolderError(out, OSError(errno.EISDIR, os.strerror(errno.EISDIR)))
    if not out.parent.is_dir():
        raise ReportFolderError(out, OSError(errno.ENOENT, os.strerror(errno.ENOENT)))


def _copied(path: Path, out: Path) -> Path:
    try:
        return Path(shutil.copyfile(path, out))
    except OSError as problem:
        raise ReportFolderError(out, problem) from problem


async def _make(options: argparse.Namespace, settings: Settings, console: Console) -> Path:
    weight = settings.metrics.silence_weight if options.k is None else options.k
    async with open_library_lane(settings) as (library, agreements, lane):
        reports = SessionReports(
            library=library, agreements=agreements, lane=lane, settings=settings
        )
        return await make_with_progress(
            reports,
            options.session,
            language=options.language,
            silence_weight=weight,
            console=console,
        )


async def make_with_progress(
    reports: SessionReports,
    session_id: int,
    *,
    language: str,
    silence_weight: float,
    console: Console,
) -> Path:
    """Make a report under a progress bar."""
    with Progress(console=console.rich, transient=True) as progress:
        task = progress.add_task(console.gettext("Printing the report"), total=1.0)
        return await reports.make(
            session_id,
            language=language,
            silence_weight=silence_weight,
            on_progress=lambda _stage, part: progress.update(task, completed=part),
        )
