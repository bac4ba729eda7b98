"""The figures of each ad, by pandas and by what must hold for every show."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.core.metrics import frames, loops
from tests.core.metrics.shows import RULES, Show, shows
from tests.core.metrics.test_show import every_show, numbered

from reelpulse.core.emotion import EMOTIONS, GROUPS, Group
from reelpulse.core.metrics.norms import Norm
from reelpulse.core.metrics.show import AdFigures, ShowFigures


def tables_of(show: Show) -> dict[str, Any]:
    """By ad that was shown."""
    seconds = loops.seconds_of(show.rows, show.ads, show.exposures)
    viewings = loops.viewings_of(seconds, show.ads, show.exposures, RULES)
    tables = {}
    for ad_id in dict.fromkeys(e.ad_id for e in show.exposures):
        numbers = {e.exposure_id for e in show.exposures if e.ad_id == ad_id}
        tables[ad_id] = frames.table_of([s for s in seconds if s.exposure in numbers], viewings)
    return tables


def known(value: float | None) -> float:
    """What is not known as pandas writes it."""
    return float("nan") if value is None else value


def same(value: Any) -> Any:
    return pytest.approx(value, abs=1e-9, nan_ok=True)


@given(shows())
@every_show
def test_norms_scores_and_moments_are_those_of_pandas(show: Show) -> None:
    tables = tables_of(show)
    for ad in show.figures().ads:
        table, length_s = tables[ad.ad.ad_id], len(ad.curve.people)
        norms = {("label", str(e)): ad.norms.emotions[e] for e in EMOTIONS}
        norms |= {("group", str(g)): ad.norms.groups[g] for g in GROUPS}
        for (column, name), norm in norms.items():
            assert tuple(known(v) for v in figures_of(norm)) == same(
                frames.norm(table, column, name)
            )
        for name, score in (
            ("valence", ad.scores.valence),
            ("expressiveness", ad.scores.expressiveness),
            ("surprise", ad.scores.surprise),
        ):
            assert known(score.value) == same(frames.over_people(table, name))
        assert ad.scores.valence_by_second == same(
            frames.by_second(table, "valence", length_s).to_numpy()
        )
        for group, moments in ad.moments.items():
            last = range(max(0, length_s - 5), length_s)
            assert known(moments.opening) == same(frames.edge(table, group, range(5)))
            assert known(moments.ending) == same(frames.edge(table, group, last))


def figures_of(norm: Norm) -> tuple[float | None, ...]:
    return (norm.ever, norm.of_people, norm.average, norm.maximum, norm.minimum)


@given(shows())
@every_show
def test_the_fastest_rise_and_the_comparison_are_those_of_pandas(show: Show) -> None:
    found, tables = show.figures(), tables_of(show)
    for ad in found.ads:
        change = frames.joy_into_each_second(tables[ad.ad.ad_id], len(ad.curve.people))
        highest = np.nan_to_num(change.max())
        if ad.rise is None:
            assert highest <= 1e-9
        else:
            assert (ad.rise.per_second, change[ad.rise.second]) == same((highest, highest))
    for compared in found.comparisons:
        difference = frames.positive_share_differences(
            tables[compared.first], tables[compared.second]
        )
        assert compared.pairs == len(difference)
        assert compared.more == (difference > 1e-9).sum()
        assert compared.fewer == (difference < -1e-9).sum()
        assert known(compared.median) == same(difference.median())


@given(shows())
@every_show
def test_the_curve_s_shares_sum_to_one_and_lie_in_their_bands(show: Show) -> None:
    for ad in show.figures().ads:
        measured = ad.curve.people > 0
        total = np.sum([ad.curve.share(group) for group in GROUPS], axis=0)
        assert np.isnan(total).tolist() == (~measured).tolist()
        assert total[measured] == pytest.approx(1.0)
        for group in GROUPS:
            share = ad.curve.share(group)[measured]
            low, high = (end[measured] for end in ad.curve.band(group))
            assert (low >= 0).all()
            assert (high <= 1).all()
            assert (low <= share + 1e-12).all()
            assert (share <= high + 1e-12).all()


@given(shows())
@every_show
def test_every_figure_keeps_its_bounds(show: Show) -> None:
    for ad in show.figures().ads:
        for norm in (*ad.norms.emotions.values(), *ad.norms.groups.values()):
            assert 0 <= norm.ever <= norm.of_people
            if norm.average is not None:
                assert 0 <= known(norm.minimum) <= norm.average + 1e-12
                assert norm.average <= known(norm.maximum) + 1e-12 <= 1 + 1e-12
        if ad.scores.valence.value is not None:
            assert abs(ad.scores.valence.value) <= known(ad.scores.expressiveness.value) + 1e-12
        if ad.synchrony.value is not None:
            assert abs(ad.synchrony.value) <= 1 + 1e-9


def summary(found: ShowFigures) -> list[object]:
    """All figures of ads in an order that does not depend on the numbers of seats."""
    return [
        *(_of_ad(ad) for ad in found.ads),
        *((c.pairs, c.more, c.fewer, c.p) for c in found.comparisons),
        *found.crossings,
        sorted((sorted(t.ads.items()), t.show, t.stance) for t in found.traces),
    ]


def _of_ad(ad: AdFigures) -> list[object]:
    rounded = [
        None if v is None else round(v, 9)
        for v in (
            ad.rise.per_second if ad.rise else None,
            ad.scores.valence.value,
            ad.scores.expressiveness.value,
            ad.scores.surprise.value,
            ad.synchrony.value,
        )
    ]
    series = np.round(ad.scores.valence_by_second, 9).tolist()
    moments = [ad.moments[g] for g in (Group.POSITIVE, Group.NEGATIVE)]
    return [ad.norms, moments, rounded, str(series), ad.eei, ad.synchrony.pairs]


@given(shows(), st.randoms(), st.permutations([1, 2, 3]))
@every_show
def test_neither_the_order_of_rows_nor_the_numbers_of_seats_nor_the_frame_rate_matter(
    show: Show, random: Random, seats: list[int]
) -> None:
    shuffled = list(show.rows)
    random.shuffle(shuffled)
    renamed = numbered(show.rows, dict(zip([1, 2, 3], seats, strict=True)))
    doubled = tuple(r for r in show.rows for _ in range(2))
    before = summary(show.figures())
    for rows in (tuple(shuffled), renamed, doubled):
        assert summary(replace(show, rows=rows).figures()) == before


@given(shows())
@every_show
def test_an_ad_that_nobody_was_measured_at_has_no_figure_and_no_neutral_one(show: Show) -> None:
    for ad in replace(show, rows=()).figures().ads:
        assert all(figures_of(n)[2:] == (None,) * 3 for n in ad.norms.emotions.values())
        assert (ad.scores.valence.value, ad.scores.expressiveness.value) == (None, None)
        assert np.isnan(ad.scores.valence_by_second).all()
        assert (ad.rise, ad.synchrony.value) == (None, None)
        assert [m.ending for m in ad.moments.values()] == [None, None]
