"""Numbers, dates and counted things as each language writes them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest

from reelpulse.core.emotion import EMOTIONS, GROUPS
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.reports.wording import Wording, clock, timecode
from reelpulse.texts import Language

ENGLISH, RUSSIAN = Wording(Language.ENGLISH), Wording(Language.RUSSIAN)


def frame(people: int, of_people: int) -> CausingFrame:
    return CausingFrame(
        ad_id="a",
        frame_ms=0,
        peak_ms=400,
        second=0,
        people=people,
        of_people=of_people,
        seats=of_people,
        mean_probability=0.5,
    )


def test_numbers_have_the_languages_comma() -> None:
    assert (ENGLISH.percent(0.375), RUSSIAN.percent(0.375)) == ("37.5%", "37,5\xa0%")
    assert (ENGLISH.decimal(0.125), RUSSIAN.decimal(0.7)) == ("0.12", "0,70")
    assert (ENGLISH.integer(12345), RUSSIAN.integer(12345)) == ("12,345", "12\xa0345")
    assert (ENGLISH.plain(0.5), RUSSIAN.plain(0.5), RUSSIAN.plain(2)) == ("0.5", "0,5", "2")


@pytest.mark.parametrize(
    ("value", "text"),
    [(62.5, "+62.5"), (-12.5, "−12.5"), (0.0, "0.0"), (-0.04, "0.0"), (100.0, "+100.0")],
)
def test_an_index_has_its_sign_but_zero_has_none(value: float, text: str) -> None:
    assert ENGLISH.signed(value) == text


def test_an_interval_has_both_its_ends() -> None:
    assert ENGLISH.span((-20.0, 6.25)) == "−20.0 … +6.2"
    assert RUSSIAN.span((0.0, 0.125), 2) == "0,00 … +0,12"


@pytest.mark.parametrize(("p", "text"), [(0.0312, "0,031"), (0.0004, "< 0,001"), (None, "–")])
def test_a_p_value_has_three_places(p: float | None, text: str) -> None:
    assert RUSSIAN.p_value(p) == text


def test_what_is_not_known_is_a_dash() -> None:
    assert ENGLISH.span(None) == "–"
    assert ENGLISH.share(None) == "–"
    assert ENGLISH.share(0.25) == "25.0%"
    assert ENGLISH.signed(None) == "–"
    assert ENGLISH.part(0, 0) == "–"
    assert ENGLISH.part(1, 4) == "25.0%"


@pytest.mark.parametrize(
    ("position_ms", "text"),
    [(0, "0:00.000"), (9_999, "0:09.999"), (61_040, "1:01.040"), (3_600_005, "60:00.005")],
)
def test_a_timecode_has_minutes_seconds_and_milliseconds(position_ms: int, text: str) -> None:
    assert timecode(position_ms) == text


def test_a_clock_has_minutes_and_seconds() -> None:
    assert [clock(s) for s in (0, 9.6, 75)] == ["0:00", "0:10", "1:15"]


def test_dates_are_told_in_words_and_in_the_readers_zone() -> None:
    moment = datetime(2026, 11, 22, 21, 15, tzinfo=UTC)
    moscow = timezone(timedelta(hours=3))
    unix_ms = int(moment.timestamp() * 1000)
    assert ENGLISH.moment(unix_ms, UTC) == "November 22, 2026, 21:15"
    assert RUSSIAN.moment(unix_ms, moscow) == "23 ноября 2026\u202fг., 00:15"


def test_people_and_viewings_are_counted_in_the_right_form() -> None:
    assert ENGLISH.people(frame(3, 4), repeated=False) == "3 of 4 people"
    assert ENGLISH.people(frame(1, 1), repeated=False) == "1 of 1 person"
    assert RUSSIAN.people(frame(3, 4), repeated=False) == "3 из 4 человек"
    assert RUSSIAN.people(frame(20, 21), repeated=False) == "20 из 21 человека"
    assert ENGLISH.people(frame(3, 8), repeated=True) == "3 of 8 viewings"
    assert RUSSIAN.people(frame(3, 21), repeated=True) == "3 из 21 просмотра"


def test_emotions_and_groups_have_different_names_in_each_language() -> None:
    for wording in (ENGLISH, RUSSIAN):
        assert len({wording.emotion(e) for e in EMOTIONS}) == len(EMOTIONS)
        assert len({wording.group(g) for g in GROUPS}) == len(GROUPS)
    assert RUSSIAN.emotion(EMOTIONS[1]) == "отвращение"


def test_a_role_of_the_manifest_is_named_and_an_unknown_one_kept() -> None:
    assert ENGLISH.role("detector") == "faces"
    assert RUSSIAN.role("emotion") == "эмоции"
    assert RUSSIAN.role("gaze") == "gaze"
