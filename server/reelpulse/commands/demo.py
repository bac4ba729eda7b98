"""`reelpulse demo`: measures real faces against an ad, live, and prints the report."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
from pathlib import Path
from typing import Any

from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

from reelpulse.assembly.house import House, open_house, serving
from reelpulse.commands.console import Console
from reelpulse.commands.report import make_with_progress
from reelpulse.commands.serve import tell_addresses
from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.show import DemoProgress, DemoWishes, run_show
from reelpulse.settings import Settings


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "demo",
        parents=[common],
        help=_("show the product at work: no camera, no OBS, no network needed"),
    )
    parser.add_argument(
        "--ad", type=Path, action="append", metavar="FILE", help=_("an ad of your own (repeatable)")
    )
    webcam = parser.add_mutually_exclusive_group()
    webcam.add_argument("--video", type=Path, metavar="FILE", help=_("a webcam video of your own"))
    webcam.add_argument("--camera", type=int, metavar="N", help=_("a camera of this machine"))
    webcam.add_argument(
        "--people", type=int, default=3, choices=range(1, 9), help=_("people in the made picture")
    )
    parser.add_argument("--fast", action="store_true", help=_("as fast as frames are measured"))
    parser.add_argument(
        "--hold", action="store_true", help=_("keep serving the pages after the report is printed")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Run the demo; the PDF's place is the last thing said."""
    wishes = DemoWishes(
        title=console.gettext("Demo"),
        ads=tuple(options.ad or bundled_ads()),
        people=options.people,
        video=options.video,
        camera=options.camera,
        fast=options.fast,
        # A film that was made before cannot have seen the neutral scene.
        baseline_ms=0 if options.video else round(settings.baseline.length_s * 1000),
    )
    asyncio.run(_demo(settings, wishes, console, hold=options.hold))
    return 0


async def _demo(settings: Settings, wishes: DemoWishes, console: Console, *, hold: bool) -> None:
    _ = console.gettext
    async with open_house(settings) as house, serving(house):
        tell_addresses(house, console)
        session_id = await _screen(house, wishes, console)
        for language in ("en", "ru"):
            path = await make_with_progress(
                house.reports,
                session_id,
                language=language,
                silence_weight=settings.metrics.silence_weight,
                console=console,
            )
            console.say(_("Report: {path}").format(path=path), style="bold green")
        if hold:
            console.say(_("Press Ctrl+C to stop."))
            with contextlib.suppress(asyncio.CancelledError):
                await asyncio.Event().wait()


async def _screen(house: House, wishes: DemoWishes, console: Console) -> int:
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f}%"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=console.rich, transient=True) as bar:
        task = bar.add_task(console.gettext("Loading the demo's audience"), total=1.0)

        def show(progress: DemoProgress) -> None:
            title = console.gettext("Measuring “{ad}”").format(ad=progress.ad_title)
            bar.update(task, completed=progress.fraction, description=title)

        return await run_show(house, wishes, on_progress=show)
