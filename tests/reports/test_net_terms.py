"""The report says on which pictures its nets were trained, where their terms allow research only."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest
from tests.reports.printing import printed, text_of
from tests.reports.shows import CALM, make_ad, make_input

from reelpulse.texts import Language


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (Language.ENGLISH, "The net mine-96 was trained on ExpW, RAF-DB. At least one of these"),
        (Language.RUSSIAN, "Сеть mine-96 обучена на ExpW, RAF-DB. Хотя бы один из этих наборов"),
    ],
)
def test_sets_for_research_only_are_named(tmp_path: Path, language: Language, words: str) -> None:
    given = make_input([(make_ad(tmp_path, "a", title="Tea"), {1: [CALM] * 6})], language=language)
    bound = dataclasses.replace(given, research_nets={"mine-96": ("ExpW", "RAF-DB")})
    assert words in text_of(printed(bound, tmp_path / "bound.pdf"))
    assert "mine-96" not in text_of(printed(given, tmp_path / "free.pdf"))


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            Language.ENGLISH,
            "The net mine-96 was trained on pictures released at least in part for research only",
        ),
        (
            Language.RUSSIAN,
            "Сеть mine-96 обучена на снимках, хотя бы часть которых выпущена только для исследований",
        ),
    ],
)
def test_research_only_is_told_where_the_sets_are_not_known(
    tmp_path: Path, language: Language, words: str
) -> None:
    given = make_input([(make_ad(tmp_path, "a", title="Tea"), {1: [CALM] * 6})], language=language)
    bound = dataclasses.replace(given, research_nets={"mine-96": ()})
    assert words in text_of(printed(bound, tmp_path / "bound.pdf"))
