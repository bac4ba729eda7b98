"""What is measured on top of the nets is told in their share."""

from __future__ import annotations

import pytest

from reelpulse.bench.bare import sample_pictures
from reelpulse.bench.following_cost import FollowingCost, following_cost
from reelpulse.settings import Settings


def test_the_share_is_that_of_the_nets() -> None:
    cost = FollowingCost(people=8, nets_ms=40.0, following_ms=2.0)
    assert "2.00 ms on top of 40.0 ms" in cost.line
    assert cost.line.endswith(": 5.0 %.")


def test_both_parts_are_measured_on_the_people_of_the_pictures(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    settings = Settings(data_dir=tmp_path_factory.mktemp("data"))
    cost = following_cost(settings, sample_pictures(people=2), people=2)
    assert cost.people == 2
    assert min(cost.nets_ms, cost.following_ms) > 0
