"""Talking is a mouth that opens and shuts several times in two seconds; one gasp is not."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest

from reelpulse.core.talking import TalkingRules, TalkMeter

RULES = TalkingRules()


def talks(openness: Callable[[float], float], *, seconds: float = 6, rate: int = 15) -> list[bool]:
    """What is known after the first window of a mouth whose openness is a function of time."""
    meter = TalkMeter(RULES)
    found = [
        meter.see(openness(k / rate), at_ns=k * 1_000_000_000 // rate)
        for k in range(round(seconds * rate))
    ]
    return [each for each in found if each is not None]


@pytest.mark.parametrize("rate", [12, 15, 25])
def test_a_mouth_that_opens_three_times_a_second_talks(rate: int) -> None:
    assert all(talks(lambda t: 0.1 + 0.06 * math.sin(2 * math.pi * 3 * t), rate=rate))


def test_a_still_mouth_does_not_talk_open_or_shut() -> None:
    assert not any(talks(lambda _: 0.0))
    assert not any(talks(lambda _: 0.4))


def test_the_noise_of_the_landmarks_is_no_speech() -> None:
    assert not any(talks(lambda t: 0.03 + 0.02 * math.sin(2 * math.pi * 5 * t)))


def test_one_gasp_or_one_yawn_is_no_speech() -> None:
    assert not any(talks(lambda t: 0.5 * math.exp(-((t - 3) ** 2) / 0.1)))


def test_who_stops_talking_is_silent_two_seconds_later() -> None:
    found = talks(lambda t: 0.1 + (0.06 * math.sin(2 * math.pi * 3 * t) if t < 3 else 0.0))
    assert found[0]
    assert not found[-1]


def test_nothing_is_known_before_a_whole_window_or_after_a_gap() -> None:
    meter = TalkMeter(RULES)
    seen = [meter.see(0.1, at_ns=k * 100_000_000) for k in range(21)]
    assert seen == [None] * 20 + [False]
    assert meter.see(0.1, at_ns=2_700_000_000) is None


@pytest.mark.parametrize(("name", "value"), [("swing", 0.0), ("turns", 1), ("window_s", 11)])
def test_a_rule_out_of_its_range_is_named(name: str, value: float) -> None:
    with pytest.raises(ValueError, match=f"{name} is"):
        TalkingRules(**{name: value})  # type: ignore[arg-type]
