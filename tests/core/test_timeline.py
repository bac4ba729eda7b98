"""A sender's clock is brought onto the server's, within half a round trip."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.timeline import ClockOffset, Ping, best_offset, clock_still_runs

MS = 1_000_000


def ping(*, sent_ms: int, there_ms: int, busy_ms: int, back_ms: int, ahead_ms: int) -> Ping:
    """A ping with known delays; the sender's clock is `ahead_ms` ahead of the server's."""
    arrived_ms = sent_ms + there_ms
    answered_ms = arrived_ms + busy_ms
    return Ping(
        sent_at_ns=sent_ms * MS,
        sender_received_at_ns=(arrived_ms + ahead_ms) * MS,
        sender_sent_at_ns=(answered_ms + ahead_ms) * MS,
        received_at_ns=(answered_ms + back_ms) * MS,
    )


def test_equal_delays_give_the_exact_offset() -> None:
    measured = ping(sent_ms=1000, there_ms=3, busy_ms=20, back_ms=3, ahead_ms=-700)
    assert measured.offset_ns == -700 * MS
    assert measured.round_trip_ns == 6 * MS


def test_unequal_delays_put_the_offset_off_by_half_their_difference() -> None:
    measured = ping(sent_ms=0, there_ms=9, busy_ms=0, back_ms=1, ahead_ms=5000)
    assert measured.offset_ns == 5004 * MS
    assert measured.round_trip_ns == 10 * MS


def test_the_ping_with_the_smallest_round_trip_is_believed() -> None:
    slow = ping(sent_ms=0, there_ms=50, busy_ms=0, back_ms=0, ahead_ms=100)
    quick = ping(sent_ms=60, there_ms=1, busy_ms=900, back_ms=1, ahead_ms=100)
    late = ping(sent_ms=1000, there_ms=2, busy_ms=0, back_ms=9, ahead_ms=100)
    assert best_offset((slow, quick, late)) == ClockOffset(
        measured_at_ns=962 * MS, offset_ns=100 * MS, round_trip_ns=2 * MS
    )


def test_without_a_ping_there_is_no_offset() -> None:
    with pytest.raises(ValueError, match="empty"):
        best_offset(())


delays_ns = st.integers(0, 2_000 * MS)


@given(
    there_ns=delays_ns,
    busy_ns=delays_ns,
    back_ns=delays_ns,
    ahead_ns=st.integers(-(2**60), 2**60),
    sent_at_ns=st.integers(0, 2**61),
)
@settings(max_examples=200, deadline=None, derandomize=True, database=None)
def test_whatever_the_delays_the_error_is_at_most_half_the_round_trip(
    there_ns: int, busy_ns: int, back_ns: int, ahead_ns: int, sent_at_ns: int
) -> None:
    arrived_ns = sent_at_ns + there_ns
    measured = Ping(
        sent_at_ns=sent_at_ns,
        sender_received_at_ns=arrived_ns + ahead_ns,
        sender_sent_at_ns=arrived_ns + busy_ns + ahead_ns,
        received_at_ns=arrived_ns + busy_ns + back_ns,
    )
    assert measured.round_trip_ns == there_ns + back_ns
    rounding_ns = 1
    assert 2 * abs(measured.offset_ns - ahead_ns) <= measured.round_trip_ns + rounding_ns
    offset = best_offset((measured,))
    captured_ns = arrived_ns
    mapped_ns = offset.to_server_ns(captured_ns + ahead_ns)
    assert 2 * abs(mapped_ns - captured_ns) <= offset.round_trip_ns + rounding_ns


@pytest.mark.parametrize(
    ("now_unix_ms", "now_ns", "runs"),
    [
        (1_000_060_000, 65_000_000_000, True),
        (1_000_064_900, 65_000_000_000, True),
        (1_000_055_100, 65_000_000_000, True),
        (1_000_065_100, 65_000_000_000, False),  # it slept for more than five seconds
        (1_000_060_000, 4_000_000_000, False),  # started again: below the anchor
        (1_003_600_000, 65_000_000_000, False),  # started again an hour later
    ],
)
def test_a_clock_still_runs_when_it_went_on_as_wall_time_did(
    now_unix_ms: int, now_ns: int, runs: bool
) -> None:
    assert runs == clock_still_runs(
        created_unix_ms=1_000_000_000,
        clock_anchor_ns=5_000_000_000,
        now_unix_ms=now_unix_ms,
        now_ns=now_ns,
    )
