"""EmoNPS over people, silence weighed by K."""

from __future__ import annotations

import pytest

from reelpulse.core.metrics.contacts import Contact
from reelpulse.core.metrics.persons import Stance, emo_nps, stance


def contact(seat: int, *, positive: int, negative: int, exposure_id: int = 1) -> Contact:
    """A contact with so many strong seconds; two of them make a trace."""
    return Contact(
        exposure_id=exposure_id,
        seat=seat,
        measured_seconds=10,
        shown_seconds=10,
        positive_seconds=positive,
        negative_seconds=negative,
        positive_trace=positive >= 2,
        negative_trace=negative >= 2,
    )


@pytest.mark.parametrize(
    ("strong_seconds", "wanted"),
    [
        ([(3, 0)], Stance.ENGAGED),
        ([(0, 2)], Stance.CRITICAL),
        ([(0, 0), (1, 1)], Stance.SILENT),
        ([(1, 0), (1, 0), (1, 0)], Stance.SILENT),
        ([(2, 2)], Stance.MIXED),
        ([(4, 0), (0, 3)], Stance.ENGAGED),
        ([(2, 0), (0, 3)], Stance.CRITICAL),
        ([(2, 1), (0, 1)], Stance.MIXED),
        ([(2, 1), (0, 1), (0, 1)], Stance.MIXED),
    ],
)
def test_a_person_is_what_all_their_contacts_add_up_to(
    strong_seconds: list[tuple[int, int]], wanted: Stance
) -> None:
    of_person = [contact(1, positive=p, negative=n) for p, n in strong_seconds]
    assert stance(of_person) is wanted
    assert stance(of_person[::-1]) is wanted


GROUP_OF_TEN = [
    *(contact(seat, positive=4, negative=0) for seat in (1, 2, 3, 4, 5)),
    *(contact(seat, positive=0, negative=3) for seat in (6, 7)),
    *(contact(seat, positive=0, negative=1) for seat in (8, 9)),
    contact(10, positive=2, negative=2),
]


def test_emo_nps_of_ten_people_by_hand() -> None:
    found = emo_nps(GROUP_OF_TEN, silence_weight=0.5)
    assert (found.persons, found.engaged, found.critical, found.silent, found.mixed) == (
        10,
        5,
        2,
        2,
        1,
    )
    assert found.value == pytest.approx(50 - 20 - 0.5 * 20)
    assert found.band == pytest.approx((50 - 20 - 20, 50 - 20 - 0.2 * 20))


def test_the_value_at_the_ends_of_k_is_the_band() -> None:
    at_one = emo_nps(GROUP_OF_TEN, silence_weight=1.0)
    at_a_fifth = emo_nps(GROUP_OF_TEN, silence_weight=0.2)
    assert at_one.band == at_a_fifth.band == (at_one.value, at_a_fifth.value)


def test_a_person_with_two_contacts_is_one_person() -> None:
    twice = [contact(1, positive=3, negative=0), contact(1, positive=3, negative=0, exposure_id=2)]
    found = emo_nps(twice, silence_weight=0.5)
    assert (found.persons, found.value) == (1, 100.0)


def test_one_silent_person_costs_k() -> None:
    silent = [contact(1, positive=0, negative=0)]
    assert emo_nps(silent, silence_weight=0.3).value == pytest.approx(-30.0)


def test_emo_nps_of_nobody_is_unknown_not_zero() -> None:
    found = emo_nps((), silence_weight=0.5)
    assert found.value is None
    assert found.band is None
    assert found.persons == 0
