"""The stated thresholds behind every figure; kept with the session and printed in the report."""

from __future__ import annotations

from dataclasses import dataclass

from reelpulse.core.metrics.basis import Basis


@dataclass(frozen=True, slots=True, kw_only=True)
class MetricRules:
    """Every number a person may set, with the range that makes sense.

    Raises:
        ValueError: a value lies outside its range.
    """

    trace_probability: float = 0.5
    """A second counts towards a trace when the group's probability reaches this (0.34 … 1)."""
    trace_seconds: int = 2
    """So many such seconds make a trace (1 … 60)."""
    contact_coverage: float = 0.5
    """A contact counts when the person was measured in this part of the seconds shown (0 … 1)."""
    reaction_lag_ms: int = 400
    """From the ad's frame to the visible face: facial muscles react 300-400 ms after a picture
    (Dimberg, Thunberg 1998, Scand. J. Psychol. 39)."""
    silence_weight: float = 0.5
    """K of the EmoNPS (0.2 … 1)."""
    frame_gap_s: int = 2
    """Two frames of one list lie at least so far apart in an ad."""
    frames_per_list: int = 6
    """Length of the ranked lists."""
    basis: str = "corrected"
    """`corrected`: figures are made of readings freed of the seat's resting face, where a neutral scene
    told it; `raw`: of readings as they are. Both are kept, and the report prints both."""

    def __post_init__(self) -> None:
        ranges = (
            ("trace_probability", self.trace_probability, 0.34, 1.0),
            ("trace_seconds", self.trace_seconds, 1, 60),
            ("contact_coverage", self.contact_coverage, 0.0, 1.0),
            ("reaction_lag_ms", self.reaction_lag_ms, 0, 5000),
            ("silence_weight", self.silence_weight, 0.2, 1.0),
            ("frame_gap_s", self.frame_gap_s, 1, 60),
            ("frames_per_list", self.frames_per_list, 1, 20),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")
        if self.basis not in tuple(Basis):
            raise ValueError(f"basis is {self.basis}; it must be one of {', '.join(Basis)}")
