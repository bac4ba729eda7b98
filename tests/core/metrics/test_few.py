"""Groups that are too small to speak for others."""

from __future__ import annotations

import pytest

from reelpulse.core.metrics.few import too_few


@pytest.mark.parametrize(("people", "few"), [(0, False), (1, True), (7, True), (8, False)])
def test_one_to_seven_people_are_too_few(people: int, few: bool) -> None:
    assert too_few(people) is few
