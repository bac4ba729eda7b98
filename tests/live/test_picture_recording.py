"""The recording in OBS: it begins before the show and ends after it, and its trouble is only told."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest
from tests.live.shows import begin, started, stored
from tests.live.stage import RemotePlayer, Stage, ad, build_stage

from reelpulse.core.session import Recording, SessionState
from reelpulse.errors import ScreeningError
from reelpulse.live.events import NoticeKind

FILE = Path("/videos/2026-11-23.mkv")


class Tape:
    """Stands where OBS would: notes what it is told; its `problem` is raised."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.problem: ScreeningError | None = None
        self.finished = asyncio.Event()
        """The file is closed; `stop` waits for it."""
        self.finished.set()

    async def start(self) -> int:
        self._note("start")
        return 42

    async def stop(self) -> Path:
        self._note("stop")
        await self.finished.wait()
        return FILE

    def _note(self, word: str) -> None:
        self.told.append(word)
        if self.problem is not None:
            raise self.problem


@contextlib.contextmanager
def recording(folder: Path, tape: Tape | None) -> Iterator[Stage]:
    stage = build_stage(folder, recorder_of_picture=tape)
    try:
        yield stage
    finally:
        stage.close()


async def test_it_begins_before_the_first_ad_and_ends_after_the_last(tmp_path: Path) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        player = await started(stage, "a", recorded=True)
        assert (tape.told, player.told) == (["start"], ["play a"])
        assert stage.states[-1].recording
        assert (await stored(stage)).recordings == (Recording(started_at_ns=42),)
        await stage.screening.exposure_ended(await begin(stage, player), 200)
        await stage.screening.close()
        assert tape.told == ["start", "stop"]
        assert not stage.screening.state.recording
        (kept,) = (await stored(stage)).recordings
        assert (kept.started_at_ns, kept.path) == (42, FILE)
        assert kept.stopped_at_ns is not None
        (summary,) = await stage.stored(stage.library.summaries)
        assert summary.recordings == (FILE,)


async def test_it_counts_as_recorded_until_obs_has_finished_the_file(tmp_path: Path) -> None:
    tape = Tape()
    tape.finished.clear()
    with recording(tmp_path, tape) as stage:
        await started(stage, "a", recorded=True)
        await stage.screening.stop()
        assert stage.screening.state.session is not None
        assert stage.screening.state.session.state is SessionState.FINISHED
        assert stage.states[-1].recording
        tape.finished.set()
        await stage.screening.close()
        assert not stage.states[-1].recording


async def test_a_show_that_shall_not_be_recorded_is_not(tmp_path: Path) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        await started(stage, "a")
        await stage.screening.stop()
        await stage.screening.close()
        assert tape.told == []
        assert (await stored(stage)).recordings == ()


@pytest.mark.parametrize("connected", [True, False])
async def test_a_recording_that_is_refused_leaves_the_show_ready(
    tmp_path: Path, connected: bool
) -> None:
    tape = Tape()
    tape.problem = ScreeningError("OBS records already. Stop that recording first.")
    with recording(tmp_path, tape if connected else None) as stage:
        player = RemotePlayer()
        await stage.screening.player_connected(player)
        await stage.screening.prepare(title="Tuesday", ads=[ad("a")], recorded=True)
        with pytest.raises(ScreeningError, match=r"OBS records already|without a recording"):
            await stage.screening.start()
        session = await stored(stage)
        assert (session.state, session.recordings) == (SessionState.READY, ())
        assert player.told == []


async def test_a_full_disk_at_the_start_ends_the_recording_again(tmp_path: Path) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        await stage.screening.player_connected(RemotePlayer())
        await stage.screening.prepare(title="Tuesday", ads=[ad("a")], recorded=True)
        await stage.rows("PRAGMA query_only = 1")
        with pytest.raises(Exception, match="readonly"):
            await stage.screening.start()
        assert tape.told == ["start", "stop"]
        await stage.rows("PRAGMA query_only = 0")
        assert (await stored(stage)).state is SessionState.READY


async def test_obs_that_goes_away_in_mid_show_is_told_and_the_show_goes_on(tmp_path: Path) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        player = await started(stage, "a", "b", recorded=True)
        exposure_id = await begin(stage, player)
        await stage.screening.recording_lost()
        (told,) = stage.heard(NoticeKind.RECORDING_FAILED)
        assert "the recording ends there, the readings go on" in told
        assert not stage.screening.state.recording
        tape.problem = ScreeningError("OBS is not there.")
        await stage.screening.exposure_ended(exposure_id, 200)
        assert player.told == ["play a", "play b"]
        await stage.screening.stop()
        await stage.screening.close()
        assert len(stage.heard(NoticeKind.RECORDING_FAILED)) == 1
        (kept,) = (await stored(stage)).recordings
        assert (kept.started_at_ns, kept.path) == (42, None)
        assert kept.stopped_at_ns is not None


async def test_a_recording_that_cannot_be_ended_is_told(tmp_path: Path) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        await started(stage, "a", recorded=True)
        tape.problem = ScreeningError("OBS does not record any more.")
        await stage.screening.stop()
        await stage.screening.close()
        assert stage.heard(NoticeKind.RECORDING_FAILED) == ["OBS does not record any more."]
        assert (await stored(stage)).state is SessionState.FINISHED
        assert (await stored(stage)).recordings == (Recording(started_at_ns=42),)


async def test_a_recording_that_only_seemed_lost_ends_with_its_file(tmp_path: Path) -> None:
    with recording(tmp_path, Tape()) as stage:
        await started(stage, "a", recorded=True)
        await stage.screening.recording_lost()
        await stage.screening.stop()
        await stage.screening.close()
        assert (await stored(stage)).recordings[0].path == FILE


async def test_a_recording_that_obs_never_stopped_goes_on_with_the_interrupted_show(
    tmp_path: Path,
) -> None:
    tape = Tape()
    with recording(tmp_path, tape) as stage:
        await begin(stage, await started(stage, "a", "b", recorded=True))
    tape.problem = ScreeningError("OBS records already.")
    stage = build_stage(
        tmp_path, clock_ns=count(2_000_000_000, 1_000_000).__next__, recorder_of_picture=tape
    )
    stage.store.mark_interrupted()
    await stage.rows("UPDATE session SET created_unix_ms = ?", stage_wall_ms())
    player = RemotePlayer()
    await stage.screening.player_connected(player, was_showing=1)
    assert (player.told, stage.screening.state.recording) == (["play b"], True)
    tape.problem = None
    await stage.screening.stop()
    await stage.screening.close()
    (kept,) = (await stored(stage)).recordings
    assert (kept.started_at_ns, kept.path) == (42, FILE)
    stage.close()


def stage_wall_ms() -> int:
    """The made-up clock stands a second after its anchor now, and wall time must too."""
    return time.time_ns() // 1_000_000 - 1000
