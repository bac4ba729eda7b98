"""Where in the ad a webcam frame was taken, by the picture of the ad that came with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from reelpulse.core.ad_match import AdLead
from reelpulse.core.frame import AdPositionBy, Frame, ShowPosition
from reelpulse.core.ports import AdFinder
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, ShowState
from reelpulse.live.threads import Lane


class AdTime:
    """Corrects what the player says of the ad's position; one frame after the other.

    A player such as OBS knows where its file is read, which is ahead of the picture on the screen by a
    lead that is another one after every start. The frame of the ad that was on the screen tells it.
    """

    def __init__(self, *, finder: AdFinder, lane: Lane, bus: Bus) -> None:
        """`lane`: in which ads are decoded."""
        self._finder = finder
        self._lane = lane
        self._paths: Mapping[str, Path] = {}
        self._leads: dict[str, AdLead] = {}
        self._before: dict[str, ShowPosition] = {}
        bus.subscribe(self._on_event)

    async def placed(self, frame: Frame) -> ShowPosition:
        """The frame's place in the show, as well as it can be known."""
        show = frame.show
        lead = self._leads.setdefault(frame.source, AdLead())
        if self._is_new_start(frame.source, show):
            lead.forget()
        self._before[frame.source] = show
        if show.ad_position_ms is None or show.ad_lead_ms is None:
            return show
        cursor_ms = show.ad_position_ms + show.ad_lead_ms
        path = self._paths.get(show.ad_id or "")
        if path is None or not frame.ad_picture:
            return _led(show, cursor_ms, lead.at(frame.captured_at_ns))
        found = await self._lane.call(
            self._finder, path, frame.ad_picture, near_ms=float(show.ad_position_ms)
        )
        led_ms = lead.at(frame.captured_at_ns)
        if not found.is_there and led_ms is not None:
            # It was there until now: somebody moved the ad, and the player has not noticed yet.
            return replace(show, ad_position_ms=None, ad_position_settled=False)
        if found.position_ms is None:
            return _led(show, cursor_ms, led_ms)
        lead.see(cursor_ms - found.position_ms, at_ns=frame.captured_at_ns)
        return replace(
            show,
            ad_position_ms=round(found.position_ms),
            ad_lead_ms=round(cursor_ms - found.position_ms),
            ad_position_by=AdPositionBy.PICTURE,
        )

    def _is_new_start(self, source: str, show: ShowPosition) -> bool:
        before = self._before.get(source)
        return before is not None and (
            before.exposure_id != show.exposure_id
            or (before.ad_position_settled and not show.ad_position_settled)
        )

    def _on_event(self, event: Event) -> None:
        if isinstance(event, ShowState) and event.session is not None:
            self._paths = {ad.ad_id: ad.path for ad in event.session.ads}


def _led(show: ShowPosition, cursor_ms: int, lead_ms: float | None) -> ShowPosition:
    """By the lead of the pictures just before, or as the player says."""
    if lead_ms is None:
        return show
    return replace(
        show,
        ad_position_ms=max(0, round(cursor_ms - lead_ms)),
        ad_lead_ms=round(lead_ms),
        ad_position_by=AdPositionBy.LEAD,
    )
