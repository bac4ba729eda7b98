"""Seats stand in the report under the names that the moderator gave them."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.reports.printing import printed, text_of
from tests.reports.shows import Seen, make_input

from reelpulse.core.notes import SeatNote
from reelpulse.core.session import Ad
from reelpulse.reports.inputs import ReportInput
from reelpulse.texts import Language

NOTES = (
    SeatNote(seat=1, name="у окна", confirmed=True),
    SeatNote(seat=2, confirmed=True),
    SeatNote(seat=7, merged_into=3),
)


def given(two_ads: list[tuple[Ad, Seen]], language: Language) -> ReportInput:
    made = make_input(two_ads, language=language)
    return dataclasses.replace(made, session=dataclasses.replace(made.session, seats=NOTES))


@pytest.mark.parametrize("language", list(Language))
def test_the_table_of_traces_has_names_and_tells_which_seats_are_one_person(
    two_ads: list[tuple[Ad, Seen]], tmp_path: Path, language: Language
) -> None:
    text = text_of(printed(given(two_ads, language), tmp_path / "report.pdf"))
    rows, merged, confirmed = {
        Language.ENGLISH: (
            ["1 · у окна positive positive", "2 positive negative"],
            "Seat 7 counts as seat 3: the moderator said that it is the same person.",
            "Confirmed by the moderator as one person: seats 1, 2.",
        ),
        Language.RUSSIAN: (
            ["1 · у окна позитив позитив", "2 позитив негатив"],
            "Место 7 считается местом 3: модератор указал, что это один человек.",
            "Модератор подтвердил, что за номером один человек: места 1, 2.",
        ),
    }[language]
    for words in (*rows, merged, confirmed):
        assert words in text


def test_without_notes_nothing_is_said_of_them(
    both: tuple[ReportInput, object, str],
) -> None:
    _, _, text = both
    assert "counts as seat" not in text
    assert "Confirmed by" not in text
    assert "Модератор подтвердил" not in text
