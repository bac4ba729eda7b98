"""The ad's position of a webcam frame, in real OBS at 25, 30 and 60 frames a second."""

from __future__ import annotations

import pytest
from obs_ad_time import RATES, Measured, measure, size_of, small
from real_obs.obs import missing_programs

from reelpulse.core.frame import AdPositionBy

pytestmark = [
    pytest.mark.skipif(
        bool(missing_programs()), reason=f"real OBS needs {', '.join(missing_programs())}"
    ),
    pytest.mark.timeout(240),
]

OVERLOADED = 0.2
"""Where OBS cannot draw so large a part of its frames in time, they show nothing about positions."""
ENOUGH = 10
"""Frames from which a percentile is worth its name."""


@pytest.fixture(scope="module", params=RATES, ids=lambda rates: f"{rates[0]} Hz")
def measured(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Measured:
    rate_hz, ad_rate_hz = request.param
    found = measure(tmp_path_factory.mktemp("time"), small(rate_hz, ad_rate_hz))
    if found.skipped_part > OVERLOADED:
        pytest.skip(f"this machine is too slow: OBS skipped {found.skipped_part:.0%} of its frames")
    return found


def errors_ms(measured: Measured, *, settled: bool) -> list[float]:
    return [one.by_server_ms for one in measured.errors if one.settled is settled]


def test_in_steady_play_the_position_is_right_to_half_a_frame(measured: Measured) -> None:
    steady = errors_ms(measured, settled=True)
    if len(steady) < ENOUGH:
        pytest.skip(f"only {len(steady)} frames counted as steady: OBS stalled again and again")
    median_ms, p95_ms = size_of(steady)
    assert median_ms <= 17
    assert p95_ms <= 50


def test_within_two_seconds_of_a_start_a_seek_or_a_pause_it_is_right_to_85_ms(
    measured: Measured,
) -> None:
    after_a_jump = errors_ms(measured, settled=False)
    assert len(after_a_jump) >= ENOUGH
    assert size_of(after_a_jump)[1] <= 85


def test_the_ad_was_recognised_in_most_frames(measured: Measured) -> None:
    by_picture = sum(one.by is AdPositionBy.PICTURE for one in measured.errors)
    assert by_picture >= 0.8 * len(measured.errors)
    assert measured.missing <= 0.1 * len(measured.errors)
