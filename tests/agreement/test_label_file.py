"""A coder's file becomes labels, or its first wrong line is named with what to write."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.agreement.label_file import Showing, read_labels
from reelpulse.core.emotion import Emotion
from reelpulse.core.labels import HandLabel
from reelpulse.errors import LabelError

TEA = Showing(exposure_id=31, ad_title="Tea", duration_ms=20_000, seats=frozenset({1, 2}))
CAR = Showing(exposure_id=32, ad_title="Car", duration_ms=90_500, seats=frozenset({2}))


def read(
    folder: Path, text: str, *showings: Showing, encoding: str = "utf-8"
) -> tuple[HandLabel, ...]:
    file = folder / "Анна.csv"
    file.write_text(text, encoding=encoding)
    return read_labels(file, showings or (TEA,))


def test_the_four_columns_are_enough_for_one_showing(tmp_path: Path) -> None:
    (one,) = read(tmp_path, "seat,from,to,emotion\n2,3,5.5,happiness\n")
    assert one == HandLabel(
        coder="Анна",
        exposure_id=31,
        seat=2,
        from_ms=3000,
        to_ms=5500,
        emotion=Emotion.HAPPINESS,
    )


def test_what_a_russian_spreadsheet_saves_is_read(tmp_path: Path) -> None:
    text = "Emotion;TO;From;seat;showing;coder\nГнев;1:04,5;1:02,0;2;2;Борис\n;;;;;\n;9;8;1;1;\n"
    (one,) = read(tmp_path, text, TEA, CAR, encoding="utf-8-sig")
    assert (one.coder, one.exposure_id, one.emotion) == ("Борис", 32, Emotion.ANGER)
    assert (one.from_ms, one.to_ms) == (62_000, 64_500)


def test_two_coders_may_differ_and_one_may_say_a_thing_twice(tmp_path: Path) -> None:
    text = "seat,from,to,emotion,coder\n1,0,2,fear,A\n1,0,2,anger,B\n1,1,3,fear,A\n2,0,2,anger,A\n"
    assert len(read(tmp_path, text)) == 4


HEAD = "seat,from,to,emotion\n"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", r":1: the column seat is missing.* seat, from, to, emotion\."),
        ("seat,from,emotion\n", ":1: the column to is missing"),
        (HEAD, "No line names an emotion. Write one of anger, disgust"),
        (HEAD + "1,0,1,\n", "No line names an emotion"),
        (HEAD + "1,0,1,joyful\n", r":2: “joyful” is no emotion\. Write one of anger"),
        (HEAD + "1,0,1,fear\n\n3,0,1,fear\n", r":4: “3” is no seat .* There are 1, 2\."),
        (HEAD + "1,soon,1,fear\n", r":2: “soon” in the column from is no time"),
        (HEAD + "1,2,2,fear\n", r":2: 2 to 2 is no time in “Tea”, which is 20.0 s long"),
        (HEAD + "1,20,22,fear\n", r":2: 20 to 22 is no time in “Tea”"),
        (HEAD + "1,0.6,1.4,fear\n", r":2: 0.6 to 1.4 holds the middle of no second"),
        (HEAD + "1,0,3,fear\n1,2,4,anger\n", r":3: “Анна” names another emotion .* line 2 names"),
        (HEAD + "1,0,1\n1\n", "No line names an emotion"),
    ],
)
def test_a_wrong_line_is_named_with_what_to_write(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(LabelError, match=words) as told:
        read(tmp_path, text)
    assert "Анна.csv" in str(told.value)


def test_with_several_showings_each_line_names_one(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match=r":2: “” is no showing of this session.* from 1 to 2"):
        read(tmp_path, HEAD + "2,0,1,fear\n", TEA, CAR)
    with pytest.raises(LabelError, match=r":2: “3” is no showing"):
        read(tmp_path, "showing,seat,from,to,emotion\n3,2,0,1,fear\n", TEA, CAR)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="Save it as “CSV UTF-8”"):
        read(tmp_path, HEAD + "1,0,1,гнев\n", encoding="cp1251")
    with pytest.raises(LabelError, match="cannot be read"):
        read_labels(tmp_path / "gone.csv", (TEA,))
