"""`reelpulse models add` and `fetch`: nets that do not ship come beside those that do."""

from __future__ import annotations

import argparse
import asyncio
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TransferSpeedColumn

from reelpulse.commands.console import Console
from reelpulse.errors import AddedNetError
from reelpulse.fetching.download import download
from reelpulse.fetching.given_file import take
from reelpulse.fetching.promised_file import Promise
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.vision.added_nets import add_net, known_nets
from reelpulse.vision.fetchable import FetchableNet, fetchable_net, load_fetchable
from reelpulse.vision.manifest import Manifest, load_manifest
from reelpulse.vision.net_file import NetFile
from reelpulse.vision.net_folder import new_place, put, was_fetched, write_description
from reelpulse.vision.trial import try_net


def shipped_nets() -> Manifest:
    """What the manifest of this installation names."""
    return load_manifest(resource("models", "manifest.toml"))


def catalogue(path: Path | None) -> tuple[FetchableNet, ...]:
    """The nets that can be fetched.

    Args:
        path: of another list than the one that ships.
    """
    return load_fetchable(path or resource("models", "fetchable.toml"))


def add(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Add a net of the user's own."""
    known = known_nets(shipped_nets(), settings.nets_dir)
    spec = add_net(options.file, options.spec, settings.nets_dir, known=known, trial=try_net)
    console.say(
        console.gettext("Added. Choose it with `reelpulse models use {name}`.").format(
            name=spec.file.name
        )
    )
    return 0


def fetch(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Fetch a net of the catalogue, or take its file from the user; then it is like an added one."""
    _ = console.gettext
    net = fetchable_net(options.name, catalogue(options.catalogue))
    folder = settings.nets_dir
    _refuse_to_replace(net, folder)
    if _is_here(net, folder):
        console.say(_("{name} is here already, its checksum is right.").format(name=net.file.name))
        return 0
    console.say(
        _("{name} from {origin}: {licence}. {terms}").format(
            name=net.file.name,
            origin=options.given or net.file.address,
            licence=net.file.licence,
            terms=net.file.terms,
        )
    )
    _bring(net, options.given, folder, console)
    console.say(
        _("Fetched, its checksum is right. Choose it with `reelpulse models use {name}`.").format(
            name=net.file.name
        )
    )
    return 0


def _bring(net: FetchableNet, given: Path | None, folder: Path, console: Console) -> None:
    promise = Promise(size_bytes=net.size_bytes, sha256=net.file.sha256)
    with new_place(net.file.name, folder) as place:
        into = place / net.file.path.name
        with _progress(net, console) as progress:
            if given is not None:
                take(given, into, promise, progress=progress)
            else:
                asyncio.run(download(net.file.address, into, promise, progress=progress))
        try_net(write_description(place, net.description, net.file.sha256))
        put(place, net.file.name, folder, replaces=True)


@contextmanager
def _progress(net: FetchableNet, console: Console) -> Iterator[Callable[[int], None]]:
    """One line that grows with the bytes that have come."""
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        DownloadColumn(),
        TransferSpeedColumn(),
    )
    hidden = not console.rich.is_terminal  # in a file it would be an empty line
    with Progress(*columns, console=console.rich, transient=True, disable=hidden) as bar:
        task = bar.add_task(net.file.name, total=net.size_bytes)
        yield lambda received_bytes: bar.update(task, completed=received_bytes)


def _is_here(net: FetchableNet, folder: Path) -> bool:
    """Whether this very file with this very description was fetched before and is whole."""
    here = _known(folder).get(net.file.name)
    return (
        here is not None
        and here.sha256 == net.file.sha256
        and here.description_sha256 == net.description_sha256
        and here.is_whole
    )


def _refuse_to_replace(net: FetchableNet, folder: Path) -> None:
    """A net that ships and a net of the user's own stay.

    Raises:
        AddedNetError: there is one of this name.
    """
    if net.file.name in {file.name for file in shipped_nets().files}:
        raise AddedNetError(
            "{name} is the name of a net that ships with ReelPulse. Give the one in the catalogue "
            "another name, then fetch it.",
            name=net.file.name,
        )
    place = folder / net.file.name
    if place.exists() and not was_fetched(place):
        raise AddedNetError(
            "{folder} holds a net of your own named {name}. Move it elsewhere, then fetch again.",
            folder=place,
            name=net.file.name,
        )


def _known(folder: Path) -> dict[str, NetFile]:
    return {file.name: file for file in known_nets(shipped_nets(), folder).files}
