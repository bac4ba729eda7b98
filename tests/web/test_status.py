"""Rates, delays and senders, over the last five seconds."""

from __future__ import annotations

import pytest

from reelpulse.core.frame import Frame, Reading, ShowPosition, StageDurations
from reelpulse.live.bus import Bus
from reelpulse.live.events import Notice, NoticeKind
from reelpulse.live.mailbox import Mailbox
from reelpulse.web.status import Status

SECOND_NS = 1_000_000_000
NOWHERE = ShowPosition(scene="show", exposure_id=None, ad_id=None, ad_position_ms=None)


class Clock:
    """A clock that the test moves."""

    now_ns = 0

    def __call__(self) -> int:
        return self.now_ns


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def status(bus: Bus, mailbox: Mailbox, clock: Clock) -> Status:
    return Status(bus=bus, mailbox=mailbox, clock_ns=clock)


def reading(*, published_at_ns: int, delay_ms: float, source: str = "webcam") -> Reading:
    return Reading(
        source=source,
        sequence=1,
        captured_at_ns=published_at_ns - round(delay_ms * 1e6),
        received_at_ns=published_at_ns,
        published_at_ns=published_at_ns,
        show=NOWHERE,
        width_px=10,
        height_px=10,
        seats=(),
        durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
    )


def frame(source: str) -> Frame:
    return Frame(
        source=source, sequence=1, captured_at_ns=0, received_at_ns=0, show=NOWHERE, jpeg=b""
    )


def test_nothing_is_known_of_a_webcam_that_never_sent(status: Status) -> None:
    assert status.sources() == ()
    assert status.senders == ()


def test_the_rate_and_the_delays_are_those_of_the_last_five_seconds(
    status: Status, bus: Bus, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.put(frame("webcam"))
    for tick in range(100):  # ten a second for ten seconds; slow ones first
        clock.now_ns = tick * SECOND_NS // 10
        bus.publish(
            reading(published_at_ns=clock.now_ns, delay_ms=900 if tick < 50 else 10 * (tick % 10))
        )
    (source,) = status.sources()
    assert source.measured_hz == 10.0
    assert source.latency_median_ms == pytest.approx(45.0)
    assert source.latency_p95_ms == pytest.approx(90.0)


def test_a_webcam_that_fell_silent_has_no_delay_rather_than_an_old_one(
    status: Status, bus: Bus, mailbox: Mailbox, clock: Clock
) -> None:
    mailbox.put(frame("webcam"))
    bus.publish(reading(published_at_ns=0, delay_ms=50))
    clock.now_ns = 5 * SECOND_NS
    (source,) = status.sources()
    assert (source.measured_hz, source.latency_median_ms, source.latency_p95_ms) == (0, None, None)


def test_replaced_frames_are_counted_for_each_webcam(status: Status, mailbox: Mailbox) -> None:
    for source in ("left", "right", "left", "left"):
        mailbox.put(frame(source))
    assert [(s.source, s.received, s.replaced) for s in status.sources()] == [
        ("left", 3, 2),
        ("right", 1, 0),
    ]


def test_senders_come_and_go_also_two_of_one_name(status: Status, bus: Bus) -> None:
    def tell(kind: NoticeKind, name: str) -> None:
        bus.publish(Notice(kind=kind, source=name))

    tell(NoticeKind.SENDER_CONNECTED, "obs 1")
    tell(NoticeKind.SENDER_CONNECTED, "obs 1")
    tell(NoticeKind.SENDER_CONNECTED, "player 1")
    tell(NoticeKind.SENDER_GONE, "obs 1")
    assert ", ".join(status.senders) == "obs 1, player 1"
    tell(NoticeKind.SENDER_GONE, "obs 1")
    tell(NoticeKind.SENDER_GONE, "obs 1")
    assert ", ".join(status.senders) == "player 1"
