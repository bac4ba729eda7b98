"""A webcam frame gets its ad position from the picture of the ad that came with it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from tests.live.stage import frame

from reelpulse.core.ad_match import AdMatch
from reelpulse.core.calibration import Calibration, SetUp, Spread
from reelpulse.core.frame import AdPositionBy, Frame, ShowPosition
from reelpulse.core.session import Ad, Session, SessionState
from reelpulse.live.ad_time import AdTime
from reelpulse.live.bus import Bus
from reelpulse.live.events import ShowState
from reelpulse.live.threads import Lane

AD = Ad(
    ad_id="a",
    title="Tea",
    path=Path("tea.mp4"),
    sha256="5",
    duration_ms=20_000,
    width_px=640,
    height_px=360,
    frame_rate_hz=25,
)
SESSION = Session(
    session_id=1,
    title="",
    state=SessionState.RUNNING,
    created_unix_ms=0,
    clock_name="",
    clock_anchor_ns=0,
    ads=(AD,),
    exposures=(),
    models=(),
    provider="",
)
IN_THE_AD = ShowPosition(scene="ad", exposure_id=7, ad_id="a", ad_position_ms=5000, ad_lead_ms=100)


class Finder:
    """Answers what the test says, and notes what it was asked."""

    def __init__(self) -> None:
        self.answer = AdMatch(position_ms=4960.0)
        self.asked: list[tuple[Path, bytes, float]] = []

    def __call__(self, path: Path, jpeg: bytes, *, near_ms: float) -> AdMatch:
        self.asked.append((path, jpeg, near_ms))
        return self.answer


@pytest.fixture
def lane() -> Iterator[Lane]:
    one = Lane("ad pictures")
    yield one
    one.close()


@pytest.fixture
def finder() -> Finder:
    return Finder()


@pytest.fixture
def ad_time(finder: Finder, lane: Lane) -> AdTime:
    bus = Bus()
    made = AdTime(finder=finder, lane=lane, bus=bus)
    bus.publish(
        ShowState(
            session=SESSION,
            playing_exposure_id=7,
            playing_ad_id="a",
            player_connected=True,
            ads_left=0,
        )
    )
    return made


def taken(show: ShowPosition, *, ad_picture: bytes = b"ad") -> Frame:
    return replace(frame(b"100", show=show), ad_picture=ad_picture)


async def test_the_recognised_frame_is_the_position(ad_time: AdTime, finder: Finder) -> None:
    placed = await ad_time.placed(taken(IN_THE_AD))
    assert placed == replace(
        IN_THE_AD, ad_position_ms=4960, ad_lead_ms=140, ad_position_by=AdPositionBy.PICTURE
    )
    assert finder.asked == [(Path("tea.mp4"), b"ad", 5000.0)]


async def test_where_the_picture_tells_nothing_the_lead_of_before_does(
    ad_time: AdTime, finder: Finder
) -> None:
    await ad_time.placed(taken(IN_THE_AD))
    finder.answer = AdMatch(position_ms=None)
    still = await ad_time.placed(taken(replace(IN_THE_AD, ad_position_ms=6000)))
    without = await ad_time.placed(taken(replace(IN_THE_AD, ad_position_ms=6100), ad_picture=b""))
    assert (still.ad_position_ms, still.ad_position_by) == (5960, AdPositionBy.LEAD)
    assert (without.ad_position_ms, without.ad_lead_ms) == (6060, 140)


@pytest.mark.parametrize(
    "later",
    [replace(IN_THE_AD, exposure_id=8), replace(IN_THE_AD, ad_position_settled=False)],
    ids=["another showing", "a jump"],
)
async def test_a_new_start_has_a_lead_of_its_own(
    ad_time: AdTime, finder: Finder, later: ShowPosition
) -> None:
    await ad_time.placed(taken(IN_THE_AD))
    finder.answer = AdMatch(position_ms=None)
    assert await ad_time.placed(taken(later)) == later


async def test_when_the_ad_is_suddenly_elsewhere_the_position_is_missing(
    ad_time: AdTime, finder: Finder
) -> None:
    await ad_time.placed(taken(IN_THE_AD))
    finder.answer = AdMatch(position_ms=None, is_there=False)
    placed = await ad_time.placed(taken(IN_THE_AD))
    assert placed == replace(IN_THE_AD, ad_position_ms=None, ad_position_settled=False)


async def test_where_no_picture_is_ever_of_the_ad_the_player_is_believed(
    ad_time: AdTime, finder: Finder
) -> None:
    finder.answer = AdMatch(position_ms=None, is_there=False)
    assert await ad_time.placed(taken(IN_THE_AD)) == IN_THE_AD


@pytest.mark.parametrize(
    "show",
    [
        ShowPosition(scene="buffer", exposure_id=None, ad_id=None, ad_position_ms=None),
        replace(IN_THE_AD, ad_lead_ms=None),
        replace(IN_THE_AD, ad_id="of another session"),
    ],
    ids=["between ads", "the player draws the ad itself", "an unknown ad"],
)
async def test_what_needs_no_correction_or_allows_none_stays(
    ad_time: AdTime, finder: Finder, show: ShowPosition
) -> None:
    assert await ad_time.placed(taken(show)) == show
    assert finder.asked == []


CALIBRATION = Calibration(
    set_up=SetUp(webcam="cam", width_px=1280, height_px=720, rate_hz=30.0),
    measured_unix_ms=0,
    cursor_lead=Spread(median_ms=120.0, low_ms=110.0, high_ms=130.0, samples=99),
    camera_delay=Spread(median_ms=80.0, low_ms=70.0, high_ms=90.0, samples=99),
)


async def test_what_was_calibrated_is_taken_off_and_asked_for_once_a_showing(
    finder: Finder, lane: Lane
) -> None:
    asked: list[str] = []

    async def find_calibration(webcam: str) -> Calibration | None:
        asked.append(webcam)
        return CALIBRATION

    bus = Bus()
    made = AdTime(finder=finder, lane=lane, bus=bus, find_calibration=find_calibration)
    by_set_up = await made.placed(taken(IN_THE_AD, ad_picture=b""))
    assert by_set_up == replace(
        IN_THE_AD,
        ad_position_ms=5100 - 120 - 80,
        ad_lead_ms=120,
        ad_position_by=AdPositionBy.SET_UP,
        camera_delay_ms=80,
    )
    await made.placed(taken(IN_THE_AD))
    await made.placed(taken(replace(IN_THE_AD, exposure_id=8)))
    assert asked == ["cam", "cam"]
