"""A showing and its pauses, and what is left of a plan."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.core.late_facts import begun_late, ended_late, paused_late, resumed_late
from reelpulse.core.session import (
    Ad,
    Exposure,
    ExposureEnd,
    ExposurePause,
    Session,
    SessionState,
    ads_to_come,
)

SECOND = 1_000_000_000


def ad(ad_id: str) -> Ad:
    return Ad(
        ad_id=ad_id,
        title=ad_id,
        path=Path(f"/{ad_id}.mp4"),
        sha256="0",
        duration_ms=10_000,
        width_px=640,
        height_px=360,
        frame_rate_hz=25.0,
    )


def showing(number: int, ad_id: str = "a") -> Exposure:
    return Exposure(exposure_id=number, ad_id=ad_id, started_at_ns=SECOND)


def test_time_in_which_an_ad_is_held_is_not_time_on_the_screen() -> None:
    exposure = showing(1).paused(3 * SECOND).resumed(7 * SECOND).paused(9 * SECOND)
    assert exposure.is_paused
    assert exposure.moving_ns(3 * SECOND) == 2 * SECOND
    assert exposure.moving_ns(5 * SECOND) == 2 * SECOND
    assert exposure.moving_ns(8 * SECOND) == 3 * SECOND
    assert exposure.moving_ns(99 * SECOND) == 4 * SECOND
    assert exposure.moving_ns(0) == 0


def test_holding_twice_and_going_on_twice_change_nothing() -> None:
    held = showing(1).paused(3 * SECOND)
    assert held.paused(4 * SECOND) == held
    on = held.resumed(5 * SECOND)
    assert on.resumed(6 * SECOND) == on
    assert on.pauses == (ExposurePause(paused_at_ns=3 * SECOND, resumed_at_ns=5 * SECOND),)


@pytest.mark.parametrize(
    ("seen", "left"),
    [
        ("", "abab"),
        ("a", "bab"),
        ("ab", "ab"),
        ("b", "ab"),
        ("aa", "b"),
        ("abab", ""),
        ("x", "abab"),
    ],
)
def test_what_is_left_of_a_plan_follows_the_last_ad_that_was_seen(seen: str, left: str) -> None:
    session = Session(
        session_id=1,
        title="Tuesday",
        state=SessionState.INTERRUPTED,
        created_unix_ms=0,
        clock_name="",
        clock_anchor_ns=0,
        ads=tuple(ad(name) for name in "abab"),
        exposures=tuple(showing(number, name) for number, name in enumerate(seen)),
        models=(),
        provider="",
    )
    assert "".join(one.ad_id for one in ads_to_come(session)) == left


@pytest.mark.parametrize(
    ("at_s", "how"), [(10.5, ExposureEnd.PLAYED), (9.9, ExposureEnd.LOST), (60, ExposureEnd.PLAYED)]
)
def test_a_late_end_counts_as_played_when_the_ad_had_its_length(
    at_s: float, how: ExposureEnd
) -> None:
    ended = ended_late(showing(1), ad("a"), at_ns=round(at_s * SECOND))
    assert ended is not None
    assert (ended.ended_how, ended.ended_at_ns) == (how, round(at_s * SECOND))


def test_a_late_end_does_not_count_the_time_in_which_the_ad_was_held() -> None:
    held = resumed_late(
        paused_late(showing(1), ad("a"), at_ns=2 * SECOND), ad("a"), at_ns=7 * SECOND
    )
    ended = ended_late(held, ad("a"), at_ns=11 * SECOND)
    assert ended is not None
    assert ended.ended_how is ExposureEnd.LOST


def test_late_facts_of_a_showing_that_never_began_are_left() -> None:
    assert ended_late(None, ad("a"), at_ns=5) is None
    assert paused_late(None, ad("a"), at_ns=5) is None
    assert resumed_late(None, ad("a"), at_ns=5) is None
    assert begun_late(showing(1), ad("a"), exposure_id=1, at_ns=5) is None
