"""Kappa and alpha equal published tables and computations of their own."""

from __future__ import annotations

from collections import Counter
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from statsmodels.stats.inter_rater import cohens_kappa

from reelpulse.agreement.coefficients import Codes, cohen_kappa, krippendorff_alpha
from reelpulse.core.metrics.ratings import MISSING

TABLES = hnp.arrays(
    np.int64, st.tuples(st.integers(2, 4), st.integers(1, 12)), elements=st.integers(-1, 3)
)


def codes(*rows: str) -> Codes:
    """One row per rater; a dot is missing."""
    return np.array([[MISSING if c == "." else int(c) for c in row] for row in rows])


def alpha_by_coincidences(table: Codes) -> float | None:
    """Krippendorff 2011, Computing Krippendorff's alpha-reliability, section C, written out."""
    pairs: Counter[tuple[int, int]] = Counter()
    for unit in table.T.tolist():
        given_labels = [code for code in unit if code != MISSING]
        for one, other in permutations(given_labels, 2):
            pairs[one, other] += 1 / (len(given_labels) - 1)  # type: ignore[assignment]
    total = sum(pairs.values())
    of_label: Counter[int] = Counter()
    for (one, _), weight in pairs.items():
        of_label[one] += weight
    expected = sum(of_label[a] * of_label[b] for a, b in permutations(of_label, 2))
    if not expected:
        return None
    observed = sum(weight for (a, b), weight in pairs.items() if a != b)
    return 1 - (total - 1) * observed / expected


def test_kappa_of_cohen_s_classic_table() -> None:
    # 20 both yes, 5 and 10 differ, 15 both no: Ao 0.7, Ae 0.5 · 0.6 + 0.5 · 0.4 = 0.5, kappa 0.4
    one = np.repeat([1, 1, 0, 0], [20, 5, 10, 15])
    other = np.repeat([1, 0, 1, 0], [20, 5, 10, 15])
    assert cohen_kappa(one, other) == pytest.approx(0.4)


def test_units_that_one_of_two_lacks_are_left_out() -> None:
    # 1-1, 2-2, 1-2, 2-2: Ao 3/4, Ae (2·1 + 2·3) / 16 = 1/2, kappa 1/2
    assert cohen_kappa(*codes("1212", "1222")) == pytest.approx(0.5)
    assert cohen_kappa(*codes("12.121", "12122.")) == pytest.approx(0.5)


def test_alpha_of_krippendorff_s_published_table() -> None:
    # Krippendorff 2011, table with 4 observers, 12 units and missing data: nominal alpha 0.743
    table = codes(
        "123321412...",
        "1233224125.3",
        ".3332342251.",
        "12332441251.",
    )
    assert krippendorff_alpha(table) == pytest.approx(0.743, abs=5e-4)


def test_full_agreement_is_1_and_nothing_to_tell_is_none() -> None:
    same = codes("1231", "1231")
    assert cohen_kappa(*same) == pytest.approx(1)
    assert krippendorff_alpha(same) == pytest.approx(1)
    for empty in (codes("111", "111"), codes("1..", ".22"), codes("...", "...")):
        assert cohen_kappa(*empty) is None
        assert krippendorff_alpha(empty) is None
    assert krippendorff_alpha(codes("1234")) is None


@given(TABLES)
def test_kappa_is_that_of_statsmodels(table: Codes) -> None:
    one, other = table[0], table[1]
    both = (one != MISSING) & (other != MISSING)
    found = cohen_kappa(one, other)
    if found is None:
        assert len(set(one[both].tolist()) | set(other[both].tolist())) < 2
        return
    counts = np.zeros((4, 4))
    np.add.at(counts, (one[both], other[both]), 1)
    assert found == pytest.approx(cohens_kappa(counts, return_results=False), abs=1e-9)


@given(TABLES)
def test_alpha_is_that_of_the_coincidence_matrix(table: Codes) -> None:
    found, wanted = krippendorff_alpha(table), alpha_by_coincidences(table)
    assert (found is None) == (wanted is None)
    if found is not None:
        assert found == pytest.approx(wanted, abs=1e-9)
        assert found == pytest.approx(krippendorff_alpha(table[::-1, ::-1]), abs=1e-9)
