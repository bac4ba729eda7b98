"""How much of an ad was shown, and which readings belong to it."""

from __future__ import annotations

import pytest
from tests.core.metrics.tables import SECOND_NS, ad, every_second, exposure, row, samples

from reelpulse.core.metrics.epochs import seat_seconds
from reelpulse.core.metrics.viewing import seconds_on_screen, whole_seconds, within_ads
from reelpulse.core.session import Exposure, ExposureEnd


def shown_s(of: Exposure, *, length_s: int, measured_s: int) -> int:
    rows = every_second(of.exposure_id, 1, ["neutral"] * measured_s)
    seconds = seat_seconds(samples(*rows))
    return seconds_on_screen([of], {of.exposure_id: length_s}, seconds)[of.exposure_id]


@pytest.mark.parametrize(("duration_ms", "seconds"), [(1, 1), (999, 1), (1000, 1), (6040, 7)])
def test_the_last_second_of_an_ad_need_not_be_full(duration_ms: int, seconds: int) -> None:
    assert whole_seconds(ad("a", duration_ms=duration_ms)) == seconds


def test_an_ad_that_played_was_shown_whole_though_nobody_was_measured_at_its_end() -> None:
    played = exposure(1, "a", how=ExposureEnd.PLAYED, on_screen_s=20.2)
    assert shown_s(played, length_s=20, measured_s=4) == 20


def test_an_ad_that_was_played_faster_than_life_was_shown_whole() -> None:
    assert shown_s(exposure(1, "a", on_screen_s=2.0), length_s=20, measured_s=20) == 20


@pytest.mark.parametrize("how", [ExposureEnd.SKIPPED, ExposureEnd.STOPPED, ExposureEnd.LOST])
def test_an_ad_that_was_cut_short_was_shown_as_long_as_it_was_on_the_screen(
    how: ExposureEnd,
) -> None:
    cut = exposure(1, "a", how=how, on_screen_s=2.9)
    assert shown_s(cut, length_s=20, measured_s=0) == 3
    assert shown_s(cut, length_s=20, measured_s=3) == 3
    assert shown_s(cut, length_s=20, measured_s=5) == 5
    assert shown_s(exposure(1, "a", how=how, on_screen_s=60), length_s=20, measured_s=1) == 20


def test_of_an_ad_without_a_known_end_only_the_measured_part_is_certain() -> None:
    running = exposure(1, "a", how=None)
    assert shown_s(running, length_s=20, measured_s=7) == 7
    assert shown_s(running, length_s=20, measured_s=0) == 0


def test_readings_past_the_ad_s_last_second_do_not_belong_to_it() -> None:
    found = within_ads(
        samples(row(1, 1, 2999), row(1, 1, 3000), row(2, 1, 3000), row(2, 1, 99_000)), {1: 3, 2: 4}
    )
    assert found.position_ms.tolist() == [2999, 3000]
    assert found.exposure_id.tolist() == [1, 2]
    assert found.probabilities.shape == (2, 7)


def test_a_reading_of_an_unknown_showing_is_refused() -> None:
    with pytest.raises(ValueError, match=r"not in the session: \[7\]"):
        within_ads(samples(row(7, 1, 0)), {1: 3})


def test_time_in_which_an_ad_was_held_is_not_shown_time() -> None:
    """Twelve seconds on the screen, held for seven of them and then again until it was skipped."""
    skipped = exposure(1, "a", how=ExposureEnd.SKIPPED, on_screen_s=12.0)
    began_ns = skipped.started_at_ns
    held = skipped.paused(began_ns + 2 * SECOND_NS).resumed(began_ns + 9 * SECOND_NS)
    held = held.paused(began_ns + 10 * SECOND_NS)
    nobody = seat_seconds(samples())
    assert seconds_on_screen([skipped], {1: 30}, nobody) == {1: 12}
    assert seconds_on_screen([held], {1: 30}, nobody) == {1: 3}
