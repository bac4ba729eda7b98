"""The coder's file names every second of every person and where it is in the recording."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

from tests.agreement.test_label_file import TEA

from reelpulse.agreement.label_file import read_labels
from reelpulse.agreement.template import label_template, moment_ns
from reelpulse.core.session import Exposure, Recording

S = 1_000_000_000
SHORT = replace(TEA, duration_ms=2500)
SHOWN = Exposure(exposure_id=31, ad_id="tea", started_at_ns=100 * S)
HELD = SHOWN.paused(101 * S).resumed(161 * S)


def rows(exposure: Exposure, *recordings: Recording) -> list[dict[str, str]]:
    text = label_template([SHORT], [exposure], recordings)
    return list(csv.DictReader(text.splitlines()))


def test_every_second_of_every_person_has_a_line() -> None:
    found = rows(SHOWN)
    assert [(r["showing"], r["seat"], r["from"], r["to"]) for r in found] == [
        ("1", seat, str(second), str(second + 1)) for seat in "12" for second in range(3)
    ]
    assert {(r["ad"], r["recording"], r["emotion"], r["coder"]) for r in found} == {
        ("Tea", "", "", "")
    }


def test_the_time_in_the_recording_goes_on_while_the_ad_is_held() -> None:
    recording = Recording(started_at_ns=90 * S + S // 2)
    found = [row["recording"] for row in rows(HELD, recording)[:3]]
    assert found == ["0:09.5", "1:10.5", "1:11.5"]


def test_the_newest_recording_that_runs_is_named() -> None:
    first = Recording(started_at_ns=40 * S, stopped_at_ns=101 * S)
    second = Recording(started_at_ns=102 * S)
    found = [row["recording"] for row in rows(SHOWN, first, second)[:3]]
    assert found == ["1:00.0", "", "0:00.0"]


def test_what_was_never_shown_has_no_moment() -> None:
    assert moment_ns(replace(SHOWN, ended_at_ns=102 * S), 2 * S) is None
    assert moment_ns(SHOWN.paused(101 * S), S // 2) == 100 * S + S // 2
    assert moment_ns(SHOWN.paused(101 * S), 2 * S) is None


def test_a_template_that_was_filled_in_is_read_again(tmp_path: Path) -> None:
    text = label_template([SHORT], [SHOWN], [])
    file = tmp_path / "Ann.csv"
    file.write_text(text.replace("2,1,2,,,", "2,1,2,,fear,"), encoding="utf-8")
    (one,) = read_labels(file, [SHORT])
    assert (one.coder, one.seat, one.from_ms, str(one.emotion)) == ("Ann", 2, 1000, "fear")
