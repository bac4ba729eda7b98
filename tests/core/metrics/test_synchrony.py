"""The correlation of people's valence."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from tests.core.metrics.people import ANGER, CALM, JOY, seconds_of

from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.synchrony import COMMON_S, Synchrony, synchrony


def test_people_who_move_together_and_against_each_other() -> None:
    """Of 1, 2 and 3 only 1 and 2 agree: correlations 1, -1 and -1."""
    up, down = [CALM, CALM, JOY, JOY, CALM], [JOY, JOY, CALM, CALM, JOY]
    found = synchrony(seconds_of({1: up, 2: up, 3: down}, sure=1.0))
    assert found.value == pytest.approx(-1 / 3)
    assert (found.pairs, found.people) == (3, 3)


def test_who_never_changes_has_no_correlation() -> None:
    up = [CALM, CALM, JOY, JOY, CALM]
    found = synchrony(seconds_of({1: up, 2: up, 3: [CALM] * 5}))
    assert found.value == pytest.approx(1.0)
    assert (found.pairs, found.people) == (1, 2)


def test_two_people_need_five_seconds_in_common() -> None:
    up = [CALM, CALM, JOY, JOY, CALM, ANGER]
    assert COMMON_S == 5
    enough = synchrony(seconds_of({1: up, 2: ["", *up[1:]]}))
    assert enough.pairs == 1
    assert enough.value == pytest.approx(1.0)
    too_few = synchrony(seconds_of({1: up, 2: ["", "", *up[2:]]}))
    assert too_few == Synchrony(value=None, pairs=0, people=0)


def test_people_of_two_showings_did_not_watch_together() -> None:
    up = [CALM, CALM, JOY, JOY, CALM]
    assert synchrony(seconds_of({1: up}, {2: up})).pairs == 0
    assert synchrony(seconds_of({1: up, 2: up}, {1: up, 2: up})).pairs == 2


def test_the_value_is_that_of_pandas() -> None:
    """Twelve people, thirty seconds, a tenth of the seconds missing."""
    random = np.random.default_rng(3)
    rows = [
        (seat, second, random.dirichlet(np.full(7, 0.4)))
        for seat in range(1, 13)
        for second in range(30)
        if random.random() > 0.1
    ]
    seat, second, probabilities = (np.array(column) for column in zip(*rows, strict=True))
    found = synchrony(
        SeatSeconds(
            exposure_id=np.ones(len(rows), np.int64),
            seat=seat,
            second=second,
            probabilities=probabilities,
        )
    )
    table = pd.DataFrame(probabilities, columns=list("adfhsun"))
    table["valence"] = table["h"] - table[["a", "d", "f", "s"]].max(axis=1)
    table["seat"], table["second"] = seat, second
    correlations = table.pivot(index="second", columns="seat", values="valence").corr(
        min_periods=COMMON_S
    )
    pairs = correlations.to_numpy()[np.triu_indices(12, k=1)]
    assert found.pairs == 66
    assert found.value == pytest.approx(pairs.mean())
