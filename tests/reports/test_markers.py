"""Markers stand in the report with their time in the show, in the ad and in the recording."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.reports.printing import printed, text_of
from tests.reports.shows import Seen, make_input

from reelpulse.core.notes import Marker
from reelpulse.core.session import Ad, Recording
from reelpulse.texts import Language

FIRST_AD_NS = 10**11
"""When the first showing of a made session began."""


@pytest.mark.parametrize("language", list(Language))
def test_every_marker_is_printed_on_every_time_line(
    two_ads: list[tuple[Ad, Seen]], tmp_path: Path, language: Language
) -> None:
    made = make_input(two_ads, language=language)
    session = dataclasses.replace(
        made.session,
        recordings=(Recording(started_at_ns=FIRST_AD_NS - 3 * 10**9, path=Path("/films/1.mkv")),),
        markers=(
            Marker(marker_id=1, at_ns=FIRST_AD_NS + 2_250_000_000, text="<b>laughter</b>"),
            Marker(marker_id=2, at_ns=FIRST_AD_NS - 500_000_000, text="they sit down"),
        ),
    )
    text = text_of(printed(dataclasses.replace(made, session=session), tmp_path / "report.pdf"))
    title = {
        Language.ENGLISH: "What the moderator marked",
        Language.RUSSIAN: "Что отметил модератор",
    }[language]
    assert title in text
    assert "they sit down −0:00.500 – – 0:02.500" in text
    assert "<b>laughter</b> 0:02.250 Tea <b>time</b> 0:02.250 0:05.250" in text
    assert "/films/1.mkv" in text


def test_without_markers_there_is_no_such_section(both: tuple[object, object, str]) -> None:
    _, _, text = both
    assert "moderator marked" not in text
    assert "отметил модератор" not in text
