"""Frames become readings with seats; what cannot be measured is told, and the show goes on."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from tests.live.stage import CALM, WELL_SEEN, Stage, build_stage, frame, running

from reelpulse.core.emotion import Emotion
from reelpulse.core.frame import Reading, SeatReading, ShowPosition
from reelpulse.core.quality import Unmeasurable
from reelpulse.live.analyst import NOT_A_NUMBER
from reelpulse.live.events import FrameFate, Notice, NoticeKind


async def test_a_reading_says_what_was_seen_when_and_during_what(stage: Stage) -> None:
    show = ShowPosition(scene="ad", exposure_id=7, ad_id="a", ad_position_ms=1234)
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"300 100", sequence=5, show=show))
        found = await stage.next_event(Reading)
        fate = await stage.next_event(FrameFate)
    assert (found.source, found.sequence, found.show) == ("cam", 5, show)
    assert (found.captured_at_ns, found.received_at_ns) == (5000, 5010)
    assert found.published_at_ns == 1_000_000_000
    assert (found.width_px, found.height_px) == (640, 360)
    assert [(seat.seat, seat.box.left_px) for seat in found.seats] == [(2, 250), (1, 50)]
    assert found.seats[0].probabilities == CALM
    assert fate == FrameFate(source="cam", sequence=5, measured=True)
    assert stage.analyser.frames == [("cam", 5000)]


async def test_a_face_that_was_not_seen_well_keeps_its_seat_and_tells_why_it_does_not_count(
    stage: Stage,
) -> None:
    stage.analyser.quality = replace(WELL_SEEN, yaw_deg=70)
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"100"))
        (turned,) = (await stage.next_event(Reading)).seats
        stage.analyser.quality = WELL_SEEN
        stage.mailbox.put(frame(b"100", sequence=2))
        (facing,) = (await stage.next_event(Reading)).seats
    assert (turned.seat, turned.unmeasurable) == (1, Unmeasurable.TURNED_AWAY)
    assert (turned.shown, facing.shown) == (None, Emotion.NEUTRAL)
    assert turned.quality is not None
    assert turned.quality.yaw_deg == 70
    assert (facing.seat, facing.unmeasurable) == (1, None)


async def test_what_is_shown_is_steady_while_the_probabilities_stay_raw(stage: Stage) -> None:
    seats: list[SeatReading] = []
    async with running(stage.analyst.run()):
        for sequence, probability in enumerate((0.75, 0.125, 0.75), start=1):
            stage.analyser.probability = probability
            stage.mailbox.put(frame(b"100", sequence=sequence))
            seats += (await stage.next_event(Reading)).seats
    assert [seat.shown for seat in seats] == [Emotion.NEUTRAL] * 3
    assert [seat.probabilities[6] for seat in seats] == [0.75, 0.125, 0.75]


async def test_attention_is_counted_from_when_a_direction_is_usual(stage: Stage) -> None:
    seats: list[SeatReading] = []
    async with running(stage.analyst.run()):
        for sequence, yaw_deg in enumerate((0, 0, 0, 70, 40), start=1):
            stage.analyser.quality = replace(WELL_SEEN, yaw_deg=yaw_deg)
            stage.mailbox.put(frame(b"100", sequence=sequence))
            seats += (await stage.next_event(Reading)).seats
    assert [seat.attentive for seat in seats] == [None, True, True, None, False]
    assert [seat.attention for seat in seats] == [None, 1.0, 1.0, None, 2 / 3]


async def test_a_quality_that_is_no_number_is_told_and_not_stored(stage: Stage) -> None:
    stage.analyser.quality = replace(WELL_SEEN, sharpness=float("nan"))
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"100"))
        notice = await stage.next_event(Notice)
    assert (notice.kind, notice.detail) == (NoticeKind.ANALYSIS_FAILED, NOT_A_NUMBER)


async def test_the_nets_run_in_their_own_thread(stage: Stage) -> None:
    threads: list[str] = []
    stage.analyser.before_each = lambda _: threads.append(threading.current_thread().name)
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"100"))
        await stage.next_event(Reading)
    assert threads == ["inference_0"]


async def test_while_one_frame_is_measured_only_the_newest_waits(stage: Stage) -> None:
    started, go_on = threading.Event(), threading.Event()

    def hold(jpeg: bytes) -> None:
        started.set()
        assert go_on.wait(5)

    stage.analyser.before_each = hold
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"1"))
        await asyncio.to_thread(started.wait, 5)
        for n in (2, 3, 4):
            stage.mailbox.put(frame(str(n).encode(), sequence=n))
        go_on.set()
        await stage.next_event(Reading)
        newest = await stage.next_event(Reading)
    assert newest.sequence == 4
    assert stage.analyser.seen == [b"1", b"4"]


@pytest.mark.parametrize(
    ("jpeg", "kind", "detail"),
    [
        (b"broken", NoticeKind.FRAME_REFUSED, "This is not a JPEG."),
        (b"oops", NoticeKind.ANALYSIS_FAILED, "could not convert string to float: b'oops'"),
        (b"nan 300", NoticeKind.ANALYSIS_FAILED, NOT_A_NUMBER),
    ],
)
async def test_a_picture_that_cannot_be_measured_is_told_and_the_next_one_is(
    stage: Stage, jpeg: bytes, kind: NoticeKind, detail: str
) -> None:
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(jpeg, sequence=1))
        assert await stage.next_event(Notice) == Notice(kind=kind, source="cam", detail=detail)
        refused = await stage.next_event(FrameFate)
        assert refused == FrameFate(source="cam", sequence=1, measured=False)
        stage.mailbox.put(frame(b"100", sequence=2))
        found = await stage.next_event(Reading)
    assert (found.sequence, len(found.seats)) == (2, 1)


async def test_a_frame_without_faces_is_a_reading_without_people(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b""))
        assert (await stage.next_event(Reading)).seats == ()


async def test_a_face_is_in_the_reading_once_it_has_been_seen_often_enough(tmp_path: Path) -> None:
    stage = build_stage(tmp_path, seat_sightings=3)
    people = []
    async with running(stage.analyst.run()):
        for sequence in range(4):
            stage.mailbox.put(frame(b"100 400", sequence=sequence))
            people.append(len((await stage.next_event(Reading)).seats))
    stage.close()
    assert people == [0, 0, 2, 2]


async def test_two_webcams_never_share_a_seat_number(stage: Stage) -> None:
    """Seat 1 is one person of the session; figures count people by seat."""
    seats = {}
    async with running(stage.analyst.run()):
        for source in ("left", "right", "left"):
            stage.mailbox.put(frame(b"100 300", source=source))
            seats[source] = [seat.seat for seat in (await stage.next_event(Reading)).seats]
    assert seats == {"left": [1, 2], "right": [3, 4]}


async def test_a_new_session_counts_its_people_from_one(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        stage.mailbox.put(frame(b"100 300"))
        await stage.next_event(Reading)
        stage.analyst.new_session()
        stage.mailbox.put(frame(b"500"))
        found = await stage.next_event(Reading)
    assert [seat.seat for seat in found.seats] == [1]
