"""`reelpulse serve`: the server a moderator works with."""

from __future__ import annotations

import argparse
import asyncio
import signal
from typing import Any

from reelpulse.assembly.house import House, open_house, serving
from reelpulse.commands.console import Console
from reelpulse.settings import Settings


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "serve", parents=[common], help=_("run the server that OBS and the moderator's page use")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    """Serve until Ctrl+C."""
    asyncio.run(_serve(settings, console))
    return 0


async def _serve(settings: Settings, console: Console) -> None:
    async with open_house(settings, with_obs=True) as house, serving(house):
        tell_addresses(house, console)
        console.say(console.gettext("Press Ctrl+C to stop."))
        await _until_stopped()


def tell_addresses(house: House, console: Console) -> None:
    """Print where everything is; the only place where the moderator's link is shown."""
    _ = console.gettext
    console.say(_("Measured by: {provider}").format(provider=house.identity.provider))
    console.say(_("Moderator's page: {url}").format(url=house.addresses.moderator_url))
    console.say(
        _("Overlay for an OBS browser source: {url}").format(url=house.addresses.overlay_url)
    )


async def _until_stopped() -> None:
    """Wait for Ctrl+C or a polite end; on Windows only Ctrl+C exists, as KeyboardInterrupt."""
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        try:
            loop.add_signal_handler(number, stopped.set)
        except NotImplementedError:
            break
    await stopped.wait()
