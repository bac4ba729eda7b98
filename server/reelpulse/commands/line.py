"""Reads the command line, prepares logging and settings, and turns errors into exit codes."""

from __future__ import annotations

import argparse
import dataclasses
import importlib
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from reelpulse import __version__
from reelpulse.commands.console import Console
from reelpulse.errors import ReelPulseError
from reelpulse.settings import Settings, load_settings
from reelpulse.texts import told

FAILED = 1
INTERRUPTED = 130
_COMMANDS = (
    "demo",
    "serve",
    "analyse",
    "report",
    "sessions",
    "agreement",
    "tokens",
    "models",
    "obs",
    "doctor",
    "bench",
)


def run(arguments: Sequence[str]) -> int:
    """Run one command; 0 when it did what was asked, 1 after an error that was told, 2 misuse."""
    console = Console()
    options = _parser(console, arguments).parse_args(arguments)
    logging.basicConfig(
        level=options.log_level.upper(),
        format="%(asctime)s %(levelname)s %(name)s: %(message)s",
        stream=sys.stderr,
    )
    try:
        code: int = options.run(options, _settings(options), console)
    except ReelPulseError as problem:
        console.problem(told(problem, console.language))
        return FAILED
    except KeyboardInterrupt:
        return INTERRUPTED
    return code


def _parser(console: Console, arguments: Sequence[str]) -> argparse.ArgumentParser:
    _ = console.gettext
    parser = argparse.ArgumentParser(
        prog="reelpulse",
        description=_("Shows which frames of an ad please a focus group and which put it off."),
    )
    parser.add_argument("--version", action="version", version=f"ReelPulse {__version__}")
    common = argparse.ArgumentParser(add_help=False)
    common.add_argument(
        "--data-dir", type=Path, help=_("folder of the data base, tokens and reports")
    )
    common.add_argument("--port", type=int, help=_("port of the server on this machine"))
    common.add_argument(
        "--provider", help=_("ONNX Runtime execution provider, or auto (the default)")
    )
    common.add_argument(
        "--log-level",
        default="warning",
        choices=("debug", "info", "warning", "error"),
        help=_("how much is logged to the error output"),
    )
    subparsers = parser.add_subparsers(required=True, metavar=_("command"))
    # Only the command that is meant: the others cost seconds to import, and the doctor must come
    # where they cannot be imported at all.
    meant = [name for name in _COMMANDS if name in arguments[:1]]
    for name in meant or _COMMANDS:
        importlib.import_module(f"reelpulse.commands.{name}").add_parser(
            subparsers, common, console
        )
    return parser


def _settings(options: argparse.Namespace) -> Settings:
    """What the file says, then what the command line says."""
    settings = load_settings(options.data_dir)
    if options.port is not None:
        settings = dataclasses.replace(
            settings, server=dataclasses.replace(settings.server, port=options.port)
        )
    if options.provider is not None:
        settings = dataclasses.replace(
            settings, vision=dataclasses.replace(settings.vision, provider=options.provider)
        )
    return settings
