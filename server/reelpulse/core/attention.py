"""Whether a person faces the screen: the head turned as usual, and the eyes open."""

from __future__ import annotations

import math
from bisect import insort
from dataclasses import dataclass

from reelpulse.core.quality import FaceQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class AttentionRules:
    """What counts as facing the screen; kept with the session.

    Raises:
        ValueError: a value lies outside its range.
    """

    turn_deg_max: int = 20
    """The head may be turned so far from its usual direction (1 … 90)."""
    eye_openness_min: float = 0.15
    """Eye aspect ratio below which eyes count as shut (0 … 1); blinks count as looking away."""
    baseline_frames: int = 30
    """So many measured frames must be known before a direction is usual (1 … 10000)."""

    def __post_init__(self) -> None:
        ranges = (
            ("turn_deg_max", self.turn_deg_max, 1, 90),
            ("eye_openness_min", self.eye_openness_min, 0, 1),
            ("baseline_frames", self.baseline_frames, 1, 10_000),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")


class AttentionMeter:
    """The attention of one person, frame after frame, without looking ahead.

    The usual direction is the median yaw and the median pitch of all measured frames so far: who watches
    a screen looks at it most of the time, wherever it stands from the camera. Who looks elsewhere for
    more than half of the time is judged wrongly.
    """

    def __init__(self, rules: AttentionRules) -> None:
        """Know no usual direction yet."""
        self._rules = rules
        self._yaws_deg: list[float] = []
        self._pitches_deg: list[float] = []
        self._judged = 0
        self._attentive = 0

    @property
    def share(self) -> float | None:
        """Part of the judged frames in which the screen was faced; None before the first of them."""
        return self._attentive / self._judged if self._judged else None

    def see(self, quality: FaceQuality) -> bool | None:
        """Judge one measured frame; None while no direction is usual.

        Attentive is a head at most `turn_deg_max` from the usual direction, as the angle between the two
        lines of sight, with eyes open at least `eye_openness_min`.
        """
        insort(self._yaws_deg, quality.yaw_deg)
        insort(self._pitches_deg, quality.pitch_deg)
        if len(self._yaws_deg) < self._rules.baseline_frames:
            return None
        turn_deg = angle_deg(
            (quality.yaw_deg, quality.pitch_deg),
            (_median(self._yaws_deg), _median(self._pitches_deg)),
        )
        is_attentive = (
            turn_deg <= self._rules.turn_deg_max
            and quality.eye_openness >= self._rules.eye_openness_min
        )
        self._judged += 1
        self._attentive += is_attentive
        return is_attentive


def angle_deg(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Degrees between two directions, each as yaw and pitch in degrees.

    cos a = cos p1 · cos p2 · cos(y1 - y2) + sin p1 · sin p2, the spherical law of cosines.
    """
    (yaw_1, pitch_1), (yaw_2, pitch_2) = (tuple(map(math.radians, each)) for each in (one, other))
    cosine = math.cos(pitch_1) * math.cos(pitch_2) * math.cos(yaw_1 - yaw_2)
    cosine += math.sin(pitch_1) * math.sin(pitch_2)
    return math.degrees(math.acos(min(max(cosine, -1.0), 1.0)))


def _median(in_order: list[float]) -> float:
    """The upper one of two middle values: in time, half a step is nothing."""
    return in_order[len(in_order) // 2]
