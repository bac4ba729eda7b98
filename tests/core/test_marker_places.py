"""A marker has its place in the show, in the ad on the screen, and in the recording."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from tests.storage.sessions import ad, session

from reelpulse.core.marker_places import MarkerPlace, marker_places
from reelpulse.core.notes import Marker
from reelpulse.core.session import Exposure, ExposureEnd, ExposurePause, Recording, Session

SECOND_NS = 10**9
HELD = Exposure(
    exposure_id=1,
    ad_id="a",
    started_at_ns=10 * SECOND_NS,
    ended_at_ns=20 * SECOND_NS,
    ended_how=ExposureEnd.PLAYED,
    pauses=(ExposurePause(paused_at_ns=12 * SECOND_NS, resumed_at_ns=15 * SECOND_NS),),
)
LOST = Exposure(exposure_id=2, ad_id="b", started_at_ns=22 * SECOND_NS, ended_how=ExposureEnd.LOST)
FIRST = Recording(
    started_at_ns=5 * SECOND_NS, stopped_at_ns=21 * SECOND_NS, path=Path("/films/one.mkv")
)
SECOND = Recording(started_at_ns=30 * SECOND_NS)


def of(*at_s: float, exposures: tuple[Exposure, ...] = (HELD, LOST)) -> Session:
    """A session whose clock stood at 0 when it was prepared, with markers at these seconds."""
    return dataclasses.replace(
        session(ad("a"), ad("b")),
        created_unix_ms=1_000_000,
        clock_anchor_ns=0,
        exposures=exposures,
        recordings=(FIRST, SECOND),
        markers=tuple(
            Marker(marker_id=number, at_ns=round(at * SECOND_NS), text=f"marker {number}")
            for number, at in enumerate(at_s, start=1)
        ),
    )


def place(at_s: float, *, exposures: tuple[Exposure, ...] = (HELD, LOST)) -> MarkerPlace:
    (found,) = marker_places(of(at_s, exposures=exposures))
    return found


def test_a_marker_in_an_ad_has_the_ads_time_without_its_pauses() -> None:
    during, held, after = place(11.5), place(14), place(16.25)
    assert [each.ad_ms for each in (during, held, after)] == [1500, 2000, 3250]
    assert {each.ad.ad_id if each.ad else None for each in (during, held, after)} == {"a"}


def test_every_marker_has_the_wall_time_and_the_time_of_the_show() -> None:
    assert (place(16).unix_ms, place(16).show_ms) == (1_016_000, 6000)
    assert place(8).show_ms == -2000
    assert place(8, exposures=()).show_ms is None


def test_between_the_ads_there_is_no_ad_time() -> None:
    assert [place(at).ad_ms for at in (8, 20, 21)] == [None, None, None]
    assert place(20).ad is None


def test_of_an_ad_whose_end_is_not_known_no_time_is_told() -> None:
    assert (place(23).ad, place(23).ad_ms) == (None, None)


def test_the_ad_that_is_on_the_screen_goes_on() -> None:
    running = Exposure(exposure_id=3, ad_id="b", started_at_ns=40 * SECOND_NS)
    found = place(41, exposures=(running,))
    assert (found.ad_ms, found.ad.ad_id if found.ad else None) == (1000, "b")
    assert place(47, exposures=(running,)).ad_ms == 4000  # it has no more


def test_the_recordings_time_is_since_its_own_time_0() -> None:
    assert (place(16.5).recording, place(16.5).recording_ms) == (FIRST, 11_500)
    assert (place(31).recording, place(31).recording_ms) == (SECOND, 1000)
    assert [place(at).recording_ms for at in (4.999, 22)] == [None, None]


def test_markers_come_in_the_order_of_time() -> None:
    texts = [found.marker.text for found in marker_places(of(16, 11, 30))]
    assert texts == ["marker 2", "marker 1", "marker 3"]
