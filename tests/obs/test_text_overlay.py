"""What the overlay says where OBS has no browser source."""

from __future__ import annotations

import dataclasses

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.quality import Unmeasurable
from reelpulse.obs.text_overlay import overlay_text
from reelpulse.texts import Language


def seat(number: int, shown: Emotion | None, *, probability: float = 0.7) -> SeatReading:
    rest = (1 - probability) / 6
    return SeatReading(
        seat=number,
        box=Box(left_px=0, top_px=0, width_px=60, height_px=60),
        detection_score=1,
        presence=1,
        probabilities=tuple(probability if one is shown else rest for one in EMOTIONS),
        unmeasurable=Unmeasurable.TURNED_AWAY if shown is None else None,
        shown=shown,
    )


def reading(*seats: SeatReading) -> Reading:
    return Reading(
        source="Cam",
        sequence=1,
        captured_at_ns=1,
        received_at_ns=1,
        published_at_ns=1,
        show=ShowPosition(scene="buffer", exposure_id=None, ad_id=None, ad_position_ms=None),
        width_px=640,
        height_px=360,
        seats=seats,
        durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
    )


def test_each_seat_has_its_line_with_the_steadied_emotion() -> None:
    both = reading(seat(2, Emotion.ANGER, probability=0.41), seat(1, Emotion.HAPPINESS))
    assert overlay_text(both, Language.ENGLISH) == "1  Happiness 70%\n2  Anger 40%"
    assert overlay_text(both, Language.RUSSIAN) == "1  Радость 70 %\n2  Злость 40 %"


def test_who_cannot_be_measured_is_named_as_such_and_not_as_neutral() -> None:
    assert overlay_text(reading(seat(1, None)), Language.ENGLISH) == "1  not measurable"
    assert overlay_text(reading(seat(1, None)), Language.RUSSIAN) == "1  не измерить"


def test_no_people_and_no_signal_are_told_apart() -> None:
    assert overlay_text(reading(), Language.ENGLISH) == "Nobody is in the picture."
    assert overlay_text(None, Language.ENGLISH) == "No signal"


def test_who_is_corrected_has_the_corrected_part() -> None:
    known = seat(1, Emotion.HAPPINESS)
    less = tuple(0.5 if one is Emotion.HAPPINESS else 0.5 / 6 for one in EMOTIONS)
    used = dataclasses.replace(known, corrected=less, uses_corrected=True)
    beside = dataclasses.replace(known, corrected=less)
    assert overlay_text(reading(used), Language.ENGLISH) == "1  Happiness 50%"
    assert overlay_text(reading(beside), Language.ENGLISH) == "1  Happiness 70%"
