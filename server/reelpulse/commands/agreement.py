"""`reelpulse agreement`: takes in labels coded by hand, and says how far they and the machine agree."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import rich.table

from reelpulse.agreement.judging import agreement
from reelpulse.assembly.agreements import measured_seconds, of_people, take_in, template_of
from reelpulse.commands.console import Console
from reelpulse.core.labels import AgreementFigures
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.session import Session
from reelpulse.errors import LabelError
from reelpulse.settings import Settings
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.stored_sessions import StoredSessions


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "agreement",
        parents=[common],
        help=_("compare a session with labels that people coded by hand"),
    )
    parser.add_argument("session", type=int, help=_("number of the session, see `sessions`"))
    parser.add_argument(
        "--labels",
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help=_(
            "CSV of a coder: seat, from, to, emotion; showing and coder, if need be (repeatable)"
        ),
    )
    parser.add_argument(
        "--template",
        type=Path,
        metavar="FILE",
        help=_("write a CSV for a coder, with every second of every person"),
    )
    parser.add_argument("--forget", metavar=_("CODER"), help=_("take away the labels of one coder"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Do what was asked in this order: template, forget, take in; then tell the agreement."""
    _ = console.gettext
    database = Database(settings.database_path)
    try:
        library, labels = StoredSessions(database), StoredLabels(database)
        session = library.session(options.session)
        if options.template is not None:
            _write(options.template, template_of(session, labels))
            console.say(_("Template: {path}").format(path=options.template))
        if options.forget is not None:
            count = labels.forget(session.session_id, options.forget)
            console.say(_("Labels taken away: {count}").format(count=count))
        for path in options.labels:
            _take_in(path, session, labels, console)
        stored = labels.of(session.session_id)
        seconds = measured_seconds(library, session, Basis(settings.metrics.basis))
        figures = agreement(of_people(stored, session), seconds) if stored else None
    finally:
        database.close()
    if figures is not None:
        _tell(figures, console)
    elif options.template is None:
        console.say(
            _(
                "Nobody has coded session {number} yet. `reelpulse agreement {number} --template FILE` "
                "writes a file for a coder."
            ).format(number=session.session_id)
        )
    return 0


def _write(path: Path, text: str) -> None:
    try:
        # with a byte-order mark, by which spreadsheets know that it is UTF-8
        path.write_text(text, encoding="utf-8-sig", newline="")
    except OSError as problem:
        raise LabelError(
            "The template cannot be written ({reason}). Choose another place.",
            subject=str(path),
            reason=problem.strerror,
        ) from problem


def _take_in(path: Path, session: Session, labels: StoredLabels, console: Console) -> None:
    count, coders = take_in(path, session, labels)
    console.say(
        console.gettext("{path}: {count} labels by {coders}").format(
            path=path, count=count, coders=", ".join(coders)
        )
    )


def _tell(figures: AgreementFigures, console: Console) -> None:
    _ = console.gettext
    table = rich.table.Table(box=None)
    headings = (
        *(_("Coder"), _("Seconds coded"), _("Compared"), _("Same")),
        *(_("Kappa, 7 emotions"), _("Kappa, 3 groups")),
    )
    for heading in headings:
        table.add_column(heading)
    for one in figures.coders:
        table.add_row(
            one.coder,
            str(one.coded),
            f"{one.compared} ({one.compared / one.coded:.0%})",
            f"{one.same / one.compared:.0%}" if one.compared else "–",
            _coefficient(one.kappa),
            _coefficient(one.kappa_groups),
        )
    console.rich.print(table)
    console.say(
        _(
            "Krippendorff's alpha of all coders and the machine: {alpha} over 7 emotions, {groups} over "
            "3 groups, in {shared} of {units} seconds; of the coders alone: {people}."
        ).format(
            alpha=_coefficient(figures.alpha),
            groups=_coefficient(figures.alpha_groups),
            people=_coefficient(figures.alpha_people),
            shared=figures.shared_units,
            units=figures.units,
        )
    )


def _coefficient(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}".replace("-", "−")
