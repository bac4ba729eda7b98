"""Markers as a table that other programs read."""

from __future__ import annotations

import csv
import dataclasses
import io
from pathlib import Path

from tests.storage.sessions import ad, session

from reelpulse.core.marker_csv import markers_csv
from reelpulse.core.notes import Marker
from reelpulse.core.session import Exposure, Recording

SECOND_NS = 10**9


def test_every_marker_is_a_row_with_all_its_times() -> None:
    marked = dataclasses.replace(
        session(ad("a")),
        created_unix_ms=1_790_000_000_000,
        clock_anchor_ns=0,
        exposures=(Exposure(exposure_id=1, ad_id="a", started_at_ns=10 * SECOND_NS),),
        recordings=(Recording(started_at_ns=4 * SECOND_NS, path=Path("запись, 1.mkv")),),
        markers=(
            Marker(marker_id=5, at_ns=12_345_000_000, text='she says "wow", laughs'),
            Marker(marker_id=6, at_ns=3 * SECOND_NS, text="до начала"),
        ),
    )
    text = markers_csv(marked)
    assert text.count("\r\n") == 3
    assert list(csv.DictReader(io.StringIO(text))) == [
        {
            "marker": "1",
            "text": "до начала",
            "time_utc": "2026-09-21T14:13:23.000Z",
            "show_s": "-7.000",
            "ad": "",
            "ad_s": "",
            "recording": "",
            "recording_s": "",
        },
        {
            "marker": "2",
            "text": 'she says "wow", laughs',
            "time_utc": "2026-09-21T14:13:32.345Z",
            "show_s": "2.345",
            "ad": "Реклама a",
            "ad_s": "2.345",
            "recording": "запись, 1.mkv",
            "recording_s": "8.345",
        },
    ]


def test_a_session_without_markers_has_the_header_only() -> None:
    assert markers_csv(session()) == (
        "marker,text,time_utc,show_s,ad,ad_s,recording,recording_s\r\n"
    )
