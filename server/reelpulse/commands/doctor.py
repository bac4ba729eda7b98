"""`reelpulse doctor`: checks everything a screening needs and names the remedy for what is wrong."""

from __future__ import annotations

import argparse
from typing import Any

from reelpulse.commands.console import Console
from reelpulse.doctor import exit_code, print_findings, run_doctor
from reelpulse.settings import Settings


def add_parser(subparsers: Any, common: argparse.ArgumentParser, console: Console) -> None:
    """Describe the command."""
    parser = subparsers.add_parser(
        "doctor", parents=[common], help=console.gettext("check this machine and name the remedies")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace, settings: Settings, console: Console) -> int:  # noqa: ARG001  one shape for all
    """Print all findings; 1 when something must be mended."""
    findings = run_doctor(settings)
    print_findings(findings, console=console.rich, language=console.language)
    return exit_code(findings)
