"""Writes a file for a coder: every second of every person, with its time in the recording."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from typing import Final

from reelpulse.agreement.label_file import Showing
from reelpulse.core.session import Exposure, Recording

COLUMNS: Final = ("showing", "ad", "seat", "from", "to", "recording", "emotion", "coder")
"""`ad` and `recording` help the coder, and are not read again."""
_SECOND_NS: Final = 1_000_000_000


def label_template(
    showings: Sequence[Showing],
    exposures: Sequence[Exposure],
    recordings: Sequence[Recording],
) -> str:
    """CSV with an empty column `emotion`.

    Args:
        showings: of one session.
        exposures: the same ones, in the same order.
        recordings: where the coder looks; may be none.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(COLUMNS)
    for number, (showing, exposure) in enumerate(zip(showings, exposures, strict=True), start=1):
        writer.writerows(_of_showing(number, showing, exposure, recordings))
    return text.getvalue()


def _of_showing(
    number: int, showing: Showing, exposure: Exposure, recordings: Sequence[Recording]
) -> Iterator[tuple[object, ...]]:
    for seat in sorted(showing.seats):
        for second in range(-(-showing.duration_ms // 1000)):
            at_ns = moment_ns(exposure, second * _SECOND_NS)
            place = "" if at_ns is None else _in_recording(at_ns, recordings)
            yield number, showing.ad_title, seat, second, second + 1, place, "", ""


def moment_ns(exposure: Exposure, position_ns: int) -> int | None:
    """When an ad was at a position, on the session's clock; None when it never came so far."""
    at_ns = exposure.started_at_ns + position_ns
    for pause in exposure.pauses:
        if pause.paused_at_ns <= at_ns:
            if pause.resumed_at_ns is None:
                return None
            at_ns += pause.resumed_at_ns - pause.paused_at_ns
    return None if exposure.ended_at_ns is not None and at_ns >= exposure.ended_at_ns else at_ns


def _in_recording(at_ns: int, recordings: Sequence[Recording]) -> str:
    """Time in the newest recording that had begun by then, as a player shows it."""
    begun = [r for r in recordings if r.started_at_ns <= at_ns]
    if not begun:
        return ""
    last = max(begun, key=lambda recording: recording.started_at_ns)
    if last.stopped_at_ns is not None and at_ns >= last.stopped_at_ns:
        return ""
    tenths = (at_ns - last.started_at_ns) * 10 // _SECOND_NS
    return f"{tenths // 600}:{tenths // 10 % 60:02d}.{tenths % 10}"
