"""Where the ad is at any moment: a line through OBS's media cursor, begun anew at every jump.

The cursor that OBS reports leads the picture it shows by a few frames. The lead is constant while an
ad plays steadily and changes by a frame or two across a restart, a pause or a seek; therefore the
line is dropped at each of them and nothing counts as settled for two seconds.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from statistics import median

SETTLING_NS = 2_000_000_000
DISTURBED_NS = 1_000_000_000
"""When OBS could not keep up, the ad's and the webcam's frames fall out of step for about so long."""
SAMPLES_MAX = 40
"""At seven cursors a second the last six seconds: OBS's clock and ours drift apart by less than 1 ms."""
SAMPLES_SETTLED = 3
JUMP_MS = 120.0
"""A cursor this far from the line was moved by somebody."""


@dataclass(frozen=True)
class AdPosition:
    """A position in the ad's file."""

    position_ms: int
    settled: bool
    """False shortly after a jump, and when OBS skipped frames: it may be wrong by a few of them."""
    lead_ms: int = 0
    """How far the cursor is ahead of it."""


class AdClock:
    """The model of one ad's position; called from one thread, read from any."""

    def __init__(self, *, lead_ms: float) -> None:
        """`lead_ms`: how far the cursor is ahead of the picture."""
        self._lead_ms = lead_ms
        self._origins_ms: deque[float] = deque(maxlen=SAMPLES_MAX)
        self._jumped_at_ns = 0
        self._disturbed_until_ns = 0
        self._stands_at_ms: float | None = None
        self._line: tuple[float | None, float | None, int, int] = (None, None, 0, 0)

    def jump(self, at_ns: int) -> None:
        """The ad was started, moved or let go on: what was known of its position is void."""
        self._origins_ms.clear()
        self._stands_at_ms = None
        self._jumped_at_ns = at_ns
        self._draw()

    def cursor(self, at_ns: int, cursor_ms: float) -> None:
        """OBS's media cursor while the ad plays."""
        origin_ms = cursor_ms - at_ns / 1e6
        if self._stands_at_ms is not None or (
            self._origins_ms and abs(origin_ms - median(self._origins_ms)) > JUMP_MS
        ):
            self.jump(at_ns)
        self._origins_ms.append(origin_ms)
        self._draw()

    def stand(self, at_ns: int, cursor_ms: float) -> None:
        """OBS's media cursor while the ad is paused."""
        if self._stands_at_ms is None or abs(cursor_ms - self._stands_at_ms) > JUMP_MS:
            self.jump(at_ns)
        self._stands_at_ms = cursor_ms
        self._draw()

    def disturb(self, at_ns: int) -> None:
        """OBS skipped frames: for a while nobody knows which frame of the ad was seen."""
        self._disturbed_until_ns = at_ns + DISTURBED_NS

    def stop(self) -> None:
        """No ad is on the screen."""
        self.jump(0)

    def position(self, at_ns: int) -> AdPosition | None:
        """The ad's frame on the screen at that moment; None before OBS told a cursor.

        Args:
            at_ns: this machine's `perf_counter_ns`.
        """
        origin_ms, stands_at_ms, jumped_at_ns, samples = self._line
        if stands_at_ms is not None:
            cursor_ms = stands_at_ms
        elif origin_ms is not None:
            cursor_ms = origin_ms + at_ns / 1e6
        else:
            return None
        position_ms = max(round(cursor_ms - self._lead_ms), 0)
        return AdPosition(
            position_ms=position_ms,
            settled=at_ns - jumped_at_ns >= SETTLING_NS
            and at_ns >= self._disturbed_until_ns
            and samples >= SAMPLES_SETTLED,
            lead_ms=max(round(cursor_ms) - position_ms, 0),
        )

    def _draw(self) -> None:
        """Publish the line in one assignment: another thread reads it."""
        origin_ms = median(self._origins_ms) if self._origins_ms else None
        samples = SAMPLES_SETTLED if self._stands_at_ms is not None else len(self._origins_ms)
        self._line = (origin_ms, self._stands_at_ms, self._jumped_at_ns, samples)
