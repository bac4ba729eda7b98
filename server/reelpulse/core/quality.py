"""Whether a face was seen well enough to be measured, by limits that a person may set."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum


class Unmeasurable(StrEnum):
    """Why what the nets say of a face does not count."""

    TOO_SMALL = "too_small"
    TURNED_AWAY = "turned_away"
    TOO_DARK = "too_dark"
    TOO_BRIGHT = "too_bright"
    BLURRED = "blurred"
    COVERED = "covered"


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceQuality:
    """How well one face was seen in one frame."""

    height_px: float
    """Of the face's box."""
    yaw_deg: float
    pitch_deg: float
    roll_deg: float
    """As in `HeadPose`."""
    eye_openness: float
    """Eye aspect ratio, as from `eye_openness`."""
    brightness: float
    """Mean grey level of the face, 0 … 255."""
    sharpness: float
    """Variance of the Laplacian of the face at a fixed size; higher is sharper."""
    mouth_openness: float | None = None
    """As from `mouth_openness`; None where it is unknown."""
    mouth_contrast: float | None = None
    """How far the mouth stands out, in spreads of the face's lightness; None where it is unknown."""
    eye_contrast: float | None = None
    """The same of the eye that stands out less."""

    @property
    def is_finite(self) -> bool:
        """Whether every value that is known is a number."""
        values = (getattr(self, name) for name in self.__slots__)
        return all(value is None or math.isfinite(value) for value in values)


@dataclass(frozen=True, slots=True, kw_only=True)
class QualityLimits:
    """From where on a face counts as measured; kept with the session.

    Raises:
        ValueError: a value lies outside its range.
    """

    face_height_px_min: int = 28
    """Of the detector's box, which takes about seven tenths of a face from hairline to chin: 40 px of
    face; with fewer the emotions are read worse (models/README.md) (8 … 1000)."""
    yaw_deg_max: int = 50
    """Turned further to a side, half of the face is hidden (5 … 90)."""
    pitch_deg_max: int = 50
    """Turned further up or down, mouth or eyes are hidden (5 … 90)."""
    brightness_min: int = 25
    """Darker faces have no shades left (0 … 255)."""
    brightness_max: int = 240
    """Brighter faces are burnt out (0 … 255)."""
    sharpness_min: float = 15.0
    """Below, its folds are gone: a portrait blurred by a twentieth of the face's height has 15, the
    faces of 55 px in a strongly compressed clip have 25 and more (0 … 10000)."""
    mouth_contrast_min: float = 0.2
    """Below, something even covers the mouth: a cup, a mask, a telephone; fingers are not told
    (models/README.md); 0 never (0 … 10)."""
    eye_contrast_min: float = 0.1
    """Below, something covers an eye, unless both are shut; 0 never (0 … 10)."""
    shut_eye_openness: float = 0.15
    """Eye aspect ratio below which both eyes are shut, and so show no contrast (0 … 1)."""

    def __post_init__(self) -> None:
        ranges = (
            ("face_height_px_min", self.face_height_px_min, 8, 1000),
            ("yaw_deg_max", self.yaw_deg_max, 5, 90),
            ("pitch_deg_max", self.pitch_deg_max, 5, 90),
            ("brightness_min", self.brightness_min, 0, 255),
            ("brightness_max", self.brightness_max, 0, 255),
            ("sharpness_min", self.sharpness_min, 0, 10_000),
            ("mouth_contrast_min", self.mouth_contrast_min, 0, 10),
            ("eye_contrast_min", self.eye_contrast_min, 0, 10),
            ("shut_eye_openness", self.shut_eye_openness, 0, 1),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")
        if self.brightness_min >= self.brightness_max:
            raise ValueError("brightness_min must lie below brightness_max, or no face ever counts")

    def verdict(self, quality: FaceQuality) -> Unmeasurable | None:
        """The first reason not to count a face, or None when it counts."""
        checks = (
            (quality.height_px < self.face_height_px_min, Unmeasurable.TOO_SMALL),
            (abs(quality.yaw_deg) > self.yaw_deg_max, Unmeasurable.TURNED_AWAY),
            (abs(quality.pitch_deg) > self.pitch_deg_max, Unmeasurable.TURNED_AWAY),
            (quality.brightness < self.brightness_min, Unmeasurable.TOO_DARK),
            (quality.brightness > self.brightness_max, Unmeasurable.TOO_BRIGHT),
            (quality.sharpness < self.sharpness_min, Unmeasurable.BLURRED),
            (self._is_covered(quality), Unmeasurable.COVERED),
        )
        return next((reason for applies, reason in checks if applies), None)

    def _is_covered(self, quality: FaceQuality) -> bool:
        """Unknown contrasts cover nothing."""
        mouth, eye = quality.mouth_contrast, quality.eye_contrast
        if mouth is not None and mouth < self.mouth_contrast_min:
            return True
        is_open = quality.eye_openness >= self.shut_eye_openness
        return eye is not None and is_open and eye < self.eye_contrast_min
