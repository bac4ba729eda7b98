"""Tells which set-ups of OBS and webcam were calibrated."""

from __future__ import annotations

import importlib

from reelpulse.core.calibration import Calibration
from reelpulse.doctor.finding import Finding, refused, say, warning, well
from reelpulse.errors import ObsError
from reelpulse.settings import Settings

NAME = "Calibration"


def check_calibration(settings: Settings) -> Finding:
    """The newest one; a remark where there is none, or no camera saw the screen."""
    try:
        # Here, so that the doctor starts where one of its libraries is missing.
        files = importlib.import_module("reelpulse.obs.calibration_file")
    except ImportError as problem:
        return warning(
            NAME,
            say("cannot be checked: {reason}", reason=problem),
            say("Mend the packages first."),
        )
    try:
        known: tuple[Calibration, ...] = files.read_calibrations(settings.calibrations_path)
    except ObsError as problem:
        return refused(NAME, problem)
    how = say("Set up OBS, point the webcam at the room's screen and run: reelpulse obs calibrate")
    if not known:
        return warning(NAME, say("how late the webcam shows the screen is unknown"), how)
    newest, set_up = known[-1], known[-1].set_up
    delay = newest.camera_delay
    place = f"{set_up.webcam}, {set_up.width_px} × {set_up.height_px}, {set_up.rate_hz:g}/s"
    if delay is None:
        detail = say("{place}: the webcam did not see the screen", place=place)
        return warning(NAME, detail, how)
    return well(
        NAME,
        say(
            "{place}: webcam {delay} ms late ({low} to {high}, n = {n}), cursor {lead} ms early",
            place=place,
            delay=round(delay.median_ms),
            low=round(delay.low_ms),
            high=round(delay.high_ms),
            n=delay.samples,
            lead=round(newest.cursor_lead.median_ms),
        ),
    )
