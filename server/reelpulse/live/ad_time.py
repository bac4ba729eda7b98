"""Where in the ad a webcam frame was taken, by the picture of the ad that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reelpulse.core.ad_match import AdLead
from reelpulse.core.calibration import Calibration
from reelpulse.core.frame import AdPositionBy, Frame, ShowPosition
from reelpulse.core.ports import AdFinder, FindCalibration
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, ShowState
from reelpulse.live.threads import Lane


async def uncalibrated(_webcam: str) -> Calibration | None:
    """Where nothing was ever calibrated."""
    return None


class AdTime:
    """Corrects what the player says of the ad's position; one frame after the other.

    A player such as OBS knows where its file is read, which is ahead of the picture on the screen by a
    lead that is another one after every start. The frame of the ad that was on the screen tells it. By
    how much the webcam shows the screen later than OBS, only a calibration can tell.
    """

    def __init__(
        self,
        *,
        finder: AdFinder,
        lane: Lane,
        bus: Bus,
        find_calibration: FindCalibration = uncalibrated,
    ) -> None:
        """`lane`: in which ads are decoded."""
        self._finder = finder
        self._lane = lane
        self._find_calibration = find_calibration
        self._paths: Mapping[str, Path] = {}
        self._leads: dict[str, AdLead] = {}
        self._before: dict[str, ShowPosition] = {}
        self._calibrations: dict[str, Calibration | None] = {}
        bus.subscribe(self._on_event)

    async def placed(self, frame: Frame) -> ShowPosition:
        """The frame's place in the show, as well as it can be known."""
        show = frame.show
        before, self._before[frame.source] = self._before.get(frame.source), show
        lead = self._leads.setdefault(frame.source, AdLead())
        if before is None or before.exposure_id != show.exposure_id:
            lead.forget()
            if show.exposure_id is not None:
                self._calibrations[frame.source] = await self._find_calibration(frame.source)
        elif before.ad_position_settled and not show.ad_position_settled:
            lead.forget()
        if show.ad_position_ms is None or show.ad_lead_ms is None:
            return show
        calibration = self._calibrations.get(frame.source)
        return _as_filmed(await self._on_screen(frame, lead, calibration), calibration)

    async def _on_screen(
        self, frame: Frame, lead: AdLead, calibration: Calibration | None
    ) -> ShowPosition:
        """By OBS's own picture."""
        show = frame.show
        told_ms = show.ad_position_ms or 0
        cursor_ms = told_ms + (show.ad_lead_ms or 0)
        path = self._paths.get(show.ad_id or "")
        led_ms = lead.at(frame.captured_at_ns)
        if path is not None and frame.ad_picture:
            found = await self._lane.call(
                self._finder, path, frame.ad_picture, near_ms=float(told_ms)
            )
            if found.position_ms is not None:
                lead.see(cursor_ms - found.position_ms, at_ns=frame.captured_at_ns)
                found_lead_ms = cursor_ms - found.position_ms
                return _led(show, cursor_ms, found_lead_ms, AdPositionBy.PICTURE)
            if not found.is_there and led_ms is not None:
                # It was there until now: somebody moved the ad, and the player has not noticed yet.
                return replace(show, ad_position_ms=None, ad_position_settled=False)
        if led_ms is not None:
            return _led(show, cursor_ms, led_ms, AdPositionBy.LEAD)
        if calibration is not None:
            return _led(show, cursor_ms, calibration.cursor_lead.median_ms, AdPositionBy.SET_UP)
        return show

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ShowState) and event.session is not None:
            self._paths = {ad.ad_id: ad.path for ad in event.session.ads}


def _led(show: ShowPosition, cursor_ms: int, lead_ms: float, by: AdPositionBy) -> ShowPosition:
    return replace(
        show,
        ad_position_ms=max(0, round(cursor_ms - lead_ms)),
        ad_lead_ms=round(lead_ms),
        ad_position_by=by,
    )


def _as_filmed(show: ShowPosition, calibration: Calibration | None) -> ShowPosition:
    """The faces in the picture saw what was on the screen so much earlier."""
    delay = calibration.camera_delay if calibration is not None else None
    if delay is None or show.ad_position_ms is None:
        return show
    delay_ms = round(delay.median_ms)
    return replace(
        show, ad_position_ms=max(0, show.ad_position_ms - delay_ms), camera_delay_ms=delay_ms
    )
