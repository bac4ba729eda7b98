"""The frames that caused an emotion."""

from __future__ import annotations

import pytest
from tests.core.metrics.tables import Row, every_second, row, samples

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.causes import CausingFrame, causing_frames
from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.rules import MetricRules

JOY, CALM = "happiness", "neutral"


def causes(
    rows: list[Row],
    *emotions: Emotion,
    ads: dict[int, str] | None = None,
    rules: MetricRules | None = None,
    limit: int = 6,
) -> tuple[CausingFrame, ...]:
    table = samples(*rows)
    return causing_frames(
        table,
        seat_seconds(table),
        ad_of_exposure=ads or {r.exposure: "ad" for r in rows},
        emotions=[EMOTIONS.index(e) for e in emotions or (Emotion.HAPPINESS,)],
        rules=rules or MetricRules(),
        limit=limit,
    )


def test_the_frame_lies_the_reaction_lag_before_the_strongest_reading() -> None:
    rows = [
        row(1, 1, 5100, happiness=0.7),
        row(1, 1, 5500, happiness=0.9),
        row(1, 2, 5500, neutral=0.9),
        row(1, 2, 5900, happiness=0.4, neutral=0.5),
    ]
    (frame,) = causes(rows, rules=MetricRules(reaction_lag_ms=400))
    assert (frame.ad_id, frame.second, frame.peak_ms, frame.frame_ms) == ("ad", 5, 5500, 5100)
    assert (frame.people, frame.of_people) == (1, 2)
    # medians of happiness: 0.8 of person 1 and (1/60 + 0.4) / 2 of person 2
    assert frame.mean_probability == pytest.approx((0.8 + (0.1 / 6 + 0.4) / 2) / 2)


def test_of_two_equally_strong_readings_the_first_is_the_peak() -> None:
    rows = [row(1, 1, at_ms, happiness=0.9) for at_ms in (5800, 5200, 5500)]
    (frame,) = causes(rows)
    assert frame.peak_ms == 5200


def test_a_reaction_at_once_is_caused_by_the_first_frame() -> None:
    (frame,) = causes([row(1, 1, 120, happiness=0.9)])
    assert (frame.peak_ms, frame.frame_ms) == (120, 0)


def test_more_people_come_first_then_the_stronger() -> None:
    rows = [
        *every_second(1, 1, [JOY, CALM, CALM, JOY, CALM, CALM, JOY]),
        *every_second(1, 2, [CALM, CALM, CALM, JOY, CALM, CALM, CALM]),
        *every_second(1, 3, [CALM, CALM, CALM, CALM, CALM, CALM, ""]),
        row(1, 3, 6500, neutral=0.6, happiness=0.4),
    ]
    assert [(f.second, f.people, f.of_people) for f in causes(rows)] == [
        (3, 2, 3),
        (6, 1, 3),
        (0, 1, 3),
    ]


def test_seven_of_eight_people_stand_before_the_one_of_one_who_was_measured() -> None:
    rows = [r for seat in range(1, 8) for r in every_second(1, seat, [JOY, CALM])]
    rows += [*every_second(1, 8, [CALM, CALM]), row(1, 8, 20_500, happiness=0.99)]
    assert [(f.people, f.of_people) for f in causes(rows)] == [(7, 8), (1, 1)]


def test_a_second_in_which_nobody_showed_it_is_not_listed() -> None:
    rows = every_second(1, 1, [CALM, "anger"])
    assert causes(rows) == ()
    assert [f.second for f in causes(rows, Emotion.ANGER)] == [1]


def test_a_group_is_shown_by_whoever_shows_one_of_its_emotions() -> None:
    rows = [*every_second(1, 1, [JOY]), *every_second(1, 2, ["surprise"])]
    (frame,) = causes(rows, Emotion.HAPPINESS, Emotion.SURPRISE)
    assert (frame.people, frame.of_people) == (2, 2)
    assert frame.mean_probability == pytest.approx(0.9 + 0.1 / 6)


def test_of_two_frames_closer_than_the_gap_the_stronger_stands() -> None:
    rows = [
        row(1, 1, 1999, happiness=0.9),
        row(1, 1, 3000, happiness=0.8),  # one second later, though second 3 is two after second 1
        row(1, 1, 5100, happiness=0.7),
    ]
    frames = causes(rows, rules=MetricRules(frame_gap_s=2))
    assert [f.peak_ms for f in frames] == [1999, 5100]


def test_the_gap_is_within_one_ad() -> None:
    rows = [row(1, 1, 1500, happiness=0.9), row(2, 1, 1500, happiness=0.8)]
    assert len(causes(rows, ads={1: "a", 2: "b"})) == 2
    assert len(causes(rows, ads={1: "a", 2: "a"})) == 1


def test_two_showings_of_an_ad_add_up() -> None:
    rows = [
        *every_second(1, 1, [CALM, JOY]),
        *every_second(2, 1, [CALM, JOY]),
        *every_second(2, 2, [CALM, CALM]),
    ]
    (frame,) = causes(rows, ads={1: "a", 2: "a"})
    assert (frame.ad_id, frame.second, frame.people, frame.of_people) == ("a", 1, 2, 3)
    assert frame.seats == 2


def test_the_same_people_seen_twice_are_no_surer_than_once() -> None:
    twice = [row(exposure, seat, 500, happiness=0.9) for exposure in (1, 2) for seat in (1, 2)]
    once = [row(3, seat, 500, happiness=0.8) for seat in (3, 4, 5)]
    found = causes([*twice, *once], ads={1: "a", 2: "a", 3: "b"})
    assert [(one.ad_id, one.people, one.seats) for one in found] == [("b", 3, 3), ("a", 4, 2)]


def test_the_list_is_as_long_as_wanted() -> None:
    rows = every_second(1, 1, [JOY] * 20)
    assert [f.second for f in causes(rows, limit=4)] == [0, 2, 4, 6]


def test_nothing_measured_caused_nothing() -> None:
    assert causes([], ads={1: "a"}) == ()
    assert causes([], ads={}) == ()
