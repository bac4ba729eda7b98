"""The signed-rank test, by all signs one by one, by scipy, and by hand."""

from __future__ import annotations

from itertools import product
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import rankdata, wilcoxon
from statsmodels.stats.multitest import multipletests

from reelpulse.core.metrics.signed_rank import holm, signed_rank_p

few_examples = settings(max_examples=60, deadline=None, derandomize=True, database=None)
steps = st.lists(st.integers(-6, 6), min_size=1, max_size=9)


def p_of(*differences: float) -> float | None:
    return signed_rank_p(np.array(differences, dtype=np.float64))


def test_six_people_who_all_liked_the_first_ad_more() -> None:
    """2 of the 64 ways to give signs are as far from the middle."""
    assert p_of(0.1, 0.2, 0.3, 0.4, 0.5, 0.6) == pytest.approx(2 / 64)
    assert p_of(*[0.25] * 6) == pytest.approx(2 / 64)


def test_one_person_tells_nothing() -> None:
    assert p_of(0.3) == 1.0


def test_without_a_difference_there_is_nothing_to_test() -> None:
    assert p_of() is None
    assert p_of(0.0, 0.0) is None


@given(steps)
@few_examples
def test_ties_are_counted_over_all_signs(differences: list[int]) -> None:
    moved = [d for d in differences if d]
    if not moved:
        assert p_of(*differences) is None
        return
    ranks = rankdata(np.abs(moved))
    of_positive = sum(r for r, d in zip(ranks, moved, strict=True) if d > 0)
    sums = [
        sum(r for r, sign in zip(ranks, signs, strict=True) if sign)
        for signs in product((False, True), repeat=len(moved))
    ]
    lower = sum(s <= of_positive for s in sums) / len(sums)
    upper = sum(s >= of_positive for s in sums) / len(sums)
    assert p_of(*differences) == pytest.approx(min(1.0, 2 * min(lower, upper)))


@given(st.sets(st.integers(1, 60), min_size=1, max_size=30), st.randoms())
@few_examples
def test_without_ties_it_is_scipy_s_exact_test(sizes: set[int], random: Random) -> None:
    differences = [size if random.random() < 0.6 else -size for size in sorted(sizes)]
    wanted = wilcoxon(differences, method="exact").pvalue
    assert p_of(*differences) == pytest.approx(wanted)


def test_shares_that_are_equal_on_paper_tie() -> None:
    assert 0.3 - 0.2 != 0.2 - 0.1
    assert p_of(0.3 - 0.2, -(0.2 - 0.1)) == 1.0


@given(st.lists(st.floats(0, 1), min_size=1, max_size=10))
@few_examples
def test_the_correction_is_that_of_statsmodels(p_values: list[float]) -> None:
    assert holm(p_values) == pytest.approx(multipletests(p_values, method="holm")[1])


def test_a_comparison_without_p_is_not_counted() -> None:
    assert holm([None, 0.01, None, 0.04]) == (None, 0.02, None, 0.04)
