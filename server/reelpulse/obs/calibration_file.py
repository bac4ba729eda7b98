"""Keeps the calibrations of this machine's set-ups in a file of the data folder."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

from reelpulse.core.calibration import Calibration, SetUp, Spread
from reelpulse.errors import ObsError


def read_calibrations(path: Path) -> tuple[Calibration, ...]:
    """All of them, the newest last.

    Raises:
        ObsError: the file is damaged, or cannot be read.
    """
    try:
        return tuple(_calibration(one) for one in json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, TypeError, KeyError) as problem:
        raise ObsError(
            "{path} cannot be read ({problem}). Delete it and calibrate again.",
            path=path,
            problem=problem,
        ) from problem


def keep_calibration(path: Path, new: Calibration) -> None:
    """Write it down; it replaces an earlier one of the same set-up.

    Raises:
        ObsError: the file is damaged, or cannot be written.
    """
    others = [one for one in read_calibrations(path) if one.set_up != new.set_up]
    text = json.dumps([dataclasses.asdict(one) for one in (*others, new)], indent=1)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    except OSError as problem:
        raise ObsError(
            "{file} cannot be written ({reason}). Free some space, or choose another folder "
            "with --data-dir.",
            file=path,
            reason=problem.strerror,
        ) from problem


def calibration_for(path: Path, set_up: SetUp) -> Calibration | None:
    """The one of exactly this set-up.

    Raises:
        ObsError: the file is damaged, or cannot be read.
    """
    return next((one for one in read_calibrations(path) if one.set_up == set_up), None)


def _calibration(values: dict[str, object]) -> Calibration:
    delay = values["camera_delay"]
    fields = {**values, "set_up": SetUp(**values["set_up"])}  # type: ignore[arg-type]  # TypeError
    fields["cursor_lead"] = Spread(**values["cursor_lead"])  # type: ignore[arg-type]
    fields["camera_delay"] = None if delay is None else Spread(**delay)  # type: ignore[arg-type]
    return Calibration(**fields)  # type: ignore[arg-type]
