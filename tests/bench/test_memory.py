"""Memory is judged after it has settled, by a straight line."""

from __future__ import annotations

import pytest

from reelpulse.bench.memory import growth


def test_a_server_that_grows_by_three_megabytes_a_minute_is_seen_to() -> None:
    at_s = [float(second) for second in range(0, 300, 2)]
    seen = growth(at_s, [100 + 3 * second / 60 for second in at_s])
    assert seen is not None
    assert seen.mb_per_minute == pytest.approx(3.0)
    assert seen.last_mb - seen.first_mb == pytest.approx(11.0, abs=0.2)


def test_what_is_allocated_in_the_first_minute_does_not_count() -> None:
    at_s = [float(second) for second in range(0, 300, 2)]
    seen = growth(at_s, [min(second, 60) + 100 for second in at_s])
    assert seen is not None
    assert seen.mb_per_minute == pytest.approx(0.0, abs=0.01)
    assert seen.first_mb == seen.last_mb == 160


def test_a_show_of_a_minute_and_a_half_is_too_short_to_judge() -> None:
    at_s = [float(second) for second in range(0, 90, 2)]
    assert growth(at_s, [100.0] * len(at_s)) is None
