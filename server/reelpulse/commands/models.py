"""`reelpulse models`: lists, checks, adds and chooses the nets that measure."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import numpy as np
import rich.markup
import rich.table

from reelpulse.commands.console import Console
from reelpulse.errors import AddedNetError, ReelPulseError
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.texts import told
from reelpulse.vision.added_nets import (
    add_net,
    damaged_nets,
    known_nets,
    remove_net,
    use_net,
    with_added_nets,
)
from reelpulse.vision.emotions import EmotionReader
from reelpulse.vision.manifest import EmotionSpec, Manifest, NetFile, load_manifest
from reelpulse.vision.runtime import CPU, ENGINE_FAILURES, Runtime, installed_engine


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the commands."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "models", help=_("list, check, add and choose the nets that measure")
    )
    actions = parser.add_subparsers(required=True, metavar=_("command"))
    for name, action, text in (
        ("list", _list, _("list the nets and say which are in use")),
        ("verify", _verify, _("compare every net's file with its checksum")),
    ):
        actions.add_parser(name, parents=[common], help=text).set_defaults(run=action)
    add = actions.add_parser("add", parents=[common], help=_("add an emotion net of your own"))
    add.add_argument("file", type=Path, help=_("the net, an ONNX file"))
    add.add_argument("--spec", type=Path, required=True, help=_("its description, a TOML file"))
    add.set_defaults(run=_add)
    use = actions.add_parser("use", parents=[common], help=_("choose the emotion net"))
    use.add_argument("name", help=_("name of the net, see `models list`"))
    use.set_defaults(run=_use)


def _shipped() -> Manifest:
    return load_manifest(resource("models", "manifest.toml"))


def _known(settings: Settings) -> Manifest:
    """Also where the net in use is damaged, so that another can be chosen."""
    return known_nets(_shipped(), settings.nets_dir)


def _files(manifest: Manifest) -> list[NetFile]:
    return [
        *(spec.file for spec in manifest.detectors),
        *(spec.file for spec in manifest.landmarks),
        *(spec.file for spec in manifest.emotions),
    ]


def _list(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    _ = console.gettext
    table = rich.table.Table(box=None)
    for heading in (_("Name of the net"), _("Measures"), _("In use"), _("From")):
        table.add_column(heading)
    for file in _files(with_added_nets(_shipped(), settings.nets_dir)):
        table.add_row(
            file.name, file.role, _("yes") if file.default else "", rich.markup.escape(file.source)
        )
    console.rich.print(table)
    return 0


def _verify(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    _ = console.gettext
    wrong = 0
    for _name, damage in damaged_nets(settings.nets_dir):
        console.problem(told(damage, console.language))
        wrong += 1
    for file in _files(_known(settings)):
        try:
            file.check()
        except ReelPulseError as problem:
            console.problem(told(problem, console.language))
            wrong += 1
        else:
            console.say(_("{name}: checksum right").format(name=file.name))
    return int(wrong > 0)


def _add(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    _ = console.gettext
    spec = add_net(options.file, options.spec, settings.nets_dir, known=_known(settings))
    try:
        _try(spec)
    except BaseException:
        remove_net(spec.file.name, settings.nets_dir)
        raise
    console.say(
        _("Added. Choose it with `reelpulse models use {name}`.").format(name=spec.file.name)
    )
    return 0


def _use(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    _ = console.gettext
    use_net(options.name, settings.nets_dir, known=_known(settings))
    console.say(
        _("{name} measures from the next start of the server on.").format(name=options.name)
    )
    return 0


def _try(spec: EmotionSpec) -> None:
    """Read one grey picture: a net that cannot do that must not wait for a screening to say so."""
    side = spec.file.input.side_px
    reader = EmotionReader(spec, Runtime(engine=installed_engine(), provider=CPU, threads=1))
    grey = np.full((side, side, 3), 128, dtype=np.uint8)
    try:
        logits = reader.read_crops([grey, grey])
    except ENGINE_FAILURES as problem:
        raise AddedNetError(
            "The net {name} does not take what its description says: {problem}",
            name=spec.file.name,
            problem=problem,
        ) from problem
    if not np.isfinite(logits).all():
        raise AddedNetError(
            "The net {name} gives no finite numbers for a grey picture.", name=spec.file.name
        )
