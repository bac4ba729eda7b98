"""Joins the rooms about OBS: the link, the moderator's desk, the text overlay and the recording."""

from __future__ import annotations

import logging
import sys
import time
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reelpulse.assembly.addresses import Addresses
from reelpulse.core.calibration import Calibration
from reelpulse.errors import ObsError
from reelpulse.live.bus import Bus
from reelpulse.live.threads import Lane
from reelpulse.obs.calibrate import read_set_up
from reelpulse.obs.calibration_file import calibration_for
from reelpulse.obs.config_folders import System
from reelpulse.obs.desk import Desk
from reelpulse.obs.door import ObsDoor
from reelpulse.obs.kinds import font_of
from reelpulse.obs.link import ObsLink
from reelpulse.obs.recording import ObsRecording
from reelpulse.obs.text_overlay import TextOverlay
from reelpulse.settings import Settings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsRoom:
    """Everything about OBS that a running server has."""

    lane: Lane
    link: ObsLink
    desk: Desk
    overlay: TextOverlay
    recording: ObsRecording
    calibrations: Path

    async def calibration_of(self, webcam: str) -> Calibration | None:
        """What was calibrated for this webcam as it is set up now; None also where OBS is away."""
        try:
            set_up = await self.link.ask(read_set_up, webcam)
            return await self.lane.call(calibration_for, self.calibrations, set_up)
        except ObsError as problem:
            _log.info("no calibration: %s", problem)
            return None

    def work(self) -> Mapping[str, Coroutine[Any, Any, None]]:
        """What runs beside the server, by name."""
        return {
            "OBS link": self.link.run(),
            "OBS desk": self.desk.run(),
            "OBS text overlay": self.overlay.run(),
        }


def build_obs_room(settings: Settings, addresses: Addresses, bus: Bus) -> ObsRoom:
    """All of it, with nothing running yet; the lane is the caller's to close."""
    lane = Lane("obs")
    door = ObsDoor(settings, System.here())
    link = ObsLink(door.open, lane)
    overlay = TextOverlay(
        link=link,
        bus=bus,
        clock_ns=time.perf_counter_ns,
        stale_after_ms=settings.live.stale_after_ms,
    )
    desk = Desk(
        link=link,
        overlay_address=addresses.overlay_url_in,
        keep_password=door.keep_password,
        font=font_of(sys.platform),
        on_overlay=overlay.use,
    )
    return ObsRoom(
        lane=lane,
        link=link,
        desk=desk,
        overlay=overlay,
        recording=ObsRecording(link),
        calibrations=settings.calibrations_path,
    )
