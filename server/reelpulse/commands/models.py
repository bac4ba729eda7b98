"""`reelpulse models`: lists, checks, adds, fetches and chooses the nets that measure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import rich.markup
import rich.table

from reelpulse.commands.console import Console
from reelpulse.commands.new_models import add, catalogue, fetch, shipped_nets
from reelpulse.errors import AddedNetError, ReelPulseError
from reelpulse.settings import Settings
from reelpulse.texts import told
from reelpulse.texts.roles import role_word
from reelpulse.vision.added_nets import damaged_nets, known_nets, with_added_nets
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.net_file import NetFile, Role
from reelpulse.vision.nets_in_use import DEFAULT, MEDIAPIPE, is_in_use, use_net


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the commands."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "models", help=_("list, check, add, fetch and choose the nets that measure")
    )
    actions = parser.add_subparsers(required=True, metavar=_("command"))
    for name, action, text in (
        ("list", _list, _("list the nets and say which are in use")),
        ("verify", _verify, _("compare every net's file with its checksum")),
    ):
        actions.add_parser(name, parents=[common], help=text).set_defaults(run=action)
    adding = actions.add_parser("add", parents=[common], help=_("add a net of your own"))
    adding.add_argument(
        "file", type=Path, help=_("the net, an ONNX file or a bundle of mediapipe's")
    )
    adding.add_argument("--spec", type=Path, required=True, help=_("its description, a TOML file"))
    adding.set_defaults(run=add)
    fetching = actions.add_parser(
        "fetch", parents=[common], help=_("fetch a net that does not ship from its publisher")
    )
    fetching.add_argument("name", help=_("name of the net, see `models list`"))
    fetching.add_argument(
        "--from",
        dest="given",
        type=Path,
        metavar="FILE",
        help=_("take this file, fetched elsewhere, and go to no network"),
    )
    fetching.add_argument(
        "--catalogue",
        type=Path,
        metavar="FILE",
        help=_("another list of nets and addresses than the one that ships"),
    )
    fetching.set_defaults(run=fetch)
    use = actions.add_parser("use", parents=[common], help=_("choose the net for what it measures"))
    use.add_argument("name", help=_("name of the net, see `models list`"))
    use.set_defaults(run=_use)


def _list(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    _ = console.gettext
    table = rich.table.Table(box=None)
    for heading in (_("Name of the net"), _("Measures"), _("In use")):
        table.add_column(heading, no_wrap=True)
    table.add_column(_("From, licence and terms"), overflow="fold")
    landmarks = settings.vision.landmarks
    manifest = with_added_nets(shipped_nets(), settings.nets_dir)
    if landmarks not in {DEFAULT, MEDIAPIPE}:
        manifest.landmark_net(landmarks)
    files = manifest.files
    for file in files:
        used = _("yes") if is_in_use(file, landmarks=landmarks) else ""
        origin = f"{file.source}. {file.conditions}"
        table.add_row(file.name, _(role_word(file.role)), used, rich.markup.escape(origin))
    names = {file.name for file in files}
    if landmarks == MEDIAPIPE:
        table.add_row(landmarks, _(role_word(Role.LANDMARKS)), _("yes"), "settings.toml")
    console.rich.print(table)
    missing = [net for net in catalogue(None) if net.file.name not in names]
    for net in missing:
        console.say(
            _("Not here: {name} ({role}); `reelpulse models fetch {name}` gets it.").format(
                name=net.file.name, role=_(role_word(net.file.role))
            )
        )
    return 0


def _verify(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    _ = console.gettext
    wrong = 0
    for _name, damage in damaged_nets(settings.nets_dir):
        console.problem(told(damage, console.language))
        wrong += 1
    for file in known_nets(shipped_nets(), settings.nets_dir).files:
        try:
            file.check()
        except ReelPulseError as problem:
            console.problem(told(problem, console.language))
            wrong += 1
        else:
            console.say(_("{name}: checksum right").format(name=file.name))
    return int(wrong > 0)


def _use(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    _ = console.gettext
    # Also where a net in use is damaged, so that another can be chosen.
    known = known_nets(shipped_nets(), settings.nets_dir)
    if _is_to_be_fetched(options.name, known):
        raise AddedNetError(
            "The net {name} is not here yet. Get it with `reelpulse models fetch {name}`.",
            name=options.name,
        )
    file = use_net(options.name, settings.nets_dir, known=known)
    if _is_overruled(file, settings):
        console.problem(
            _(
                'settings.toml says landmarks = "{landmarks}", which goes before. Delete that line, so '
                "that {name} measures."
            ).format(landmarks=settings.vision.landmarks, name=file.name)
        )
        return 0
    console.say(_("{name} measures from the next start of the server on.").format(name=file.name))
    return 0


def _is_to_be_fetched(name: str, known: Manifest) -> bool:
    here = {file.name for file in known.files}
    return name in {net.file.name for net in catalogue(None)} - here


def _is_overruled(file: NetFile, settings: Settings) -> bool:
    """Whether the settings name another net for the same role."""
    named = settings.vision.landmarks
    return file.role is Role.LANDMARKS and named not in {DEFAULT, file.name}
