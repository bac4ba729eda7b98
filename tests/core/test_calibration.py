"""The delay of a camera is found by the flashes that it sees."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.calibration import CLIP_MS, camera_delay, changes_ms, is_bright, spread_of


def looks(number: int = 200) -> npt.NDArray[np.float64]:
    """Times at which the webcam was looked at, not quite even."""
    jitter = np.random.default_rng(3).uniform(0, 20, number)
    return np.linspace(1500, CLIP_MS - 900, number) + jitter


def filmed(delay_ms: float, *, part: float = 0.2) -> npt.NDArray[np.float32]:
    """A noisy webcam of 32 × 18 pixels of which a part shows the screen."""
    noise = np.random.default_rng(4).normal(90, 6, (len(looks()), 32 * 18))
    noise[:, : int(part * 32 * 18)] += 80 * is_bright(looks() - delay_ms)[:, np.newaxis]
    return noise.astype(np.float32)


@given(delay_ms=st.floats(0, 700))
@settings(max_examples=25, deadline=None, derandomize=True, database=None)
def test_the_delay_is_found_to_within_a_few_milliseconds(delay_ms: float) -> None:
    found = camera_delay(looks(), filmed(delay_ms))
    assert found is not None
    assert found.median_ms == pytest.approx(delay_ms, abs=10)
    assert found.low_ms - 1 <= found.median_ms <= found.high_ms + 1
    assert found.samples == len(looks())


def test_a_screen_in_a_tenth_of_the_picture_is_enough() -> None:
    found = camera_delay(looks(), filmed(140, part=0.1))
    assert found is not None
    assert found.median_ms == pytest.approx(140, abs=10)


def test_a_camera_that_sees_no_screen_has_no_delay() -> None:
    assert camera_delay(looks(), filmed(140, part=0)) is None


def test_nobody_sees_more_than_one_flash_a_second() -> None:
    assert np.diff(changes_ms()).min() >= 500
    assert len(changes_ms()) >= 20


def test_a_spread_is_median_and_percentiles() -> None:
    spread = spread_of(np.arange(101.0))
    assert (spread.low_ms, spread.median_ms, spread.high_ms, spread.samples) == (5, 50, 95, 101)
