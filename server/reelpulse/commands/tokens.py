"""`reelpulse tokens`: shows or renews what opens the server's doors, for the person at this machine."""

from __future__ import annotations

import argparse
from typing import Any

from reelpulse.assembly.addresses import Addresses
from reelpulse.commands.console import Console
from reelpulse.settings import Settings
from reelpulse.web.tokens import Scope, TokenStore


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "tokens", parents=[common], help=_("show the addresses and tokens, or renew one")
    )
    parser.add_argument(
        "--renew",
        choices=[str(scope) for scope in Scope],
        help=_("replace this token by a new one"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Print the three doors with their keys."""
    _ = console.gettext
    store = TokenStore(settings.tokens_path)
    if options.renew:
        store.renew(Scope(options.renew))
        console.say(_("Renewed. A running server must be started again to know it."))
        if options.renew == Scope.INGEST:
            console.say(_("The OBS script learns it by `reelpulse obs install`, once more."))
        if options.renew == Scope.OVERLAY:
            console.say(_("The overlay in OBS learns it by `reelpulse obs setup`, once more."))
    addresses = Addresses(settings.server, store)
    console.say(_("Moderator's page: {url}").format(url=addresses.moderator_url))
    console.say(_("Overlay for an OBS browser source: {url}").format(url=addresses.overlay_url))
    console.say(_("Ingest address for the OBS script: {url}").format(url=addresses.ingest_url))
    console.say(_("Ingest token: {token}").format(token=store.token(Scope.INGEST)))
    return 0
