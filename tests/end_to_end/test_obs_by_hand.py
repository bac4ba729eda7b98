"""What a person does in OBS itself in mid-show: the show follows, and the script's window says what is wrong."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from obs_show import CAMERA, HOME, Stage, coded_ad, coded_camera, stage
from real_obs.collection import collection, looped_file, scene
from real_obs.obs import RealObs, Wanted, missing_programs, real_obs

from reelpulse.core.session import Exposure, ExposureEnd, Session, SessionState
from reelpulse.live.events import Event, Notice, NoticeKind
from reelpulse.media.ads import read_ad
from reelpulse.obs import names
from reelpulse.obs.script_install import SCRIPT, install_script
from reelpulse.resources import resource

pytestmark = [
    pytest.mark.skipif(
        bool(missing_programs()), reason=f"real OBS needs {', '.join(missing_programs())}"
    ),
    pytest.mark.timeout(240),
]

SEEK_TO_MS = 9000


@dataclass
class Seen:
    """What came of it."""

    unsettled_after_seek: list[int] = field(default_factory=list)
    """Ad positions, in ms, of the pictures right after the jump."""
    notices: list[Notice] = field(default_factory=list)
    without_webcam: str = ""
    """The script's status while there was none."""
    pictures_came_again: bool = False
    session: Session | None = None
    exit_code: int = -1

    def on_event(self, event: Event) -> None:
        if isinstance(event, Notice):
            self.notices.append(event)


async def meddle(folder: Path) -> Seen:
    seen = Seen()
    camera = coded_camera(folder, seconds=20)
    ads = [coded_ad(folder, number, seconds=14) for number in (1, 2, 3, 4)]
    async with stage(folder, camera=camera) as made:
        made.house.bus.subscribe(seen.on_event)
        screening = made.house.screening
        plan = [await made.house.lanes.ads.call(read_ad, path) for path in ads]
        ads[2].unlink()
        prepared = await screening.prepare(title="By hand", ads=plan, buffer_ms=300)
        await screening.start()
        await pause_and_seek(made, seen)
        await act(made, "STOP")
        await in_ad(made, plan[1].ad_id)
        await screening.skip()
        await in_ad(made, plan[3].ad_id)
        await lose_webcam(made, camera, seen)
        await screening.stop()
        await made.until(lambda: made.state is SessionState.FINISHED)
        storage = made.house.lanes.storage
        seen.session = await storage.call(made.house.library.session, prepared.session_id)
        seen.exit_code = await asyncio.to_thread(made.obs.close)
    return seen


async def pause_and_seek(made: Stage, seen: Seen) -> None:
    """In OBS's own media controls, as a person would."""
    screening = made.house.screening
    await made.until(lambda: screening.state.playing_ad_id is not None)
    await asyncio.sleep(1)
    await act(made, "PAUSE")
    await made.until(lambda: screening.state.paused)
    await act(made, "PLAY")
    await made.until(lambda: not screening.state.paused)
    await made.until(lambda: any(one.frame.show.ad_position_settled for one in made.sent[-1:]))
    await made.ask("SetMediaInputCursor", inputName=names.AD, mediaCursor=SEEK_TO_MS)
    before = len(made.sent)
    await made.until(lambda: len(made.sent) > before + 15)
    positions = [one.frame.show for one in made.sent[before:]]
    seen.unsettled_after_seek = [
        one.ad_position_ms or 0 for one in positions if not one.ad_position_settled
    ]


async def act(made: Stage, action: str) -> None:
    await made.ask(
        "TriggerMediaInputAction",
        inputName=names.AD,
        mediaAction=f"OBS_WEBSOCKET_MEDIA_INPUT_ACTION_{action}",
    )


async def in_ad(made: Stage, ad_id: str) -> None:
    await made.until(lambda: made.house.screening.state.playing_ad_id == ad_id)
    enough = len(made.sent) + 3
    await made.until(lambda: len(made.sent) >= enough)


async def lose_webcam(made: Stage, camera: Path, seen: Seen) -> None:
    await made.ask("RemoveInput", inputName=CAMERA)
    seen.without_webcam = await script_status(made, "has no webcam")
    before = len(made.sent)
    await made.ask(
        "CreateInput",
        sceneName=names.SESSION,
        inputName="Another camera",
        inputKind="ffmpeg_source",
        inputSettings={"local_file": str(camera), "is_local_file": True, "looping": True},
    )
    await made.until(lambda: len(made.sent) > before + 3)
    seen.pictures_came_again = {one.frame.source for one in made.sent[-3:]} == {"Another camera"}


async def script_status(made: Stage, word: str) -> str:
    """What the script's window says once it has this word in it."""
    async with asyncio.timeout(20):
        while True:
            await make_obs_save(made)
            text = saved_status(made.obs)
            if word in text:
                return text
            await asyncio.sleep(0.5)


async def make_obs_save(made: Stage) -> None:
    """OBS writes its collection down, the script's settings with it, when a scene comes or goes."""
    await made.ask("CreateScene", sceneName="For a moment")
    await made.ask("RemoveScene", sceneName="For a moment")


def saved_status(obs: RealObs) -> str:
    try:
        saved = obs.collection
    except (FileNotFoundError, json.JSONDecodeError):  # it is just being written
        return ""
    (script,) = saved["modules"]["scripts-tool"]
    return str(script["settings"].get("status", ""))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    return asyncio.run(meddle(tmp_path_factory.mktemp("by_hand")))


def exposures(seen: Seen) -> tuple[Exposure, ...]:
    assert seen.session is not None
    return seen.session.exposures


def test_a_pause_in_obs_itself_is_a_pause_of_the_show(seen: Seen) -> None:
    (pause,) = exposures(seen)[0].pauses
    assert pause.resumed_at_ns is not None
    assert pause.resumed_at_ns > pause.paused_at_ns


def test_a_jump_in_obs_itself_is_followed_and_counts_as_unsettled(seen: Seen) -> None:
    after = [at for at in seen.unsettled_after_seek if at > SEEK_TO_MS - 1000]
    assert len(after) >= 5
    assert max(after) < SEEK_TO_MS + 4000


def test_an_ad_that_was_stopped_in_obs_is_over_and_the_next_one_comes(seen: Seen) -> None:
    first, second = exposures(seen)[:2]
    assert first.ended_at_ns is not None
    assert second.started_at_ns is not None
    assert second.started_at_ns > first.ended_at_ns
    assert second.ended_how is ExposureEnd.SKIPPED


def test_an_ad_whose_file_has_gone_is_named_and_passed_over(seen: Seen) -> None:
    assert seen.session is not None
    (told,) = [one for one in seen.notices if one.kind is NoticeKind.AD_FAILED]
    assert "ad 3.mp4" in told.detail
    assert seen.session.ads[2].ad_id not in {
        one.ad_id for one in exposures(seen) if one.ended_how is ExposureEnd.PLAYED
    }


def test_a_missing_webcam_is_told_in_the_script_s_window(seen: Seen) -> None:
    assert "RP Session has no webcam" in seen.without_webcam


def test_another_webcam_is_taken_when_it_comes(seen: Seen) -> None:
    assert seen.pictures_came_again


def test_obs_ended_cleanly(seen: Seen) -> None:
    assert seen.exit_code == 0


async def two_obs(folder: Path) -> tuple[str, bool]:
    """A second OBS whose script reaches the first one's websocket, which was there before."""
    camera = coded_camera(folder, seconds=20)
    async with stage(folder / "first", camera=camera) as first:
        home = folder / "second" / HOME
        script = install_script(
            home / "config" / "obs-studio",
            resource("obs_plugin"),
            server_url="ws://127.0.0.1:9/ws/ingest",
            ingest_token="none",
        ).script
        assert script.name == SCRIPT
        own = collection(
            sources=[looped_file(CAMERA, camera)],
            scenes=[scene("RP Audience")],
            scripts={script: {"port": first.obs.port}},
        )
        with real_obs(home, Wanted(collection=own)) as second, second.client() as client:
            made = Stage(second, first.house, client)
            text = await script_status(made, "Another OBS")
            still_there = first.house.screening.state.player_connected
            client.disconnect()
            await asyncio.to_thread(second.close)
    return text, still_there


async def test_a_script_that_reaches_another_obs_says_so_and_leaves_it_alone(
    tmp_path: Path,
) -> None:
    text, still_there = await two_obs(tmp_path)
    assert "Another OBS answers on this WebSocket port" in text
    assert still_there
