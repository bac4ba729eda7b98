"""Turns the newest frame into a reading, one after the other, and publishes it."""

from __future__ import annotations

import logging
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from reelpulse.core.attention import AttentionMeter, AttentionRules
from reelpulse.core.baseline import BaselineRules, NeutralScene
from reelpulse.core.frame import Face, Frame, PictureAnalysis, Reading, SeatReading
from reelpulse.core.grades import GradeMeter, GradeRules, frame_grade
from reelpulse.core.ports import FrameAnalyser
from reelpulse.core.quality import FaceQuality, QualityLimits
from reelpulse.core.seats import SeatKeeper
from reelpulse.core.steadiness import SteadyEmotion, SteadyRules
from reelpulse.core.talking import TalkingRules, TalkMeter
from reelpulse.errors import PictureError
from reelpulse.live.bus import Bus
from reelpulse.live.events import FrameFate, Notice, NoticeKind
from reelpulse.live.mailbox import Mailbox
from reelpulse.live.threads import Lane

_log = logging.getLogger(__name__)

NOT_A_NUMBER: Final = "A net returned values that are not numbers."


@dataclass(frozen=True, slots=True, kw_only=True)
class _Person:
    """What is followed of one seat."""

    emotion: SteadyEmotion
    attention: AttentionMeter
    talk: TalkMeter


class Analyst:
    """Owns the inference lane and the seats of the current session."""

    def __init__(
        self,
        *,
        mailbox: Mailbox,
        analyser: FrameAnalyser,
        lane: Lane,
        bus: Bus,
        clock_ns: Callable[[], int],
        seat_sightings: int,
        limits: QualityLimits,
        steady: SteadyRules,
        attention: AttentionRules,
        talking: TalkingRules,
        grades: GradeRules,
        baseline: BaselineRules,
        uses_corrected: bool,
    ) -> None:
        self._mailbox = mailbox
        self._analyser = analyser
        self._lane = lane
        self._bus = bus
        self._clock_ns = clock_ns
        self._seat_sightings = seat_sightings
        self._limits = limits
        self._steady = steady
        self._attention = attention
        self._talking = talking
        self._grades = grades
        self._baseline = baseline
        self._uses_corrected = uses_corrected
        self._neutral_scene = NeutralScene(baseline)
        self._people: dict[int, _Person] = {}
        self._grade_meters: dict[int, GradeMeter] = {}
        self._seats: dict[str, SeatKeeper] = {}
        self._seat_numbers = count(1)

    def new_session(self) -> None:
        """Forget all seats: numbers never carry over from one group to the next."""
        self._seats.clear()
        self._people.clear()
        self._grade_meters.clear()
        self._neutral_scene = NeutralScene(self._baseline)
        self._seat_numbers = count(1)

    def begin_baseline(self, at_ns: int, *, before_exposure: int) -> None:
        """The room sees the neutral scene from now on, until a frame shows this showing of an ad."""
        self._neutral_scene.begin(at_ns, before_exposure=before_exposure)

    async def run(self) -> None:
        """Measure until cancelled."""
        while True:
            frame = await self._mailbox.take()
            try:
                analysis = await self._lane.call(self._analyser.analyse, frame.jpeg)
            except PictureError as problem:
                self._refuse(frame, NoticeKind.FRAME_REFUSED, str(problem))
            except Exception as problem:  # noqa: BLE001  a net's failure must not end the show
                _log.exception("frame %s of %s was not measured", frame.sequence, frame.source)
                self._refuse(frame, NoticeKind.ANALYSIS_FAILED, str(problem))
            else:
                if _is_finite(analysis):
                    self._publish(frame, analysis)
                else:
                    _log.error("frame %s of %s: not a number", frame.sequence, frame.source)
                    self._refuse(frame, NoticeKind.ANALYSIS_FAILED, NOT_A_NUMBER)

    def _publish(self, frame: Frame, analysis: PictureAnalysis) -> None:
        self._bus.publish(
            Reading(
                source=frame.source,
                sequence=frame.sequence,
                captured_at_ns=frame.captured_at_ns,
                received_at_ns=frame.received_at_ns,
                published_at_ns=self._clock_ns(),
                show=frame.show,
                width_px=analysis.width_px,
                height_px=analysis.height_px,
                seats=self._seated(frame, analysis),
                durations=analysis.durations,
            )
        )
        self._bus.publish(FrameFate(source=frame.source, sequence=frame.sequence, measured=True))

    def _seated(self, frame: Frame, analysis: PictureAnalysis) -> tuple[SeatReading, ...]:
        keeper = self._seats.get(frame.source)
        if keeper is None:
            keeper = self._seats[frame.source] = SeatKeeper(
                sightings_needed=self._seat_sightings, numbers=self._seat_numbers
            )
        self._neutral_scene.look(frame.show.exposure_id)
        seats = keeper.assign([face.box for face in analysis.faces], at_ns=frame.captured_at_ns)
        return tuple(
            self._seat_reading(seat, face, frame)
            for seat, face in zip(seats, analysis.faces, strict=True)
            if seat is not None
        )

    def _seat_reading(self, seat: int, face: Face, frame: Frame) -> SeatReading:
        at_ns = frame.captured_at_ns
        probabilities = tuple(face.probabilities.tolist())
        grade = frame_grade(face.quality, self._limits, self._grades)
        reading = SeatReading(
            seat=seat,
            box=face.box,
            detection_score=face.detection_score,
            presence=face.presence,
            probabilities=probabilities,
            quality=face.quality,
            unmeasurable=self._limits.verdict(face.quality),
            grade=grade,
            recent_grade=self._grade_meters.setdefault(seat, GradeMeter()).see(grade, at_ns=at_ns),
        )
        if reading.unmeasurable:
            return reading
        return self._followed(self._corrected(reading, frame), face.quality, at_ns)

    def _followed(self, reading: SeatReading, quality: FaceQuality, at_ns: int) -> SeatReading:
        """Add what needs the frames of before; what is not measured changes nothing of it."""
        person = self._people.get(reading.seat)
        if person is None:
            person = self._people[reading.seat] = _Person(
                emotion=SteadyEmotion(self._steady),
                attention=AttentionMeter(self._attention),
                talk=TalkMeter(self._talking),
            )
        mouth = quality.mouth_openness
        return replace(
            reading,
            shown=person.emotion.see(reading.counted, at_ns=at_ns),
            attentive=person.attention.see(quality),
            attention=person.attention.share,
            talking=None if mouth is None else person.talk.see(mouth, at_ns=at_ns),
        )

    def _corrected(self, reading: SeatReading, frame: Frame) -> SeatReading:
        """Add the probabilities without the seat's resting face, where it is known."""
        corrected = self._neutral_scene.see(
            reading.seat,
            reading.probabilities,
            at_ns=frame.captured_at_ns,
            between_ads=frame.show.exposure_id is None,
        )
        return replace(reading, corrected=corrected, uses_corrected=self._uses_corrected)

    def _refuse(self, frame: Frame, kind: NoticeKind, detail: str) -> None:
        self._bus.publish(Notice(kind=kind, source=frame.source, detail=detail))
        self._bus.publish(FrameFate(source=frame.source, sequence=frame.sequence, measured=False))


def _is_finite(analysis: PictureAnalysis) -> bool:
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
