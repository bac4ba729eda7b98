"""Peak, opening and ending of an ad."""

from __future__ import annotations

import pytest
from tests.core.metrics.people import ANGER, CALM, JOY, seconds_of

from reelpulse.core.emotion import Group
from reelpulse.core.metrics.curve import curve
from reelpulse.core.metrics.peak_end import EDGE_S, Peak, PeakEnd, peak_end


def test_peak_opening_and_ending_of_an_ad_of_seven_seconds() -> None:
    shown = {
        1: [JOY, CALM, CALM, JOY, CALM, CALM, JOY],
        2: [CALM, CALM, CALM, JOY, CALM, CALM, JOY],
        3: [CALM, CALM, CALM, JOY, CALM, ANGER, ""],
    }
    by_second = curve(seconds_of(shown), duration_s=7)
    found = peak_end(by_second, Group.POSITIVE)
    assert EDGE_S == 5
    # 3 of 3 stands before 2 of 2
    assert found.peak == Peak(second=3, people=3, of_people=3, seats=3)
    assert found.opening == pytest.approx((1 / 3 + 0 + 0 + 1 + 0) / 5)
    assert found.ending == pytest.approx((0 + 1 + 0 + 0 + 1) / 5)
    assert peak_end(by_second, Group.NEGATIVE).peak == Peak(
        second=5, people=1, of_people=3, seats=3
    )


def test_a_short_ad_is_its_own_opening_and_ending() -> None:
    found = peak_end(curve(seconds_of({1: [JOY, CALM]}), duration_s=2), Group.POSITIVE)
    assert found.opening == found.ending == 0.5


def test_seconds_without_anybody_are_left_out_of_the_ending() -> None:
    by_second = curve(seconds_of({1: [CALM] * 5 + [JOY, "", "", "", ""]}), duration_s=10)
    assert peak_end(by_second, Group.POSITIVE).ending == 1.0


def test_an_ending_that_nobody_saw_is_unknown() -> None:
    by_second = curve(seconds_of({1: [JOY] * 3}), duration_s=8)
    assert peak_end(by_second, Group.POSITIVE).ending is None


def test_without_people_there_is_neither_peak_nor_end() -> None:
    by_second = curve(seconds_of({}), duration_s=6)
    assert peak_end(by_second, Group.NEGATIVE) == PeakEnd(peak=None, opening=None, ending=None)
