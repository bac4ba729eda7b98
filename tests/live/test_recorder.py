"""What was measured reaches the disk, waits while it is full, and is never lost in silence."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path

from tests.live.stage import Stage, ad, build_stage, reading, running

from reelpulse.core.session import Exposure, ExposureEnd
from reelpulse.live.events import NoticeKind
from reelpulse.live.recorder import BATCH_FRAMES


async def prepared(stage: Stage) -> int:
    """A session that the recorder records."""
    session = await stage.screening.prepare(title="Tuesday", ads=[ad("a")])
    stage.recorder.record(session.session_id)
    return session.session_id


async def sequences(stage: Stage, session_id: int) -> list[int]:
    """Of the stored frames, in the order of storing."""
    rows = await stage.rows(
        "SELECT sequence FROM frame WHERE session_id = ? ORDER BY id", session_id
    )
    return [row[0] for row in rows]


def publish(stage: Stage, *numbers: int, seats: int = 1) -> None:
    for number in numbers:
        stage.bus.publish(reading(number, seats=seats))


async def test_readings_are_stored_by_the_next_flush(stage: Stage) -> None:
    session_id = await prepared(stage)
    publish(stage, 1, 2, 3)
    assert await sequences(stage, session_id) == []
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == [1, 2, 3]


async def test_nothing_is_kept_before_and_after_a_show(stage: Stage) -> None:
    publish(stage, 1)
    session_id = await prepared(stage)
    publish(stage, 2)
    stage.recorder.record(None)
    publish(stage, 3)
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == [2]


async def test_readings_that_still_wait_go_to_the_session_they_were_taken_in(stage: Stage) -> None:
    first = await prepared(stage)
    publish(stage, 1, 2)
    second = await prepared(stage)
    publish(stage, 3)
    await stage.recorder.flush()
    assert (await sequences(stage, first), await sequences(stage, second)) == ([1, 2], [3])


async def test_a_long_wait_is_stored_in_several_batches_in_order(tmp_path: Path) -> None:
    stage = build_stage(tmp_path)
    session_id = await prepared(stage)
    many = range(1, 2 * BATCH_FRAMES + 51)
    publish(stage, *many)
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == list(many)
    stage.close()


async def test_readings_that_come_while_others_are_stored_are_stored_once_too(stage: Stage) -> None:
    session_id = await prepared(stage)
    publish(stage, 1)
    go_on = threading.Event()
    holding = asyncio.ensure_future(stage.storage_lane.call(go_on.wait, 5))
    flushing = asyncio.ensure_future(stage.recorder.flush())
    await asyncio.sleep(0)
    publish(stage, 2)
    go_on.set()
    await asyncio.gather(holding, flushing)
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == [1, 2]


async def test_it_stores_by_itself_while_it_runs(stage: Stage) -> None:
    session_id = await prepared(stage)
    async with running(stage.recorder.run(interval_s=0.001)), asyncio.timeout(5):
        publish(stage, 1)
        while await sequences(stage, session_id) != [1]:
            pass


async def test_while_the_disk_is_full_readings_wait_and_are_written_when_it_has_room(
    stage: Stage,
) -> None:
    session_id = await prepared(stage)
    await stage.fill_disk()
    for number in range(1, 61):
        publish(stage, number, seats=8)
        if number % 20 == 0:
            await stage.recorder.flush()
    stored_on_full_disk = await sequences(stage, session_id)
    (told,) = stage.heard(NoticeKind.DISK_FULL)
    assert "is full. Free some space: readings wait in memory" in told
    assert len(stored_on_full_disk) < 60
    await stage.free_disk()
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == list(range(1, 61))
    assert stage.heard(NoticeKind.DISK_FREE_AGAIN) == [""]
    assert stage.heard(NoticeKind.READINGS_LOST) == []


async def test_memory_is_bounded_and_what_is_lost_is_the_oldest_and_told(tmp_path: Path) -> None:
    stage = build_stage(tmp_path, memory_readings_max=50 * 8)
    session_id = await prepared(stage)
    await stage.fill_disk()
    publish(stage, *range(1, 101), seats=8)
    assert stage.heard(NoticeKind.READINGS_LOST) == [""]
    await stage.recorder.flush()
    publish(stage, *range(101, 151), seats=8)
    await stage.free_disk()
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == list(range(101, 151))
    assert stage.heard(NoticeKind.READINGS_LOST) == [
        "",
        "100 measured frames could not be kept and are lost.",
    ]
    stage.close()


async def test_one_crowded_frame_pushes_out_as_many_readings_as_it_brings(tmp_path: Path) -> None:
    stage = build_stage(tmp_path, memory_readings_max=10)
    session_id = await prepared(stage)
    publish(stage, *range(1, 11), seats=1)
    publish(stage, 11, seats=6)
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == [7, 8, 9, 10, 11]
    stage.close()


async def test_frames_without_people_take_memory_too(tmp_path: Path) -> None:
    stage = build_stage(tmp_path, memory_readings_max=10)
    session_id = await prepared(stage)
    publish(stage, *range(1, 31), seats=0)
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == list(range(21, 31))
    stage.close()


async def test_a_data_base_that_fails_is_told_once_and_readings_wait(stage: Stage) -> None:
    session_id = await prepared(stage)
    await stage.rows("PRAGMA query_only = 1")
    publish(stage, 1)
    await stage.recorder.flush()
    await stage.recorder.flush()
    (told,) = stage.heard(NoticeKind.STORAGE_FAILED)
    assert "readonly" in told
    await stage.rows("PRAGMA query_only = 0")
    await stage.recorder.flush()
    assert await sequences(stage, session_id) == [1]


async def test_the_start_of_a_showing_that_did_not_fit_on_the_disk_is_stored_later(
    stage: Stage,
) -> None:
    """Without it, all readings of this ad would be in no figure."""
    session_id = await prepared(stage)
    exposure_id = await stage.stored(
        lambda: stage.store.open_exposure(session_id, "a", planned_at_ns=1)
    )
    started = Exposure(exposure_id=exposure_id, ad_id="a", started_at_ns=5)
    await stage.rows("PRAGMA query_only = 1")
    await stage.recorder.keep_exposure(started)
    assert len(stage.heard(NoticeKind.STORAGE_FAILED)) == 1
    await stage.rows("PRAGMA query_only = 0")
    await stage.recorder.flush()
    assert (await stage.stored(stage.library.session, session_id)).exposures == (started,)
    assert stage.heard(NoticeKind.DISK_FREE_AGAIN) == [""]


async def test_a_showing_that_began_and_ended_on_a_full_disk_is_stored_whole(stage: Stage) -> None:
    session_id = await prepared(stage)
    exposure_id = await stage.stored(
        lambda: stage.store.open_exposure(session_id, "a", planned_at_ns=1)
    )
    started = Exposure(exposure_id=exposure_id, ad_id="a", started_at_ns=5)
    ended = Exposure(
        exposure_id=exposure_id,
        ad_id="a",
        started_at_ns=5,
        ended_at_ns=9,
        ended_how=ExposureEnd.PLAYED,
    )
    await stage.rows("PRAGMA query_only = 1")
    await stage.recorder.keep_exposure(started)
    await stage.recorder.keep_exposure(ended)
    await stage.rows("PRAGMA query_only = 0")
    await stage.recorder.flush()
    assert (await stage.stored(stage.library.session, session_id)).exposures == (ended,)
