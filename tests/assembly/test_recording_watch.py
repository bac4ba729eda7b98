"""When OBS goes away, a show that it records hears of it; any other show does not."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import pytest
from tests.live.shows import started, stored
from tests.live.stage import build_stage, running

from reelpulse.assembly.recording_watch import watch_recording
from reelpulse.live.events import Notice, NoticeKind, ShowState
from reelpulse.live.threads import Lane
from reelpulse.obs.link import ObsLink
from reelpulse.obs.requests import Connection


@dataclass
class Wire:
    """A connection that the test cuts."""

    is_alive: bool = True

    def close(self) -> None:
        self.is_alive = False


class Tape:
    async def start(self) -> int:
        return 42

    async def stop(self) -> Path:
        return Path("/videos/1.mkv")


@pytest.mark.parametrize("recorded", [True, False])
async def test_a_recorded_show_hears_that_obs_has_gone(tmp_path: Path, recorded: bool) -> None:
    stage, lane, wire = build_stage(tmp_path, recorder_of_picture=Tape()), Lane("obs"), Wire()
    link = ObsLink(lambda _: cast(Connection, wire), lane)
    changes: asyncio.Queue[None] = asyncio.Queue()
    async with (
        running(watch_recording(link, stage.screening)),
        running(link.run()),
        asyncio.timeout(10),
    ):
        await asyncio.sleep(0)  # the watch subscribes
        link.on_change(lambda: changes.put_nowait(None))
        while link.state != "connected":
            await changes.get()
        await started(stage, "a", recorded=recorded)
        wire.is_alive = False
        link.try_now()
        await changes.get()
        if recorded:
            while not stage.heard(NoticeKind.RECORDING_FAILED):
                await stage.next_event(Notice)
            while stage.screening.state.recording:
                await stage.next_event(ShowState)
            (kept,) = (await stored(stage)).recordings
            assert kept.stopped_at_ns is not None
    assert bool(stage.heard(NoticeKind.RECORDING_FAILED)) == recorded
    lane.close()
    stage.close()
