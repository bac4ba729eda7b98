"""Values that travel with a picture."""

from __future__ import annotations

import dataclasses

import pytest

from reelpulse.core.frame import Box


def test_the_middle_of_a_box_that_reaches_over_the_border() -> None:
    box = Box(left_px=-20, top_px=10, width_px=100, height_px=60)
    assert box.centre_px == (30, 40)


def test_values_cannot_be_changed() -> None:
    box = Box(left_px=0, top_px=0, width_px=1, height_px=1)
    with pytest.raises(dataclasses.FrozenInstanceError):
        box.left_px = 3  # type: ignore[misc]  # that is the point
