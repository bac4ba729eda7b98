"""The JSON of `/ws/live`: every message as a golden file, and what each scope may see."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from reelpulse.core.emotion import Emotion
from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.notes import SeatNote
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import Ad, Session, SessionState
from reelpulse.live.events import Notice, NoticeKind, ShowState
from reelpulse.texts import Language
from reelpulse.web.live_view import hello, reading_view, state_view
from reelpulse.web.live_wire import Message, SourcePart, StatsMessage, encode
from reelpulse.web.notices import PostedNotice, notice_view
from reelpulse.web.report_jobs import JobState, ReportJob, job_view

GOLDEN = Path(__file__).parent / "golden_live"

READING = Reading(
    source="Anna's webcam",
    sequence=7,
    captured_at_ns=1_000_000_000,
    received_at_ns=1_010_000_000,
    published_at_ns=1_061_700_000,
    show=ShowPosition(scene="show", exposure_id=3, ad_id="ad1", ad_position_ms=1500),
    width_px=1000,
    height_px=500,
    seats=(
        SeatReading(
            seat=1,
            box=Box(left_px=100, top_px=50, width_px=200, height_px=250),
            detection_score=0.9,
            presence=0.99,
            probabilities=(0.1, 0.0, 0.1, 0.4, 0.1, 0.1, 0.2),
        ),
        SeatReading(
            seat=2,
            box=Box(left_px=-20, top_px=100, width_px=200, height_px=200),
            detection_score=0.8,
            presence=0.97,
            probabilities=(0.0, 0.0, 0.0, 1 / 3, 0.0, 0.0, 2 / 3),
            shown=Emotion.HAPPINESS,
            attentive=True,
            attention=5 / 6,
            corrected=(0.0, 0.0, 0.0, 0.2, 0.0, 0.0, 0.8),
            uses_corrected=True,
            grade=5.5,
            recent_grade=5,
        ),
        SeatReading(
            seat=3,
            box=Box(left_px=600, top_px=100, width_px=100, height_px=100),
            detection_score=0.7,
            presence=0.9,
            probabilities=(0.9, 0.0, 0.0, 0.1, 0.0, 0.0, 0.0),
            unmeasurable=Unmeasurable.TURNED_AWAY,
        ),
    ),
    durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
)
SHOW = ShowState(
    session=Session(
        session_id=4,
        title="Кофе, группа 2",
        state=SessionState.RUNNING,
        created_unix_ms=1_790_000_000_000,
        clock_name="server.perf_counter_ns",
        clock_anchor_ns=0,
        ads=(
            Ad(
                ad_id="ad1",
                title="Morning coffee",
                path=Path("/films/Morning_coffee.mp4"),
                sha256="0" * 64,
                duration_ms=30_000,
                width_px=1920,
                height_px=1080,
                frame_rate_hz=25.0,
            ),
        ),
        exposures=(),
        models=(),
        provider="CPUExecutionProvider",
        seats=(
            SeatNote(seat=3, name="by the window", confirmed=True),
            SeatNote(seat=7, merged_into=3),
        ),
    ),
    playing_exposure_id=3,
    playing_ad_id="ad1",
    player_connected=True,
    ads_left=0,
)
NOTICE = PostedNotice(
    number=5,
    notice=Notice(kind=NoticeKind.FRAME_REFUSED, source="webcam", detail="This is not a JPEG."),
    times=3,
    at_unix_ms=1_790_000_000_000,
)
JOB = ReportJob(
    job_id="abc",
    session_id=4,
    language=Language.RUSSIAN,
    silence_weight=0.5,
    state=JobState.RUNNING,
    stage="drawing",
    part=0.25,
)
STATS = StatsMessage(
    provider="CPUExecutionProvider",
    senders=("reelpulse-obs 0.1.0",),
    sources=(
        SourcePart(
            source="webcam",
            received=100,
            replaced=4,
            measured_hz=14.8,
            latency_median_ms=61.2,
            latency_p95_ms=84.0,
        ),
    ),
)

MESSAGES: dict[str, Message] = {
    "hello_en": hello(Language.ENGLISH, stale_after_ms=2000),
    "hello_ru": hello(Language.RUSSIAN, stale_after_ms=2000),
    "state_moderator": state_view(SHOW, everything=True),
    "state_overlay": state_view(SHOW, everything=False),
    "reading_moderator": reading_view(READING, source="Anna's webcam", everything=True),
    "reading_overlay": reading_view(READING, source="1", everything=False),
    "notice": notice_view(NOTICE, Language.ENGLISH),
    "report": job_view(JOB, Language.ENGLISH),
    "stats": STATS,
}


@pytest.mark.parametrize("name", MESSAGES)
def test_a_message_is_what_the_pages_were_written_for(name: str) -> None:
    golden = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")
    assert json.loads(encode(MESSAGES[name])) == json.loads(golden)


def test_every_golden_file_is_a_message() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == set(MESSAGES)


@pytest.mark.parametrize("name", ["hello_en", "state_overlay", "reading_overlay"])
def test_an_overlay_is_told_no_name_no_title_and_no_place(name: str) -> None:
    text = encode(MESSAGES[name])
    for personal in ("Anna", "Кофе", "coffee", "ad1", "films", '"left"'):
        assert personal not in text


def test_the_mean_is_over_the_people_of_the_frame_who_are_measured() -> None:
    view = reading_view(READING, source="1", everything=False)
    assert view.people == 3
    assert view.mean == pytest.approx((0.05, 0, 0.05, 0.3, 0.05, 0.05, 0.5), abs=1e-4)


def test_who_is_corrected_is_shown_so_with_what_was_read_beside_it() -> None:
    raw, corrected, _ = reading_view(READING, source="1", everything=False).seats
    assert (raw.corrected, raw.other) == (False, None)
    assert corrected.corrected
    assert corrected.probabilities == (0.0, 0.0, 0.0, 0.2, 0.0, 0.0, 0.8)
    assert corrected.other == (0.0, 0.0, 0.0, 0.3333, 0.0, 0.0, 0.6667)


def test_where_figures_go_by_what_was_read_the_correction_stands_beside_it() -> None:
    as_read = dataclasses.replace(READING.seats[1], uses_corrected=False)
    view = reading_view(
        dataclasses.replace(READING, seats=(as_read,)), source="1", everything=False
    )
    assert view.mean == (0.0, 0.0, 0.0, 0.3333, 0.0, 0.0, 0.6667)
    (seat,) = view.seats
    assert (seat.corrected, seat.other) == (False, (0.0, 0.0, 0.0, 0.2, 0.0, 0.0, 0.8))


def test_seats_come_by_their_number_however_the_detector_found_them() -> None:
    found = dataclasses.replace(READING, seats=READING.seats[::-1])
    view = reading_view(found, source="1", everything=True)
    assert [seat.seat for seat in view.seats] == [1, 2, 3]
    assert view == reading_view(READING, source="1", everything=True)


def test_a_box_is_told_in_parts_of_the_picture_even_over_its_border() -> None:
    first, second, _ = reading_view(READING, source="1", everything=True).seats
    assert first.box is not None
    assert (first.box.left, first.box.top, first.box.width, first.box.height) == (
        0.1,
        0.1,
        0.2,
        0.5,
    )
    assert second.box is not None
    assert second.box.left == -0.02


def test_who_turned_away_has_a_seat_and_a_reason_and_no_probabilities() -> None:
    turned = reading_view(READING, source="1", everything=False).seats[2]
    assert (turned.seat, turned.probabilities, turned.unmeasurable) == (3, None, "turned_away")
    alone = dataclasses.replace(READING, seats=READING.seats[2:])
    assert reading_view(alone, source="1", everything=False).mean is None


def test_nobody_in_the_picture_has_no_mean_rather_than_a_neutral_one() -> None:
    view = reading_view(dataclasses.replace(READING, seats=()), source="1", everything=False)
    assert (view.people, view.mean, view.seats) == (0, None, ())


def test_age_is_capture_to_publication_and_never_negative() -> None:
    assert reading_view(READING, source="1", everything=False).age_ms == 62
    ahead = dataclasses.replace(READING, captured_at_ns=READING.published_at_ns + 5_000_000)
    assert reading_view(ahead, source="1", everything=False).age_ms == 0


def test_no_session_is_a_state_of_its_own() -> None:
    nothing = ShowState(
        session=None,
        playing_exposure_id=None,
        playing_ad_id=None,
        player_connected=False,
        ads_left=0,
    )
    assert state_view(nothing, everything=True).state == "none"
