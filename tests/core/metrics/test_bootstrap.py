"""The interval of an index, by the binomial distribution, by scipy, and by what must hold."""

from __future__ import annotations

from random import Random

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import bootstrap

from reelpulse.core.metrics.bootstrap import ratio_interval

people = st.integers(1, 4).flatmap(lambda n: st.tuples(st.integers(-n, n), st.just(n)))
few_examples = settings(max_examples=40, deadline=None, derandomize=True, database=None)


def interval(group: list[tuple[int, int]]) -> tuple[float, float] | None:
    """In per cent."""
    columns = np.array(group, dtype=np.float64).reshape(-1, 2)
    return ratio_interval(100 * columns[:, 0], columns[:, 1])


def test_five_of_ten_people_with_one_contact_each() -> None:
    """Of Bin(10, 1/2) at most 1 comes in 1.1 % and at most 2 in 5.5 % of the draws."""
    assert interval([(1, 1)] * 5 + [(0, 1)] * 5) == (20.0, 80.0)


def test_the_interval_is_about_that_of_scipy() -> None:
    group = [
        (2, 3),
        (1, 3),
        (0, 2),
        (-1, 3),
        (3, 3),
        (0, 1),
        (1, 2),
        (-2, 3),
        (1, 3),
        (0, 3),
        (2, 2),
    ]
    net, contacts = (np.array(column) for column in zip(*group, strict=True))

    def ratio(
        net: npt.NDArray[np.int64], contacts: npt.NDArray[np.int64], axis: int
    ) -> npt.NDArray[np.float64]:
        return np.asarray(100 * net.sum(axis=axis) / contacts.sum(axis=axis), np.float64)

    wanted = bootstrap(
        (net, contacts), ratio, paired=True, method="percentile", n_resamples=20_000, rng=1
    ).confidence_interval
    assert interval(group) == pytest.approx((wanted.low, wanted.high), abs=3)


def test_contacts_of_one_person_are_not_people() -> None:
    """Four contacts each make the interval no narrower when a person's contacts all agree."""
    once = interval([(1, 1)] * 6 + [(-1, 1)] * 3)
    four_times = interval([(4, 4)] * 6 + [(-4, 4)] * 3)
    assert once is not None
    assert once == four_times


@pytest.mark.parametrize("group", [[], [(1, 1)] * 3 + [(0, 1)] * 4])
def test_fewer_than_eight_people_have_no_interval(group: list[tuple[int, int]]) -> None:
    assert interval(group) is None


def test_people_who_all_reacted_alike_have_no_interval() -> None:
    assert interval([(1, 2)] * 5 + [(2, 4)] * 5) is None


@given(st.lists(people, min_size=8, max_size=20), st.randoms())
@few_examples
def test_the_interval_is_the_same_in_every_order_and_keeps_the_bounds(
    group: list[tuple[int, int]], random: Random
) -> None:
    found = interval(group)
    shuffled = list(group)
    random.shuffle(shuffled)
    assert interval(shuffled) == found
    if found is not None:
        assert -100 <= found[0] <= found[1] <= 100
