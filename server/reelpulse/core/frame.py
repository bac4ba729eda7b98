"""What travels from a webcam picture to a reading: immutable values, no behaviour beyond shape."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import Emotion
from reelpulse.core.quality import FaceQuality, Unmeasurable


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """An upright rectangle in the pixels of its picture; it may reach over the border."""

    left_px: float
    top_px: float
    width_px: float
    height_px: float

    @property
    def centre_px(self) -> tuple[float, float]:
        """(x, y) of the middle."""
        return self.left_px + self.width_px / 2, self.top_px + self.height_px / 2


class AdPositionBy(StrEnum):
    """How the ad's position of a webcam frame was found."""

    PLAYER = "player"
    """As the player says, which may know it only up to its usual lead."""
    PICTURE = "picture"
    """The frame of the ad that was on the screen was recognised."""
    LEAD = "lead"
    """By the lead of the frames that were recognised just before."""
    SET_UP = "set-up"
    """By the lead that was calibrated for this set-up of OBS."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowPosition:
    """What the participants saw when a picture was taken."""

    scene: str
    exposure_id: int | None
    """None between the ads."""
    ad_id: str | None
    ad_position_ms: int | None
    """Media timecode of the ad."""
    ad_position_settled: bool = True
    """False shortly after a jump, and while the player does not know the ad's clock well."""
    ad_lead_ms: int | None = None
    """How far the player's cursor was ahead of this position; None: the player draws the ad itself."""
    ad_position_by: AdPositionBy = AdPositionBy.PLAYER
    camera_delay_ms: int | None = None
    """Taken off the position, because the webcam shows the room's screen so late; None: unknown."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One compressed webcam picture with its place in the show."""

    source: str
    """Name of the webcam in the sender."""
    sequence: int
    captured_at_ns: int
    """Moment of capture on the server's `perf_counter_ns`."""
    received_at_ns: int
    """Moment of arrival on the server's `perf_counter_ns`."""
    show: ShowPosition
    jpeg: bytes
    ad_picture: bytes = b""
    """Small JPEG of the ad as it was on the screen; empty where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Face:
    """One face of one picture."""

    box: Box
    detection_score: float
    """0…1, the detector's own, of its last look."""
    presence: float
    """0…1, the landmark net's probability that the crop holds a face."""
    landmarks_px: npt.NDArray[np.float32]
    """Shape (468, 3): x and y in pixels of the picture, z in the same scale."""
    logits: npt.NDArray[np.float32]
    """Shape (7,) in the order of `EMOTIONS`."""
    probabilities: npt.NDArray[np.float32]
    """Shape (7,), softmax of the logits, in the order of `EMOTIONS`."""
    quality: FaceQuality


@dataclass(frozen=True, slots=True, kw_only=True)
class StageDurations:
    """How long each step of one picture took, in nanoseconds."""

    decode_ns: int
    detect_ns: int
    """0 where the faces were followed by their meshes alone."""
    landmarks_ns: int
    emotions_ns: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PictureAnalysis:
    """All faces of one picture."""

    width_px: int
    height_px: int
    faces: tuple[Face, ...]
    durations: StageDurations


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatReading:
    """What was measured of one person in one frame."""

    seat: int
    """1, 2, 3 … from left to right at the start of the session."""
    box: Box
    detection_score: float
    presence: float
    probabilities: tuple[float, ...]
    """Seven, in the order of `EMOTIONS`."""
    quality: FaceQuality | None = None
    """None where it is unknown."""
    unmeasurable: Unmeasurable | None = None
    """Why the probabilities do not count; None when they do."""
    shown: Emotion | None = None
    """The steadied emotion for eyes that watch live; None where nothing counts."""
    attentive: bool | None = None
    """Whether the screen is faced; None where nothing counts or no direction is usual yet."""
    attention: float | None = None
    """Part of the judged frames until now in which the screen was faced."""
    corrected: tuple[float, ...] | None = None
    """The probabilities freed of the seat's resting face; None where that is not known."""
    uses_corrected: bool = False
    """Whether figures and pages go by the corrected ones."""
    talking: bool | None = None
    """Whether the mouth moves as in speech; None where nothing counts or too little was seen."""
    grade: float | None = None
    """1 … 6 of this frame, 6 the best; None where it is unknown."""
    recent_grade: int | None = None
    """1 … 6 over the last seconds."""

    @property
    def counted(self) -> tuple[float, ...]:
        """The seven probabilities by which figures and pages go."""
        if self.uses_corrected and self.corrected is not None:
            return self.corrected
        return self.probabilities


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was measured in one frame."""

    source: str
    sequence: int
    captured_at_ns: int
    received_at_ns: int
    published_at_ns: int
    """All three on the server's `perf_counter_ns`."""
    show: ShowPosition
    width_px: int
    height_px: int
    seats: tuple[SeatReading, ...]
    durations: StageDurations
