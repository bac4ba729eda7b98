"""The demo's show runs from its first frame to its last, also after another one in the same house."""

from __future__ import annotations

from pathlib import Path

from reelpulse.assembly.house import House, open_house, serving
from reelpulse.core.session import ExposureEnd, Session, SessionState
from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.show import DemoWishes, run_show
from reelpulse.settings import ServerSettings, Settings, VisionSettings

WISHES = DemoWishes(
    title="again",
    ads=bundled_ads()[:1],
    people=1,
    video=None,
    camera=None,
    fast=True,
    ready_pictures=4,
)


async def screened(house: House) -> Session:
    number = await run_show(house, WISHES, on_progress=lambda _progress: None)
    return await house.lanes.storage.call(house.library.session, number)


async def test_each_of_two_shows_in_a_row_is_screened_to_its_end(
    tmp_path: Path, unused_tcp_port: int
) -> None:
    settings = Settings(
        data_dir=tmp_path,
        server=ServerSettings(port=unused_tcp_port),
        vision=VisionSettings(threads=1),
    )
    async with open_house(settings) as house, serving(house):
        first, second = await screened(house), await screened(house)
        totals = [
            await house.lanes.storage.call(house.library.counts, each.session_id)
            for each in (first, second)
        ]
    assert first.session_id != second.session_id
    for session in (first, second):
        assert session.state is SessionState.FINISHED
        assert [one.ended_how for one in session.exposures] == [ExposureEnd.PLAYED]
    assert all(each.readings > 100 for each in totals)
