"""The report of a session that was measured from a film says so, and prints no face."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from pypdf import PdfReader
from tests.reports.printing import printed, text_of
from tests.reports.shows import CALM, JOY, make_ad, make_input

from reelpulse.core.session import FilmOrigin, SessionState
from reelpulse.reports.inputs import ReportInput
from reelpulse.texts import Language


def print_one(
    folder: Path, film: FilmOrigin | None, language: Language, state: SessionState
) -> tuple[PdfReader, str]:
    seen = {1: [JOY, JOY, CALM, CALM, JOY, CALM], 2: [CALM] * 6}
    given = make_input([(make_ad(folder, "a", title="Group"), seen)], language=language)
    session = dataclasses.replace(given.session, film=film, state=state)
    pdf = printed(_with(given, session=session), folder / "report.pdf")
    return pdf, text_of(pdf)


def _with(given: ReportInput, **changes: object) -> ReportInput:
    return dataclasses.replace(given, **changes)  # type: ignore[arg-type]


def pictures(pdf: PdfReader) -> int:
    return sum(len(page.images) for page in pdf.pages)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.ENGLISH,
            ("Measured from a film, not live. No ad was named", "faces are not printed"),
        ),
        (Language.RUSSIAN, ("Измерено по фильму, не вживую.", "лица не печатаются")),
    ],
)
def test_of_a_whole_film_no_picture_is_printed(
    tmp_path: Path, language: Language, words: tuple[str, ...]
) -> None:
    film = FilmOrigin(from_session=None, of_whole_film=True)
    pdf, text = print_one(tmp_path, film, language, SessionState.FINISHED)
    assert all(one in text for one in words)
    assert pictures(pdf) == 0


def test_the_ads_of_a_recorded_session_are_printed_as_ever(tmp_path: Path) -> None:
    film = FilmOrigin(from_session=40, of_whole_film=False)
    pdf, text = print_one(tmp_path, film, Language.ENGLISH, SessionState.ANALYSING)
    assert "Measured from the recording of session 40, not live." in text
    assert "not yet measured to its end" in text
    assert pictures(pdf) > 0
