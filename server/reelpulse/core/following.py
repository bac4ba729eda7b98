"""Follows people from picture to picture: seats, what counts, the shown emotion and attention."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from reelpulse.core.attention import AttentionMeter, AttentionRules
from reelpulse.core.baseline import BaselineRules, NeutralScene
from reelpulse.core.frame import Face, PictureAnalysis, SeatReading
from reelpulse.core.grades import GradeMeter, GradeRules, frame_grade
from reelpulse.core.quality import FaceQuality, QualityLimits
from reelpulse.core.seats import SeatKeeper
from reelpulse.core.steadiness import SteadyEmotion, SteadyRules
from reelpulse.core.talking import TalkingRules, TalkMeter


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowRules:
    """All that decides how faces become readings; kept with the session."""

    seat_sightings: int
    """A face becomes a seat when it was seen in so many frames."""
    limits: QualityLimits
    steady: SteadyRules
    attention: AttentionRules
    talking: TalkingRules
    grades: GradeRules
    baseline: BaselineRules
    uses_corrected: bool
    """Figures are made of readings freed of the seat's resting face, where it is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """What is followed of one seat."""

    emotion: SteadyEmotion
    attention: AttentionMeter
    talk: TalkMeter


class _SeatNumbers(Iterator[int]):
    """1, 2, 3 …; unlike `itertools.count` it can be kept with the rest of an analysis."""

    def __init__(self) -> None:
        self._last = 0

    def __next__(self) -> int:
        self._last += 1
        return self._last


class People:
    """The people of one session, before all its cameras; the same for a show and for a film."""

    def __init__(self, rules: FollowRules) -> None:
        """Know nobody yet."""
        self._rules = rules
        self._people: dict[int, _Person] = {}
        self._grade_meters: dict[int, GradeMeter] = {}
        self._neutral_scene = NeutralScene(rules.baseline)
        self._seats: dict[str, SeatKeeper] = {}
        self._numbers = _SeatNumbers()

    def begin_baseline(self, at_ns: int, *, before_exposure: int) -> None:
        """The room sees the neutral scene from now on, until a frame shows this showing of an ad."""
        self._neutral_scene.begin(at_ns, before_exposure=before_exposure)

    def see(
        self, analysis: PictureAnalysis, *, source: str, at_ns: int, exposure_id: int | None
    ) -> tuple[SeatReading, ...]:
        """What was measured of everybody who has a seat.

        Args:
            analysis: of one picture; its numbers are finite.
            source: the camera.
            at_ns: when it was captured, on any clock that only goes forward.
            exposure_id: the showing of an ad that the room saw; None between ads.
        """
        keeper = self._seats.get(source)
        if keeper is None:
            keeper = self._seats[source] = SeatKeeper(
                sightings_needed=self._rules.seat_sightings, numbers=self._numbers
            )
        self._neutral_scene.look(exposure_id)
        seats = keeper.assign([face.box for face in analysis.faces], at_ns=at_ns)
        return tuple(
            self._seat_reading(seat, face, at_ns=at_ns, between_ads=exposure_id is None)
            for seat, face in zip(seats, analysis.faces, strict=True)
            if seat is not None
        )

    def _seat_reading(self, seat: int, face: Face, *, at_ns: int, between_ads: bool) -> SeatReading:
        probabilities = tuple(face.probabilities.tolist())
        grade = frame_grade(face.quality, self._rules.limits, self._rules.grades)
        reading = SeatReading(
            seat=seat,
            box=face.box,
            detection_score=face.detection_score,
            presence=face.presence,
            probabilities=probabilities,
            quality=face.quality,
            unmeasurable=self._rules.limits.verdict(face.quality),
            grade=grade,
            recent_grade=self._grade_meters.setdefault(seat, GradeMeter()).see(grade, at_ns=at_ns),
        )
        if reading.unmeasurable:
            return reading
        corrected = self._neutral_scene.see(
            seat, probabilities, at_ns=at_ns, between_ads=between_ads
        )
        reading = replace(reading, corrected=corrected, uses_corrected=self._rules.uses_corrected)
        return self._followed(reading, face.quality, at_ns)

    def _followed(self, reading: SeatReading, quality: FaceQuality, at_ns: int) -> SeatReading:
        """Add what needs the frames of before; what is not measured changes nothing of it."""
        person = self._people.get(reading.seat)
        if person is None:
            person = self._people[reading.seat] = _Person(
                emotion=SteadyEmotion(self._rules.steady),
                attention=AttentionMeter(self._rules.attention),
                talk=TalkMeter(self._rules.talking),
            )
        mouth = quality.mouth_openness
        return replace(
            reading,
            shown=person.emotion.see(reading.counted, at_ns=at_ns),
            attentive=person.attention.see(quality),
            attention=person.attention.share,
            talking=None if mouth is None else person.talk.see(mouth, at_ns=at_ns),
        )


def is_finite(analysis: PictureAnalysis) -> bool:
    """Whether it can be stored: SQLite takes NaN for a missing value and refuses the whole batch."""
    return all(face.quality.is_finite for face in analysis.faces) and all(
        math.isfinite(value)
        for face in analysis.faces
        for value in (
            *(face.box.left_px, face.box.top_px, face.box.width_px, face.box.height_px),
            *(face.detection_score, face.presence),
            *face.probabilities.tolist(),
        )
    )
