"""How well a person was seen, as a grade: 6 is best, 1 says that nothing could be measured."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Final

from reelpulse.core.quality import FaceQuality, QualityLimits

BEST: Final = 6
WORST: Final = 1
"""Of a frame in which the person was not measurable or not found."""
_LIMIT: Final = 2
"""Of a frame that just counts."""
_TIME_CONSTANT_NS: Final = 5_000_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeRules:
    """From where on nothing could be better; at the limits of `QualityLimits` a frame has grade 2.

    Raises:
        ValueError: a value lies outside its range.
    """

    face_height_px_good: int = 112
    """As many as the emotion net's input has (8 … 1000)."""
    turn_deg_good: int = 15
    """Yaw and pitch within which a face counts as frontal (0 … 90)."""
    brightness_good_min: int = 70
    brightness_good_max: int = 190
    """Mean grey levels between which a face is well lit (0 … 255)."""
    sharpness_good: float = 100.0
    """Variance of the Laplacian from which on a face is sharp (0 … 10000)."""

    def __post_init__(self) -> None:
        ranges = (
            ("face_height_px_good", self.face_height_px_good, 8, 1000),
            ("turn_deg_good", self.turn_deg_good, 0, 90),
            ("brightness_good_min", self.brightness_good_min, 0, 255),
            ("brightness_good_max", self.brightness_good_max, 0, 255),
            ("sharpness_good", self.sharpness_good, 0, 10_000),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")
        if self.brightness_good_min > self.brightness_good_max:
            raise ValueError("brightness_good_min must not lie above brightness_good_max")


def frame_grade(quality: FaceQuality, limits: QualityLimits, rules: GradeRules) -> float:
    """The grade of one face in one frame: 1 … 6, 6 the best.

    1 when it does not count. Else 2 + 4 · m, where m is the worst of the face's height, yaw, pitch,
    brightness and sharpness, each 0 at its limit, 1 from its good value on and straight between. Its
    direction is that of RealEye's grades of eye-tracking data, 1 very low … 6 perfect; the values are
    our own.
    """
    if limits.verdict(quality) is not None:
        return float(WORST)
    margins = (
        _margin(quality.height_px, limits.face_height_px_min, rules.face_height_px_good),
        _margin(-abs(quality.yaw_deg), -limits.yaw_deg_max, -rules.turn_deg_good),
        _margin(-abs(quality.pitch_deg), -limits.pitch_deg_max, -rules.turn_deg_good),
        _margin(quality.brightness, limits.brightness_min, rules.brightness_good_min),
        _margin(-quality.brightness, -limits.brightness_max, -rules.brightness_good_max),
        _margin(quality.sharpness, limits.sharpness_min, rules.sharpness_good),
    )
    return _LIMIT + (BEST - _LIMIT) * min(margins)


def whole_grade(mean: float) -> int:
    """The grade to show of a mean of frames' grades; a half counts up."""
    return math.floor(mean + 0.5)


class GradeMeter:
    """The grade of one person in the last seconds: an exponential mean with a constant of 5 s."""

    def __init__(self) -> None:
        """Nothing was seen yet."""
        self._mean: float | None = None
        self._seen_at_ns = 0

    def see(self, grade: float, *, at_ns: int) -> int:
        """The grade to show from now on; the frames before count the less the longer ago they are."""
        elapsed_ns = max(at_ns - self._seen_at_ns, 0)
        self._seen_at_ns = at_ns
        if self._mean is None:
            self._mean = grade
        else:
            weight = 1 - math.exp(-elapsed_ns / _TIME_CONSTANT_NS)
            self._mean += weight * (grade - self._mean)
        return whole_grade(self._mean)


def _margin(value: float, limit: float, good: float) -> float:
    """0 at the limit, 1 from the good value on; a good value on the wrong side asks only the limit."""
    if good <= limit or value >= good:
        return 1.0
    return max(0.0, (value - limit) / (good - limit))
