"""`reelpulse bench`: measures what the product costs beside the bare nets, on this machine."""

from __future__ import annotations

import argparse
import asyncio
import dataclasses
import tempfile
from pathlib import Path
from typing import Any

from reelpulse.bench.run import BenchWishes, run_bench
from reelpulse.commands.console import Console
from reelpulse.settings import Settings


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    _ = console.gettext
    parser = subparsers.add_parser(
        "bench", parents=[common], help=_("measure what the product costs beside the bare nets")
    )
    parser.add_argument("--rounds", type=int, default=5, help=_("rounds of bare nets and product"))
    parser.add_argument(
        "--live-seconds",
        type=float,
        default=20.0,
        help=_("length of the live show that is watched"),
    )
    parser.add_argument(
        "--memory-minutes", type=float, default=0.0, help=_("watch the memory for so long as well")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Measure in a data folder of its own and print a table in Markdown."""
    wishes = BenchWishes(
        rounds=options.rounds,
        live_s=options.live_seconds,
        memory_s=options.memory_minutes * 60,
    )
    with tempfile.TemporaryDirectory(prefix="reelpulse-bench-") as folder:
        own = dataclasses.replace(settings, data_dir=Path(folder))
        for line in asyncio.run(run_bench(own, wishes, on_stage=console.problem)):
            console.say(line)
    return 0
