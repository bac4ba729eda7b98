"""Wilson's interval, by published figures, by statsmodels, and by what must hold."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from reelpulse.core.metrics.wilson import wilson_interval


def interval(count: int, people: int) -> tuple[float, float]:
    low, high = wilson_interval(np.array([count / people]), np.array([people]))
    return float(low[0]), float(high[0])


@pytest.mark.parametrize(
    ("count", "people", "percent"),
    [
        (0, 8, (0, 32)),
        (8, 8, (68, 100)),
        (4, 8, (22, 78)),
        (45, 150, (23, 38)),
        (9, 30, (17, 48)),
        (1, 1, (21, 100)),
    ],
)
def test_the_interval_of_a_share_by_hand(count: int, people: int, percent: tuple[int, int]) -> None:
    low, high = interval(count, people)
    assert (round(100 * low), round(100 * high)) == percent


@given(st.integers(1, 500).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_is_that_of_statsmodels(of: tuple[int, int]) -> None:
    assert interval(*of) == pytest.approx(proportion_confint(*of, method="wilson"), abs=1e-12)


@given(st.integers(1, 200).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_interval_holds_the_share_and_narrows_with_more_people(of: tuple[int, int]) -> None:
    count, people = of
    low, high = interval(count, people)
    assert 0 <= low <= count / people + 1e-12
    assert count / people - 1e-12 <= high <= 1
    sure_low, sure_high = interval(4 * count, 4 * people)
    assert sure_high - sure_low < high - low


def test_of_nobody_there_is_no_interval() -> None:
    low, high = wilson_interval(np.array([np.nan, 0.0, 0.5]), np.array([0, 0, 2]))
    assert np.isnan(low).tolist() == np.isnan(high).tolist() == [True, True, False]
