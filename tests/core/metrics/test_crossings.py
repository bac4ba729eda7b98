"""Pairs of ads whose order by EmoNPS hangs on K."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.core.metrics.crossings import crossings
from reelpulse.core.metrics.persons import EmoNps


def nps(engaged: int, critical: int, silent: int, mixed: int = 0, *, weight: float = 0.5) -> EmoNps:
    persons = engaged + critical + silent + mixed

    def at(k: float) -> float:
        return 100 * (engaged - critical - k * silent) / persons

    return EmoNps(
        value=at(weight) if persons else None,
        silence_weight=weight,
        band=(at(1), at(0.2)) if persons else None,
        persons=persons,
        engaged=engaged,
        critical=critical,
        silent=silent,
        mixed=mixed,
    )


def test_two_ads_that_meet_inside_the_band_by_hand() -> None:
    """50 - 50 K and 20 - 0 K meet at K = 0.6."""
    (found,) = crossings({"a": nps(5, 0, 5), "b": nps(2, 0, 0, 8)})
    assert found.silence_weight == pytest.approx(0.6)
    assert (found.leads_below, found.leads_above) == ("a", "b")
    assert crossings({"b": nps(2, 0, 0, 8), "a": nps(5, 0, 5)}) == (found,)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (nps(5, 0, 5), nps(4, 1, 5)),  # parallel
        (nps(5, 0, 5), nps(5, 0, 5)),  # the same
        (nps(5, 0, 5), nps(0, 0, 0, 10)),  # they meet at K = 1, the end of the band
        (nps(1, 0, 5), nps(0, 0, 0, 10)),  # they meet at K = 0.2, the other end
        (nps(5, 0, 1, 4), nps(1, 4, 0, 5)),  # they never meet between 0 and 1
        (nps(0, 0, 0), nps(5, 0, 5)),  # one of them has no people
    ],
)
def test_two_ads_that_keep_their_order(first: EmoNps, second: EmoNps) -> None:
    assert crossings({"a": first, "b": second}) == ()


counts = st.tuples(*[st.integers(0, 6)] * 4).filter(any)


@given(counts, counts)
def test_a_crossing_is_found_exactly_where_the_ends_of_the_band_disagree(
    first: tuple[int, int, int, int], second: tuple[int, int, int, int]
) -> None:
    """The order at K = 0.2 and at K = 1, in whole numbers, tells the same."""
    (e1, c1, s1, _), (e2, c2, s2, _) = first, second
    n1, n2 = sum(first), sum(second)
    at_fifth = (5 * (e1 - c1) - s1) * n2 - (5 * (e2 - c2) - s2) * n1
    at_one = (e1 - c1 - s1) * n2 - (e2 - c2 - s2) * n1
    found = crossings({"a": nps(*first), "b": nps(*second)})
    assert bool(found) == (at_fifth * at_one < 0)
    for crossing in found:
        assert crossing.leads_below == ("a" if at_fifth > 0 else "b")
        k = crossing.silence_weight
        assert (e1 - c1 - k * s1) / n1 == pytest.approx((e2 - c2 - k * s2) / n2)
