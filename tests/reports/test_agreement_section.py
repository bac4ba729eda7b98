"""The report tells how far people and machine agree, where people have coded anything."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.reports.printing import printed, text_of
from tests.reports.shows import CALM, JOY, make_ad, make_input

from reelpulse.core.labels import AgreementFigures, CoderAgreement
from reelpulse.texts import Language

FOUND = AgreementFigures(
    coders=(
        CoderAgreement(
            coder="Анна <1>", coded=1240, compared=620, same=465, kappa=0.5833, kappa_groups=0.7
        ),
        CoderAgreement(coder="Bob", coded=3, compared=0, same=0, kappa=None, kappa_groups=None),
    ),
    units=1243,
    shared_units=620,
    alpha=-0.1251,
    alpha_groups=0.25,
    alpha_people=None,
)


@pytest.mark.parametrize(
    ("language", "lines"),
    [
        (
            Language.ENGLISH,
            (
                "Agreement with people who coded by hand",
                "Анна <1> 1,240 620 50.0% 465 75.0% 0.58 0.70",
                "Bob 3 0 0.0% 0 – – –",
                "all coders and the machine, 7 emotions −0.13",
                "620 / 1,243",
            ),
        ),
        (
            Language.RUSSIAN,
            (
                "Согласие с людьми, размечавшими вручную",
                "Анна <1> 1 240 620 50,0 % 465 75,0 % 0,58 0,70",
                "620 / 1 243",
            ),
        ),
    ],
)
def test_every_figure_of_the_agreement_is_printed(
    tmp_path: Path, language: Language, lines: tuple[str, ...]
) -> None:
    given = make_input(
        [(make_ad(tmp_path, "a", title="Tea"), {1: [JOY] * 6, 2: [CALM] * 6})], language=language
    )
    with_it = dataclasses.replace(given, agreement=FOUND)
    text = text_of(printed(with_it, tmp_path / "with.pdf"))
    for line in lines:
        assert line in text
    assert lines[0] not in text_of(printed(given, tmp_path / "without.pdf"))
