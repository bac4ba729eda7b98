"""By the stored moments of a showing it is known where in its ad the people were."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.offline.films import ad

from reelpulse.core.session import Exposure, ExposureEnd
from reelpulse.offline.show_times import ended_with_film, position_at

S = 1_000_000_000
SHOWN = Exposure(
    exposure_id=4,
    ad_id="tea",
    started_at_ns=10 * S,
    ended_at_ns=25 * S,
    ended_how=ExposureEnd.PLAYED,
)
HELD = SHOWN.paused(14 * S).resumed(19 * S)


@pytest.mark.parametrize(
    ("at_s", "position_ms"),
    [
        (9.999, None),
        (10.0, 0),
        (13.5, 3500),
        (14.0, 4000),
        (18.9, 4000),
        (19.25, 4250),
        (24.999, 9999),
        (25.0, None),
    ],
)
def test_an_ad_that_was_held_stands_still(at_s: float, position_ms: int | None) -> None:
    found = position_at([HELD], round(at_s * S))
    assert found.ad_position_ms == position_ms
    assert found.exposure_id == (None if position_ms is None else 4)


def test_a_showing_without_an_end_lasts() -> None:
    assert position_at([replace(SHOWN, ended_at_ns=None)], 99 * S).ad_position_ms == 89_000


@pytest.mark.parametrize(
    ("read_to_s", "ended_s", "how"),
    [
        (30.0, 20, ExposureEnd.PLAYED),
        (19.6, 20, ExposureEnd.PLAYED),
        (14.0, 14, ExposureEnd.LOST),
        (3.0, 10, ExposureEnd.LOST),
    ],
)
def test_a_showing_ends_with_its_ad_or_with_the_film(
    read_to_s: float, ended_s: int, how: ExposureEnd
) -> None:
    open_one = replace(SHOWN, ended_how=None)
    (ended,) = ended_with_film([open_one], [ad("tea", seconds=10)], read_to_ns=round(read_to_s * S))
    assert (ended.ended_at_ns, ended.ended_how) == (ended_s * S, how)
    assert ended_with_film([SHOWN], [ad("tea")], read_to_ns=0) == (SHOWN,)
