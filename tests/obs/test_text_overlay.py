"""What the overlay says where OBS has no browser source."""

from __future__ import annotations

import asyncio
import dataclasses
from typing import cast

from tests.storage.sessions import session

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.notes import SeatNames, SeatNote
from reelpulse.core.quality import Unmeasurable
from reelpulse.live.bus import Bus
from reelpulse.live.events import ShowState
from reelpulse.obs.link import ObsLink
from reelpulse.obs.text_overlay import TextOverlay, overlay_text
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
    assert overlay_text(both, Language.RUSSIAN) == "1  Радость 70 %\n2  Гнев 40 %"


def test_a_seat_is_called_what_the_moderator_calls_it() -> None:
    names = SeatNames(
        [SeatNote(seat=1, name="by the door"), SeatNote(seat=2, merged_into=5), SeatNote(seat=5)]
    )
    several = reading(seat(1, None), seat(2, Emotion.ANGER, probability=0.41))
    assert overlay_text(several, Language.ENGLISH, names) == (
        "1 · by the door  not measurable\n5  Anger 40%"
    )


def test_who_cannot_be_measured_is_named_as_such_and_not_as_neutral() -> None:
    assert overlay_text(reading(seat(1, None)), Language.ENGLISH) == "1  not measurable"
    assert overlay_text(reading(seat(1, None)), Language.RUSSIAN) == "1  не измерить"


def test_no_people_and_no_signal_are_told_apart() -> None:
    assert overlay_text(reading(), Language.ENGLISH) == "Nobody is in the picture."
    assert overlay_text(None, Language.ENGLISH) == "No signal"


class KeptTexts:
    """Stands where the link to OBS would, and keeps what it was to show."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.news = asyncio.Event()

    async def ask(self, _request: object, text: str) -> None:
        self.texts.append(text)
        self.news.set()

    async def next(self) -> str:
        async with asyncio.timeout(20):
            await self.news.wait()
        self.news.clear()
        return self.texts[-1]


async def test_a_seat_that_is_renamed_is_called_so_at_once() -> None:
    kept, bus = KeptTexts(), Bus()
    overlay = TextOverlay(
        link=cast(ObsLink, kept), bus=bus, clock_ns=lambda: 1, stale_after_ms=60_000
    )
    overlay.use(Language.ENGLISH)
    task = asyncio.create_task(overlay.run())
    bus.publish(reading(seat(1, Emotion.ANGER)))
    assert await kept.next() == "1  Anger 70%"
    named = dataclasses.replace(session(), seats=(SeatNote(seat=1, name="left"),))
    bus.publish(
        ShowState(
            session=named,
            playing_exposure_id=None,
            playing_ad_id=None,
            player_connected=True,
            ads_left=1,
        )
    )
    assert await kept.next() == "1 · left  Anger 70%"
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_who_is_corrected_has_the_corrected_part() -> None:
    known = seat(1, Emotion.HAPPINESS)
    less = tuple(0.5 if one is Emotion.HAPPINESS else 0.5 / 6 for one in EMOTIONS)
    used = dataclasses.replace(known, corrected=less, uses_corrected=True)
    beside = dataclasses.replace(known, corrected=less)
    assert overlay_text(reading(used), Language.ENGLISH) == "1  Happiness 50%"
    assert overlay_text(reading(beside), Language.ENGLISH) == "1  Happiness 70%"
