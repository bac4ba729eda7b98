"""How the ad's position was found in the frames of one showing."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class AdTimes:
    """Counts of the measured webcam frames of one showing, and the lead that was found."""

    exposure_id: int
    ad_id: str
    frames: int
    by_picture: int
    """In so many the ad's frame on the screen was recognised."""
    by_lead: int
    """In so many the lead of the frames recognised just before was used."""
    by_set_up: int
    """In so many the calibrated lead was used."""
    unsettled: int
    """So many lie within two seconds of a start, a pause or a jump, or of a stall of OBS."""
    lead_ms: float | None
    """Median lead of the player's cursor over the picture where that was found; None: nowhere."""
    lead_range_ms: tuple[float, float] | None
    """Its 5th and 95th percentile."""
    camera_delay_ms: int | None = None
    """Taken off every position: by how much the webcam shows the room's screen later; None: unknown."""

    @property
    def by_player(self) -> int:
        """In so many the player was believed, which knows the ad only up to its usual lead."""
        return self.frames - self.by_picture - self.by_lead - self.by_set_up
