"""The printing process: reads its order from stdin, tells its progress on stdout, writes the PDF."""

from __future__ import annotations

import gc
import logging
import os
import pickle
import sys
from pathlib import Path
from typing import BinaryIO

from reelpulse.errors import ReelPulseError
from reelpulse.reports.document import write_report
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.progress import ReportProgress, ReportRefused, to_line


def main() -> None:
    """Print one report; a refusal is told as an event, anything else is a traceback on stderr."""
    # A page layout makes millions of small objects, and the process ends when it is written.
    gc.disable()
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr)
    events = _events_only_stdout()

    def tell(event: ReportProgress | ReportRefused) -> None:
        events.write(to_line(event))
        events.flush()

    report_input, out_path = _order()
    try:
        write_report(report_input, out_path, tell)
    except ReelPulseError as problem:
        tell(ReportRefused.because(problem))


def _events_only_stdout() -> BinaryIO:
    """A pipe for events alone: whatever libraries print goes to stderr instead."""
    events = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    return events


def _order() -> tuple[ReportInput, Path]:
    report_input, out_path = pickle.load(sys.stdin.buffer)  # noqa: S301 - from our own parent
    return report_input, out_path


if __name__ == "__main__":
    main()
    sys.stderr.flush()
    # The interpreter's own end takes half a second to free what is freed anyway.
    os._exit(0)
