"""A session's markers as a table for spreadsheets and video editors."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, datetime

from reelpulse.core.marker_places import MarkerPlace, marker_places
from reelpulse.core.session import Session

COLUMNS = (
    "marker",
    "text",
    "time_utc",
    "show_s",
    "ad",
    "ad_s",
    "recording",
    "recording_s",
)


def markers_csv(session: Session) -> str:
    """Comma-separated values (RFC 4180), a header first; what is not known is empty."""
    table = io.StringIO()
    writer = csv.writer(table)
    writer.writerow(COLUMNS)
    writer.writerows(_rows(session))
    return table.getvalue()


def _rows(session: Session) -> Iterator[tuple[object, ...]]:
    for number, place in enumerate(marker_places(session), start=1):
        yield (
            number,
            place.marker.text,
            _utc(place),
            _seconds(place.show_ms),
            "" if place.ad is None else place.ad.title,
            _seconds(place.ad_ms),
            "" if place.recording is None else place.recording.path or "",
            _seconds(place.recording_ms),
        )


def _utc(place: MarkerPlace) -> str:
    moment = datetime.fromtimestamp(place.unix_ms / 1000, tz=UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _seconds(milliseconds: int | None) -> str:
    return "" if milliseconds is None else f"{milliseconds / 1000:.3f}"
