"""The report tells figures as read beside corrected ones, who stays as read, and how well all were seen."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.reports.conftest import TEA
from tests.reports.printing import figure, percent, printed, text_of
from tests.reports.shows import CALM, JOY, Seen, make_input

from reelpulse.core.emotion import Group
from reelpulse.core.metrics.bases import (
    BaselineFigures,
    BothBases,
    MainFigures,
    SeatBaseline,
    main_figures,
)
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.seat_grades import SeenFrames, grades
from reelpulse.core.session import Ad
from reelpulse.reports.inputs import ReportInput
from reelpulse.texts import Language

CALMER: Seen = {1: [CALM, CALM, JOY, JOY, CALM, CALM], 2: [CALM] * 6, 3: [CALM] * 6, 4: [CALM] * 6}


def with_baseline(tea: Ad, *, used: Basis, language: Language) -> ReportInput:
    """Four people; the last has too few readings in the neutral scene."""
    raw, corrected = (make_input([(tea, seen)], language=language) for seen in (TEA, CALMER))
    chosen = raw if used is Basis.RAW else corrected
    seats = [
        SeatBaseline(seat=seat, scene_readings=n, corrected_readings=m, ad_readings=12)
        for seat, n, m in ((1, 147, 12), (2, 150, 12), (3, 150, 12), (4, 7, 0))
    ]
    seen = [
        SeenFrames(
            exposure_id=1,
            seat=seat,
            frames=80,
            found=found,
            valid=found,
            grade_total=total,
            listened=20,
            talking=5,
        )
        for seat, found, total in ((1, 80, 480), (2, 60, 300), (3, 80, 240), (4, 20, 40))
    ]
    figures = dataclasses.replace(
        chosen.figures,
        baseline=BaselineFigures(
            used=used,
            seats=tuple(seats),
            whole=BothBases(
                raw=main_figures(raw.figures), corrected=main_figures(corrected.figures)
            ),
            ads={
                "tea": BothBases(
                    raw=main_figures(raw.figures.ads[0]),
                    corrected=main_figures(corrected.figures.ads[0]),
                )
            },
        ),
        grades=grades(seen, {1: "tea"}),
    )
    return dataclasses.replace(chosen, figures=figures)


def row_of(one: MainFigures, language: Language) -> str:
    """EEI, EmoNPS and the two shares of one basis, each with the mark of few people."""
    assert one.eei.value is not None
    assert one.emo_nps.value is not None
    indices = [figure(value, language, sign=True) for value in (one.eei.value, one.emo_nps.value)]
    groups = [percent(one.shares.groups[g], language) for g in (Group.POSITIVE, Group.NEGATIVE)]
    return " ".join(f"{words}*" for words in (*indices, *groups))


@pytest.fixture(scope="module", params=list(Language))
def report(
    request: pytest.FixtureRequest, tea: Ad, tmp_path_factory: pytest.TempPathFactory
) -> tuple[ReportInput, str]:
    given = with_baseline(tea, used=Basis.CORRECTED, language=request.param)
    return given, text_of(printed(given, tmp_path_factory.mktemp("pdf") / "report.pdf"))


def test_both_bases_stand_in_one_row(report: tuple[ReportInput, str]) -> None:
    given, text = report
    assert given.figures.baseline is not None
    both = given.figures.baseline.whole
    whole = "Whole show" if given.language is Language.ENGLISH else "Весь показ"
    rows = f"{row_of(both.raw, given.language)} {row_of(both.corrected, given.language)}"
    assert f"{whole} {rows}" in text
    assert both.raw.eei != both.corrected.eei


def test_it_says_which_basis_the_figures_have_and_who_stays_as_read(
    report: tuple[ReportInput, str],
) -> None:
    given, text = report
    told = {
        Language.ENGLISH: (
            "All figures are corrected by the resting face, which is known of 3 of 4 people. "
            "Too few valid readings in the neutral scene, so as read: seat 4 (n = 7)."
        ),
        Language.RUSSIAN: (
            "Все показатели — с поправкой на спокойное лицо; оно известно у 3 из 4 человек. "
            "Слишком мало годных измерений в нейтральной сцене, поэтому как прочитано: место 4 (n = 7)."
        ),
    }[given.language]
    assert text.count(told) == 2


def test_every_person_has_a_grade_by_ad_and_over_the_show(report: tuple[ReportInput, str]) -> None:
    """(300 + 20) / 80 = 4.0; (40 + 60) / 80 = 1.25."""
    given, text = report
    basis = {
        Language.ENGLISH: ("corrected", "as read"),
        Language.RUSSIAN: ("с поправкой", "как прочитано"),
    }
    known, unknown = basis[given.language]
    for seat, grade, part, n, how in (
        (1, 6, 1.0, 147, known),
        (2, 4, 0.75, 150, known),
        (3, 3, 1.0, 150, known),
        (4, 1, 0.25, 7, unknown),
    ):
        words = f"{grade} {percent(part, given.language)}"
        assert f"{seat} {words} {words} {percent(0.25, given.language)} {n} {how}" in text


def test_all_people_together_have_a_grade_too(report: tuple[ReportInput, str]) -> None:
    """(480 + 320 + 240 + 100) / 320 = 3.6, of 240 frames that counted."""
    given, text = report
    everybody = "all" if given.language is Language.ENGLISH else "все"
    words = f"4 {percent(0.75, given.language)}"
    assert f"{everybody} {words} {words} {percent(0.25, given.language)}" in text


def test_figures_of_faces_as_read_say_so(tea: Ad, tmp_path: Path) -> None:
    given = with_baseline(tea, used=Basis.RAW, language=Language.ENGLISH)
    text = text_of(printed(given, tmp_path / "report.pdf"))
    assert "All figures are of the faces as they were read" in text
    assert "6 100.0% 6 100.0% 25.0% 147 as read" in text


def test_without_a_neutral_scene_the_report_says_that_nothing_is_corrected(
    tea: Ad, tmp_path: Path
) -> None:
    text = text_of(printed(make_input([(tea, TEA)]), tmp_path / "report.pdf"))
    assert "No neutral scene was shown before the first ad" in text
    assert "As read and as corrected" not in text
