"""What is connected and how well it runs: senders, rates and delays, as the moderator sees them."""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reelpulse.core.frame import Reading
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.live.mailbox import Mailbox

WINDOW_NS = 5_000_000_000
"""Rates and delays are those of the last five seconds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStatus:
    """One webcam, over the last five seconds."""

    source: str
    received: int
    """Frames since the server started."""
    replaced: int
    """Of these, pushed out by a newer one before they were measured."""
    measured_hz: float
    latency_median_ms: float | None
    """Capture to publication; None when nothing was measured in the window."""
    latency_p95_ms: float | None


class Status:
    """Listens to the bus and keeps five seconds of delays per source."""

    def __init__(self, *, bus: Bus, mailbox: Mailbox, clock_ns: Callable[[], int]) -> None:
        self._mailbox = mailbox
        self._clock_ns = clock_ns
        self._senders: Counter[str] = Counter()
        self._measured: dict[str, deque[tuple[int, int]]] = {}
        bus.subscribe(self._on_event)

    @property
    def senders(self) -> tuple[str, ...]:
        """Name and release of every connected sender."""
        return tuple(sorted(self._senders.elements()))

    def sources(self) -> tuple[SourceStatus, ...]:
        """All webcams that ever sent a frame, by name."""
        return tuple(self._source(name) for name in sorted(self._mailbox.received))

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Notice):
            self._count_sender(event)
        elif isinstance(event, Reading):
            delays = self._measured.setdefault(event.source, deque())
            delays.append((event.published_at_ns, event.published_at_ns - event.captured_at_ns))
            self._drop_old(delays, now_ns=event.published_at_ns)

    def _count_sender(self, notice: Notice) -> None:
        if notice.kind is NoticeKind.SENDER_CONNECTED:
            self._senders[notice.source] += 1
        elif notice.kind is NoticeKind.SENDER_GONE:
            self._senders -= Counter([notice.source])

    def _drop_old(self, delays: deque[tuple[int, int]], *, now_ns: int) -> None:
        while delays and delays[0][0] <= now_ns - WINDOW_NS:
            delays.popleft()

    def _source(self, name: str) -> SourceStatus:
        delays = self._measured.get(name, deque())
        self._drop_old(delays, now_ns=self._clock_ns())
        delays_ms = np.array([delay_ns for _, delay_ns in delays]) / 1e6
        return SourceStatus(
            source=name,
            received=self._mailbox.received[name],
            replaced=self._mailbox.replaced.get(name, 0),
            measured_hz=len(delays) / (WINDOW_NS / 1e9),
            latency_median_ms=float(np.median(delays_ms)) if len(delays) else None,
            latency_p95_ms=float(np.percentile(delays_ms, 95)) if len(delays) else None,
        )
