"""Brings a sender's clock onto the server's: NTP's offset from the ping with the smallest round trip."""

from __future__ import annotations

from dataclasses import dataclass

CLOCK_NAME = "server.perf_counter_ns"
"""Name under which every stored monotonic time is kept."""


CLOCK_DRIFT_MAX_MS = 5000
"""Wall time is set right now and then; a machine that was started again is off by far more."""


def clock_still_runs(
    *, created_unix_ms: int, clock_anchor_ns: int, now_unix_ms: int, now_ns: int
) -> bool:
    """Whether a session's clock is the one that runs now, so that its times can go on.

    A machine that slept or was started again has another one: there the monotonic clock and wall
    time have not advanced by the same.
    """
    by_clock_ms = (now_ns - clock_anchor_ns) / 1_000_000
    by_wall_ms = now_unix_ms - created_unix_ms
    return by_clock_ms >= 0 and abs(by_wall_ms - by_clock_ms) <= CLOCK_DRIFT_MAX_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Ping:
    """The four times of one ping: server → sender → server."""

    sent_at_ns: int
    """Server's clock."""
    sender_received_at_ns: int
    """Sender's clock."""
    sender_sent_at_ns: int
    """Sender's clock."""
    received_at_ns: int
    """Server's clock."""

    @property
    def round_trip_ns(self) -> int:
        """Time on the way, without the sender's own time between receiving and answering."""
        return (self.received_at_ns - self.sent_at_ns) - (
            self.sender_sent_at_ns - self.sender_received_at_ns
        )

    @property
    def offset_ns(self) -> int:
        """Sender's clock minus server's clock, wrong by at most half the round trip.

        Source: RFC 5905, section 8, clock offset theta.
        """
        return (
            (self.sender_received_at_ns - self.sent_at_ns)
            + (self.sender_sent_at_ns - self.received_at_ns)
        ) // 2


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockOffset:
    """A measured relation between a sender's clock and the server's."""

    measured_at_ns: int
    """Server's clock."""
    offset_ns: int
    """Sender's clock minus server's clock."""
    round_trip_ns: int
    """The error of the offset is at most half of this."""

    def to_server_ns(self, sender_ns: int) -> int:
        """The same moment on the server's clock."""
        return sender_ns - self.offset_ns


def best_offset(pings: tuple[Ping, ...]) -> ClockOffset:
    """The offset of the ping with the smallest round trip.

    Raises:
        ValueError: no ping was given.
    """
    best = min(pings, key=lambda ping: ping.round_trip_ns)
    return ClockOffset(
        measured_at_ns=best.received_at_ns,
        offset_ns=best.offset_ns,
        round_trip_ns=best.round_trip_ns,
    )
