"""`reelpulse sessions`: lists what was measured."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from typing import Any, Final

import rich.table
from babel.dates import format_datetime

from reelpulse.assembly.archive import open_library
from reelpulse.commands.console import Console
from reelpulse.core.marker_csv import markers_csv
from reelpulse.core.session import SessionState
from reelpulse.settings import Settings
from reelpulse.web.marked import N_

_STATES: Final = {
    SessionState.READY: N_("ready"),
    SessionState.RUNNING: N_("running"),
    SessionState.FINISHED: N_("finished"),
    SessionState.INTERRUPTED: N_("interrupted"),
}


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "sessions", parents=[common], help=console.gettext("list the sessions that were measured")
    )
    parser.add_argument(
        "--markers",
        type=int,
        metavar="N",
        help=console.gettext("print the markers of session N as a table (CSV)"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print a table, newest first, or the markers of one session."""
    if options.markers is not None:
        return _print_markers(options.markers, settings)
    _ = console.gettext
    if options.data_dir is None and not settings.database_path.exists():
        console.say(_("No session was measured yet. `reelpulse demo` makes one."))
        return 0
    with open_library(settings) as library:
        summaries = library.summaries()
    if not summaries:
        console.say(_("No session was measured yet. `reelpulse demo` makes one."))
        return 0
    table = rich.table.Table(box=None)
    for heading in (_("No."), _("Title"), _("When"), _("State"), _("People"), _("Readings")):
        table.add_column(heading)
    for one in summaries:
        when = datetime.fromtimestamp(one.created_unix_ms / 1000, tz=UTC).astimezone()
        table.add_row(
            str(one.session_id),
            one.title,
            format_datetime(when, "short", locale=str(console.language)),
            _(_STATES[one.state]),
            str(one.people),
            str(one.readings),
        )
    console.rich.print(table)
    return 0


def _print_markers(session_id: int, settings: Settings) -> int:
    """To be redirected into a file, so without any decoration."""
    with open_library(settings) as library:
        session = library.session(session_id)
    print(markers_csv(session).replace("\r\n", "\n"), end="")  # noqa: T201
    return 0
