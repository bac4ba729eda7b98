"""Two ads before the same people."""

from __future__ import annotations

import pytest
from scipy.stats import wilcoxon
from tests.core.metrics.people import ANGER, CALM, JOY, SURPRISE, seconds_of

from reelpulse.core.metrics.comparison import Comparison, comparisons


def test_only_people_who_saw_both_are_compared() -> None:
    """Shares of positive seconds: 1: 3/4 and 1/2, 2: 0 and 1/2, 3: 1/4 and 1/4; 4 and 5 saw one."""
    a = {1: [JOY, JOY, SURPRISE, CALM], 2: [CALM] * 4, 3: [JOY, CALM, CALM, ANGER], 4: [JOY] * 4}
    b = {1: [JOY, CALM], 2: [JOY, ANGER], 3: [CALM, JOY, CALM, CALM], 5: [JOY] * 2}
    (found,) = comparisons({"a": seconds_of(a), "b": seconds_of(b)})
    assert found == Comparison(first="a", second="b", pairs=3, more=1, fewer=1, median=0.0, p=1.0)


def test_p_is_scipy_s_for_people_whose_differences_all_differ() -> None:
    a = {seat: [JOY] * seat + [CALM] * (10 - seat) for seat in range(1, 10)}
    b = {1: [JOY] * 2 + [CALM] * 8, **{seat: [CALM] * 10 for seat in range(2, 10)}}
    (found,) = comparisons({"a": seconds_of(a), "b": seconds_of(b)})
    assert (found.pairs, found.more, found.fewer) == (9, 8, 1)
    assert found.median == pytest.approx(0.5)
    assert found.p == pytest.approx(wilcoxon([-1.5, 2, 3, 4, 5, 6, 7, 8, 9], method="exact").pvalue)


def test_three_ads_make_three_corrected_comparisons() -> None:
    liked = {seat: [JOY] * 3 for seat in range(1, 9)}
    other = {seat: [CALM] * 3 for seat in range(1, 9)}
    found = comparisons({"a": seconds_of(liked), "b": seconds_of(other), "c": seconds_of(other)})
    assert [(c.first, c.second) for c in found] == [("a", "b"), ("a", "c"), ("b", "c")]
    # 2 of 256 each, twice: b and c do not differ, so there are two tests
    assert [c.p for c in found] == [pytest.approx(4 / 256), pytest.approx(4 / 256), None]


def test_two_ads_without_common_people_are_not_compared() -> None:
    (found,) = comparisons({"a": seconds_of({1: [JOY]}), "b": seconds_of({2: [JOY]})})
    assert (found.pairs, found.median, found.p) == (0, None, None)


def test_one_ad_has_nothing_to_be_compared_with() -> None:
    assert comparisons({"a": seconds_of({1: [JOY]})}) == ()
    assert comparisons({}) == ()
