"""A virtual X display with a window manager, without which OBS cannot be closed cleanly."""

from __future__ import annotations

import os
import subprocess
from dataclasses import dataclass
from pathlib import Path

from real_obs.processes import Processes

SIZE = "1600x900x24"


@dataclass(frozen=True, slots=True)
class Display:
    """A running display."""

    name: str
    """As in the environment variable, `:99`."""


def start_display(processes: Processes, log_dir: Path) -> Display:
    """Start Xvfb on the first free number, and openbox on it."""
    reading, writing = os.pipe()
    processes.start(
        [
            *("Xvfb", "-displayfd", str(writing), "-screen", "0", SIZE),
            *("+extension", "GLX", "+extension", "COMPOSITE", "-nolisten", "tcp", "-noreset"),
        ],
        log=log_dir / "xvfb.log",
        pass_fds=(writing,),
    )
    os.close(writing)
    with os.fdopen(reading) as answer:
        number = answer.readline().strip()
    if not number:
        raise RuntimeError(f"Xvfb did not start: {(log_dir / 'xvfb.log').read_text()}")
    display = Display(f":{number}")
    processes.start(
        ["openbox"], log=log_dir / "openbox.log", env={**os.environ, "DISPLAY": display.name}
    )
    return display


def close_window(display: Display, title: str) -> None:
    """Ask the window with this title to close, as a person would."""
    subprocess.run(
        ["wmctrl", "-c", title], env={**os.environ, "DISPLAY": display.name}, check=False
    )
