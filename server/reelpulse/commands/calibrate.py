"""`reelpulse obs calibrate`: finds by flashes on the room's screen how late the webcam shows it."""

from __future__ import annotations

import argparse
import time

from reelpulse.assembly.calibration import figures_of
from reelpulse.commands.console import Console
from reelpulse.core.calibration import Calibration
from reelpulse.errors import ObsError
from reelpulse.media.coded_clip import write_coded_clip
from reelpulse.obs.calibrate import read_set_up, sample_clip
from reelpulse.obs.calibration_file import keep_calibration
from reelpulse.obs.config_folders import System
from reelpulse.obs.door import ObsDoor
from reelpulse.settings import Settings


def calibrate(options: argparse.Namespace, settings: Settings, console: Console) -> int:
    """Play the clip, and keep and tell what was found."""
    _ = console.gettext
    clip = settings.data_dir / "calibration.mp4"
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        write_coded_clip(clip)
    except OSError as problem:
        raise ObsError(
            "{file} cannot be written ({reason}). Free some space, or choose another folder "
            "with --data-dir.",
            file=clip,
            reason=problem.strerror,
        ) from problem
    obs = ObsDoor(settings, System.here()).open(lambda _event: None)
    try:
        set_up = read_set_up(obs, options.webcam)
        console.say(_("Twenty seconds of slow flashes: point the webcam at the room's screen."))
        samples = sample_clip(obs, clip, set_up.webcam, lambda _part: None)
    finally:
        obs.close()
    found = figures_of(samples, set_up, measured_unix_ms=time.time_ns() // 1_000_000)
    keep_calibration(settings.calibrations_path, found)
    _tell(found, console)
    return 0


def _tell(found: Calibration, console: Console) -> None:
    _ = console.gettext
    lead, delay = found.cursor_lead, found.camera_delay
    console.say(
        _(
            "OBS's cursor is {median:.0f} ms ahead of its picture ({low:.0f} to {high:.0f}, n = {n})."
        ).format(median=lead.median_ms, low=lead.low_ms, high=lead.high_ms, n=lead.samples)
    )
    if delay is None:
        console.problem(
            _(
                "The webcam does not see the flashes, so only OBS's own path was measured and the "
                "camera's delay stays unknown. Open the projector on the room's screen, point the "
                "webcam at it so that the screen fills a tenth of the picture or more, switch off "
                "what adapts its brightness, and calibrate again."
            )
        )
        return
    console.say(
        _(
            "The webcam shows the screen {median:.0f} ms after OBS ({low:.0f} to {high:.0f} in four "
            "parts, n = {n}); sessions with this set-up take it off."
        ).format(median=delay.median_ms, low=delay.low_ms, high=delay.high_ms, n=delay.samples)
    )
