"""All figures of a show, by hand, by plain loops, and by what must hold for every show."""

from __future__ import annotations

from dataclasses import replace
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.metrics import loops
from tests.core.metrics.shows import RULES, Show, shows
from tests.core.metrics.tables import Row, ad, every_second, exposure, row, samples

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, Emotion, Group
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.shares import Shares
from reelpulse.core.metrics.show import ShowFigures, show_figures
from reelpulse.core.session import ExposureEnd

JOY, ANGER, CALM = "happiness", "anger", "neutral"

every_show = settings(max_examples=50, deadline=None, derandomize=True, database=None)


def three_people_and_two_ads() -> Show:
    """What three people showed in a show of two ads; the second one was skipped after 3 s.

    ad "a" (4 s)   0       1       2       3       ad "b" (10 s)  0       1       2
    person 1       joy     joy     calm    calm                   anger   anger   calm
    person 2       calm    joy     calm    -                      calm    calm    calm
    person 3       -       -       -       calm                   joy     anger   anger
    """
    rows = [
        *every_second(1, 1, [JOY, JOY, CALM, CALM]),
        *every_second(1, 2, [CALM, JOY, CALM, ""]),
        *every_second(1, 3, ["", "", "", CALM]),
        *every_second(2, 1, [ANGER, ANGER, CALM]),
        *every_second(2, 2, [CALM, CALM, CALM]),
        *every_second(2, 3, [JOY, ANGER, ANGER]),
    ]
    return Show(
        rows=tuple(rows),
        ads=(ad("a", duration_ms=4000), ad("b", duration_ms=10_000)),
        exposures=(
            exposure(1, "a", how=ExposureEnd.PLAYED, on_screen_s=4.1),
            exposure(2, "b", how=ExposureEnd.SKIPPED, on_screen_s=2.98),
        ),
    )


class TestThreePeopleAndTwoAds:
    """Hand-worked figures of the table above."""

    figures = three_people_and_two_ads().figures(MetricRules())

    def test_counts(self) -> None:
        assert (self.figures.readings, self.figures.people) == (17, 3)
        assert self.figures.shares.seat_seconds == 17

    def test_shares_of_the_whole_show_and_of_each_ad(self) -> None:
        a, b = self.figures.ads
        assert self.figures.shares.emotions[Emotion.HAPPINESS] == 4 / 17
        assert self.figures.shares.emotions[Emotion.ANGER] == 4 / 17
        assert self.figures.shares.groups[Group.NEUTRAL] == 9 / 17
        assert dict(a.shares.groups) == {
            Group.POSITIVE: 3 / 8,
            Group.NEGATIVE: 0,
            Group.NEUTRAL: 5 / 8,
        }
        assert dict(b.shares.groups) == {
            Group.POSITIVE: 1 / 9,
            Group.NEGATIVE: 4 / 9,
            Group.NEUTRAL: 4 / 9,
        }

    def test_curves(self) -> None:
        a, b = self.figures.ads
        assert a.curve.people.tolist() == [2, 2, 2, 2]
        assert a.curve.groups[:, 0].tolist() == [1, 2, 0, 0]
        assert b.curve.people.tolist() == [3, 3, 3, 0, 0, 0, 0, 0, 0, 0]
        assert b.curve.groups[:, 1].tolist() == [1, 2, 1, 0, 0, 0, 0, 0, 0, 0]

    def test_contacts(self) -> None:
        """Person 3 was measured in one of the four seconds of "a": no contact."""
        assert [
            (c.exposure_id, c.seat, c.measured_seconds, c.shown_seconds)
            for c in self.figures.contacts
        ] == [(1, 1, 4, 4), (1, 2, 3, 4), (2, 1, 3, 3), (2, 2, 3, 3), (2, 3, 3, 3)]

    def test_experience_index(self) -> None:
        """Traces: person 1 joy at "a" and anger at "b"; person 3 anger at "b"; 5 contacts."""
        a, b = self.figures.ads
        assert self.figures.eei.value == pytest.approx(100 * (1 - 2) / 5)
        assert a.eei.value == pytest.approx(50.0)
        assert b.eei.value == pytest.approx(-200 / 3)

    def test_emo_nps(self) -> None:
        """Person 1: 2 s of joy, 2 s of anger, mixed. Person 2: silent. Person 3: critical."""
        whole = self.figures.emo_nps
        assert (whole.engaged, whole.critical, whole.silent, whole.mixed) == (0, 1, 1, 1)
        assert whole.value == pytest.approx(100 * (-1 - 0.5) / 3)
        assert whole.band == pytest.approx((-200 / 3, -40.0))
        a, b = self.figures.ads
        assert a.emo_nps.value == pytest.approx(100 * (1 - 0.5) / 2)
        assert b.emo_nps.value == pytest.approx(100 * (-2 - 0.5) / 3)

    def test_causing_frames(self) -> None:
        joy = self.figures.by_emotion[Emotion.HAPPINESS]
        assert [(f.ad_id, f.second, f.people, f.of_people) for f in joy] == [
            ("a", 1, 2, 2),
            ("b", 0, 1, 3),
        ]
        anger = self.figures.negative_frames
        assert [(f.ad_id, f.frame_ms, f.people, f.of_people) for f in anger] == [("b", 1100, 2, 3)]
        assert self.figures.by_emotion[Emotion.FEAR] == ()


def test_one_ad_shown_twice_is_one_ad_with_two_contacts_per_person() -> None:
    rows = [*every_second(1, 1, [JOY, JOY]), *every_second(2, 1, [CALM, CALM])]
    show = Show(tuple(rows), (ad("a", duration_ms=2000),), (exposure(1, "a"), exposure(2, "a")))
    found = show.figures(MetricRules())
    (only,) = found.ads
    assert only.curve.people.tolist() == [2, 2]
    assert (only.eei.contacts, only.eei.value) == (2, 50.0)
    assert (only.emo_nps.persons, only.emo_nps.value) == (1, 100.0)
    assert [(f.people, f.of_people) for f in found.positive_frames] == [(1, 2)]


def test_one_silent_person() -> None:
    show = Show(
        tuple(every_second(1, 1, [CALM] * 3)), (ad("a", duration_ms=3000),), (exposure(1, "a"),)
    )
    found = show.figures(MetricRules())
    assert (found.people, found.eei.value, found.emo_nps.value) == (1, 0.0, -50.0)
    assert found.shares.groups[Group.NEUTRAL] == 1.0
    assert found.positive_frames == found.negative_frames == ()


def test_a_session_in_which_nobody_was_seen_has_unknown_figures() -> None:
    found = show_figures(
        samples(),
        ads=[ad("a", duration_ms=3000)],
        exposures=[exposure(1, "a")],
        rules=MetricRules(),
    )
    assert (found.readings, found.people) == (0, 0)
    assert (found.eei.value, found.emo_nps.value, found.emo_nps.band) == (None, None, None)
    assert found.ads[0].curve.people.tolist() == [0, 0, 0]


def test_a_session_that_was_never_started_has_no_ads() -> None:
    found = show_figures(
        samples(), ads=[ad("a", duration_ms=3000)], exposures=[], rules=MetricRules()
    )
    assert found.ads == ()
    assert found.contacts == ()


def test_ads_come_in_the_order_of_their_first_showing() -> None:
    ads = [ad("a", duration_ms=1000), ad("b", duration_ms=1000), ad("c", duration_ms=1000)]
    shown = [exposure(1, "c"), exposure(2, "a"), exposure(3, "c")]
    found = show_figures(samples(), ads=ads, exposures=shown, rules=MetricRules())
    assert [figures.ad.ad_id for figures in found.ads] == ["c", "a"]


def test_readings_past_the_end_of_an_ad_are_in_no_figure() -> None:
    rows = every_second(1, 1, [JOY, JOY, ANGER, ANGER, ANGER])
    show = Show(tuple(rows), (ad("a", duration_ms=2000),), (exposure(1, "a"),))
    found = show.figures(MetricRules())
    assert (found.readings, found.shares.seat_seconds) == (2, 2)
    assert found.ads[0].curve.people.sum() == 2
    assert found.contacts[0].shown_seconds == 2
    assert found.negative_frames == ()


def test_a_showing_of_an_ad_that_is_not_in_the_plan_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not in the plan: \['x'\]"):
        show_figures(
            samples(), ads=[ad("a", duration_ms=1)], exposures=[exposure(1, "x")], rules=RULES
        )


def test_a_reading_of_a_showing_that_is_not_in_the_session_is_refused() -> None:
    with pytest.raises(ValueError, match="not in the session"):
        show_figures(samples(row(9, 1, 0)), ads=[], exposures=[], rules=RULES)


@given(shows())
@every_show
def test_the_figures_are_those_of_plain_loops(show: Show) -> None:
    found = show.figures()
    seconds = loops.seconds_of(show.rows, show.ads, show.exposures)
    assert found.shares.seat_seconds == len(seconds)
    assert found.people == len({s.seat for s in seconds})
    assert dict(found.shares.emotions) == pytest.approx(loops.shares_of(seconds))
    viewings = loops.viewings_of(seconds, show.ads, show.exposures, RULES)
    assert [
        (c.exposure_id, c.seat, c.positive_seconds, c.negative_seconds) for c in found.contacts
    ] == [(v.exposure, v.seat, v.positive, v.negative) for v in viewings]
    assert found.eei.value == pytest.approx(loops.eei_of(viewings, RULES))
    assert found.emo_nps.value == pytest.approx(loops.emo_nps_of(viewings, RULES))


@given(shows())
@every_show
def test_the_figures_of_each_ad_are_those_of_plain_loops(show: Show) -> None:
    seconds = loops.seconds_of(show.rows, show.ads, show.exposures)
    viewings = loops.viewings_of(seconds, show.ads, show.exposures, RULES)
    for figures in show.figures().ads:
        numbers = {e.exposure_id for e in show.exposures if e.ad_id == figures.ad.ad_id}
        of_ad = [s for s in seconds if s.exposure in numbers]
        own = [v for v in viewings if v.exposure in numbers]
        assert figures.curve.emotions.tolist() == loops.curve_of(
            seconds, numbers, len(figures.curve.people)
        )
        assert figures.curve.people.sum() == figures.shares.seat_seconds == len(of_ad)
        assert dict(figures.shares.emotions) == pytest.approx(loops.shares_of(of_ad))
        assert figures.eei.value == pytest.approx(loops.eei_of(own, RULES))
        assert figures.emo_nps.value == pytest.approx(loops.emo_nps_of(own, RULES))


@given(shows())
@every_show
def test_the_causing_frames_count_people_as_plain_loops_do(show: Show) -> None:
    found = show.figures()
    seconds = loops.seconds_of(show.rows, show.ads, show.exposures)
    ad_of = {e.exposure_id: e.ad_id for e in show.exposures}
    positive = {e for e in EMOTIONS if GROUP_OF[e] is Group.POSITIVE}
    lists = {frozenset([e]): found.by_emotion[e] for e in EMOTIONS}
    lists[frozenset(positive)] = found.positive_frames
    for emotions, frames in lists.items():
        counted = loops.people_who_showed(seconds, ad_of, set(emotions))
        for frame in frames:
            assert counted[frame.ad_id, frame.second] == (frame.people, frame.of_people)
            assert frame.peak_ms == loops.peak_ms_of(show.rows, ad_of, frame, set(emotions))
        assert bool(frames) == any(people for people, _ in counted.values())


def all_lists(found: ShowFigures) -> list[tuple[CausingFrame, ...]]:
    return [*found.by_emotion.values(), found.positive_frames, found.negative_frames]


@given(shows())
@every_show
def test_causing_frames_are_real_apart_and_of_people_who_were_measured(show: Show) -> None:
    lengths = {a.ad_id: a.duration_ms for a in show.ads}
    for frames in all_lists(show.figures()):
        for index, frame in enumerate(frames):
            assert 0 < frame.people <= frame.of_people
            assert 0 <= frame.frame_ms <= frame.peak_ms < lengths[frame.ad_id] + 1000
            assert 0 < frame.mean_probability <= 1 + 1e-9
            for other in frames[:index]:
                same_ad = other.ad_id == frame.ad_id
                assert (
                    not same_ad or abs(other.frame_ms - frame.frame_ms) >= RULES.frame_gap_s * 1000
                )


@given(shows())
@every_show
def test_shares_sum_to_one_or_nothing_was_measured(show: Show) -> None:
    found = show.figures()
    for shares in (found.shares, *(figures.shares for figures in found.ads)):
        whole = 1.0 if shares.seat_seconds else 0.0
        assert sum(shares.emotions.values()) == pytest.approx(whole)
        assert sum(shares.groups.values()) == pytest.approx(whole)


@given(shows(), st.floats(0.2, 1.0))
@every_show
def test_the_indices_keep_their_bounds_and_the_band_holds_the_value(show: Show, k: float) -> None:
    found = show.figures(replace(RULES, silence_weight=k))
    for eei, nps in ((found.eei, found.emo_nps), *((a.eei, a.emo_nps) for a in found.ads)):
        assert (eei.value is None) == (eei.contacts == 0) == (nps.value is None)
        if eei.value is None or nps.value is None or nps.band is None:
            continue
        assert -100 <= eei.value <= 100
        low, high = nps.band
        assert -100 <= low <= nps.value + 1e-9
        assert nps.value <= high + 1e-9 <= 100 + 1e-9
        assert nps.engaged + nps.critical + nps.silent + nps.mixed == nps.persons


def numbered(rows: tuple[Row, ...], seat_of: dict[int, int]) -> tuple[Row, ...]:
    return tuple(replace(r, seat=seat_of[r.seat]) for r in rows)


@given(shows(), st.randoms(), st.permutations([1, 2, 3]))
@every_show
def test_the_order_of_rows_and_the_numbers_of_seats_do_not_matter(
    show: Show, random: Random, seats: list[int]
) -> None:
    shuffled = list(show.rows)
    random.shuffle(shuffled)
    before = show.figures()
    for rows in (
        tuple(shuffled),
        numbered(show.rows, dict(zip([1, 2, 3], seats, strict=True))),
    ):
        after = replace(show, rows=rows).figures()
        assert after.shares == before.shares
        assert after.eei == before.eei
        assert after.emo_nps == before.emo_nps
        assert [pointed(frames) for frames in all_lists(after)] == [
            pointed(frames) for frames in all_lists(before)
        ]


def pointed(frames: tuple[CausingFrame, ...]) -> list[tuple[str, int, int]]:
    return [(f.ad_id, f.frame_ms, f.people) for f in frames]


@given(shows())
@every_show
def test_twice_the_frame_rate_changes_no_figure(show: Show) -> None:
    doubled = tuple(r for r in show.rows for _ in range(2))
    before, after = show.figures(), replace(show, rows=doubled).figures()
    assert after.readings == 2 * before.readings
    assert after.shares == before.shares
    assert after.contacts == before.contacts
    assert all_lists(after) == all_lists(before)


@given(shows())
@every_show
def test_a_second_that_is_missing_never_becomes_neutral(show: Show) -> None:
    """Without one person's second, that second is gone and every other one is as before."""
    if not show.rows:
        return
    gone = show.rows[0]
    kept = tuple(
        r
        for r in show.rows
        if (r.exposure, r.seat, r.at_ms // 1000) != (gone.exposure, gone.seat, gone.at_ms // 1000)
    )
    before, after = show.figures().shares, replace(show, rows=kept).figures().shares

    lost = [b - a for b, a in zip(counts(before), counts(after), strict=True)]
    assert sorted(lost) in ([0] * 7, [0] * 6 + [1])
    assert sum(lost) == before.seat_seconds - after.seat_seconds


def counts(shares: Shares) -> list[int]:
    return [round(shares.emotions[e] * shares.seat_seconds) for e in EMOTIONS]


def test_samples_know_how_many_they_are() -> None:
    assert isinstance(samples(), Samples)
    assert len(samples(row(1, 1, 0), row(1, 2, 0))) == 2
