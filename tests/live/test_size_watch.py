"""Faces that are too small in the pictures sent are told once, with the size that would do."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.live.stage import CALM, NO_TIME, WELL_SEEN

from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition
from reelpulse.core.quality import QualityLimits
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.live.size_watch import SizeWatch

LIMITS = QualityLimits(face_height_px_min=28)


def seat(number: int, height_px: float) -> SeatReading:
    """One person with a face of this height."""
    quality = replace(WELL_SEEN, height_px=height_px)
    return SeatReading(
        seat=number,
        box=Box(left_px=0, top_px=0, width_px=height_px, height_px=height_px),
        detection_score=0.9,
        presence=1,
        probabilities=CALM,
        quality=quality,
        unmeasurable=LIMITS.verdict(quality),
    )


def reading(at_s: float, *heights_px: float, width_px: int = 640, source: str = "cam") -> Reading:
    """One frame with a person for each height."""
    return Reading(
        source=source,
        sequence=0,
        captured_at_ns=round(at_s * 1e9),
        received_at_ns=0,
        published_at_ns=0,
        show=ShowPosition(scene="", exposure_id=None, ad_id=None, ad_position_ms=None),
        width_px=width_px,
        height_px=width_px * 9 // 16,
        seats=tuple(seat(number, height) for number, height in enumerate(heights_px, start=1)),
        durations=NO_TIME,
    )


@pytest.fixture
def bus() -> Bus:
    bus = Bus()
    SizeWatch(bus, face_height_px_min=LIMITS.face_height_px_min)
    return bus


@pytest.fixture
def told(bus: Bus) -> list[str]:
    """Details of the notices, as they come."""
    details: list[str] = []

    def hear(event: Event) -> None:
        if isinstance(event, Notice):
            assert (event.kind, event.source) == (NoticeKind.FACES_TOO_SMALL, "cam")
            details.append(event.detail)

    bus.subscribe(hear)
    return details


def watch(bus: Bus, seconds: range, *heights_px: float, width_px: int = 640) -> None:
    for at_s in seconds:
        bus.publish(reading(at_s, *heights_px, width_px=width_px))


def test_after_five_seconds_the_size_that_would_do_is_told_once(bus: Bus, told: list[str]) -> None:
    watch(bus, range(5), 20, 60, 19)
    assert told == []
    watch(bus, range(5, 30), 20, 60, 19)
    assert told == [
        (
            "The faces of 2 of 3 people are 19 px high in a picture of 640×360; 28 px are needed. "
            "Choose a picture width of 960 in the script's settings in OBS, or move the camera closer."
        )
    ]


def test_a_face_half_as_high_as_needed_asks_for_twice_the_width(bus: Bus, told: list[str]) -> None:
    watch(bus, range(6), 14)
    assert "a picture width of 1280 in" in told[0]


def test_where_no_picture_would_do_the_camera_must_come_closer(bus: Bus, told: list[str]) -> None:
    watch(bus, range(6), 14, width_px=1920)
    assert told == [
        (
            "The faces of 1 of 1 people are 14 px high in a picture of 1920×1080; 28 px are needed. "
            "Move the camera closer, or zoom in."
        )
    ]


def test_large_faces_and_who_only_passes_through_the_back_are_not_told(
    bus: Bus, told: list[str]
) -> None:
    watch(bus, range(3), 40, 60)
    watch(bus, range(3, 5), 20, 60)
    watch(bus, range(5, 12), 28, 60)
    assert told == []


def test_another_size_of_picture_is_judged_anew(bus: Bus, told: list[str]) -> None:
    watch(bus, range(6), 10)
    watch(bus, range(6, 12), 20, width_px=1280)
    watch(bus, range(12, 24), 40, width_px=1280)
    watch(bus, range(24, 30), 20, width_px=1280)
    assert [detail[detail.index("picture of") :][:19] for detail in told] == [
        "picture of 640×360;",
        "picture of 1280×720",
        "picture of 1280×720",
    ]


def test_a_clock_that_was_set_back_starts_the_five_seconds_anew(bus: Bus, told: list[str]) -> None:
    bus.publish(reading(100, 10))
    watch(bus, range(5), 10)
    assert told == []
    bus.publish(reading(5, 10))
    assert len(told) == 1
