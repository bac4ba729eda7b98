"""A picture of the ad finds its own frame among others, or says that it cannot be told."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.ad_match import AdLead, AdMatch, match_frame

SECOND_NS = 1_000_000_000
TIMES_MS = np.arange(12) * 40.0


def moving(seed: int = 1) -> npt.NDArray[np.float32]:
    """Twelve frames with nothing in common, shape (12, 600)."""
    return np.random.default_rng(seed).uniform(0, 255, (12, 600)).astype(np.float32)


@given(frame=st.integers(0, 11), gain=st.floats(0.5, 1.5), offset=st.floats(-30, 30))
@settings(max_examples=50, deadline=None, derandomize=True, database=None)
def test_a_frame_is_found_however_bright_its_picture_is(
    frame: int, gain: float, offset: float
) -> None:
    noise = np.random.default_rng(2).normal(0, 3, 600)
    picture = (moving()[frame] * gain + offset + noise).astype(np.float32)
    assert match_frame(picture, moving(), TIMES_MS) == AdMatch(position_ms=frame * 40.0)


def test_in_a_still_nothing_is_found() -> None:
    still = np.repeat(moving()[:1], 12, axis=0)
    assert match_frame(still[5], still, TIMES_MS) == AdMatch(position_ms=None)


def test_of_two_frames_that_look_alike_the_middle_is_taken() -> None:
    frames = moving()
    frames[5] = frames[6]
    assert match_frame(frames[5], frames, TIMES_MS) == AdMatch(position_ms=220.0)


def test_a_picture_of_something_else_is_not_there() -> None:
    assert match_frame(moving(9)[0], moving(), TIMES_MS) == AdMatch(
        position_ms=None, is_there=False
    )


def test_a_plain_picture_tells_nothing() -> None:
    black = np.zeros(600, dtype=np.float32)
    assert match_frame(black, moving(), TIMES_MS) == AdMatch(position_ms=None)


def test_without_frames_nothing_is_found() -> None:
    empty = moving()[:0]
    assert match_frame(moving()[0], empty, TIMES_MS[:0]) == AdMatch(position_ms=None)


def test_the_lead_is_the_median_of_the_last_five() -> None:
    lead = AdLead()
    for second, value in enumerate([500.0, 100.0, 110.0, 900.0, 120.0, 130.0]):
        lead.see(value, at_ns=second * SECOND_NS // 10)
    assert lead.at(SECOND_NS) == pytest.approx(120.0)


def test_an_old_lead_does_not_count_nor_one_of_before_a_jump() -> None:
    lead = AdLead()
    lead.see(100.0, at_ns=0)
    assert (lead.at(5 * SECOND_NS), lead.at(5 * SECOND_NS + 1)) == (100.0, None)
    lead.forget()
    assert lead.at(SECOND_NS) is None
