"""Our scenes, overlay and recording in real OBS: one start for all of these tests."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest
from PIL import Image
from real_obs.collection import collection, item, scene, source
from real_obs.obs import RealObs, Wanted, missing_programs, real_obs

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.obs import Change, ObsLinkState, OverlayKind, SetUpOutcome
from reelpulse.errors import ObsError, ObsPasswordError, ObsRefusedError
from reelpulse.live.bus import Bus
from reelpulse.live.threads import Lane
from reelpulse.obs import names
from reelpulse.obs.collection import read_collection
from reelpulse.obs.config_folders import System
from reelpulse.obs.connection import ObsConnection
from reelpulse.obs.desk import Desk
from reelpulse.obs.door import ObsDoor
from reelpulse.obs.link import ObsLink
from reelpulse.obs.recording import ObsRecording
from reelpulse.obs.requests import ObsEvent
from reelpulse.obs.set_up import remove, set_up
from reelpulse.obs.text_overlay import TextOverlay
from reelpulse.settings import ObsSettings, Settings

pytestmark = pytest.mark.skipif(
    bool(missing_programs()), reason=f"real OBS needs {', '.join(missing_programs())}"
)

_CAMERA = "My camera"
_MINE = "My scene"
_RED_ABGR = 0xFF0000FF


@pytest.fixture(scope="module")
def obs(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RealObs]:
    camera = source(
        "color_source",
        _CAMERA,
        {"color": _RED_ABGR, "width": 320, "height": 180},
        versioned="color_source_v3",
    )
    own = collection(sources=[camera], scenes=[scene(_MINE, [item(_CAMERA, 1)])], scripts={})
    with real_obs(tmp_path_factory.mktemp("obs"), Wanted(collection=own)) as running:
        with running.client() as client:  # it answers from here on
            client.send("GetVersion")
        yield running


@pytest.fixture
def settings(obs: RealObs, tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path, obs=ObsSettings(config_dir=str(obs.config_dir)))


@pytest.fixture
def door(settings: Settings) -> ObsDoor:
    return ObsDoor(settings, System(platform="linux", home=settings.data_dir, environment={}))


@pytest.fixture
def connection(door: ObsDoor) -> Iterator[ObsConnection]:
    """A connection to an OBS without anything of ours."""
    opened = door.open(lambda _event: None)
    try:
        remove(opened)
        yield opened
    finally:
        opened.close()


def make(connection: ObsConnection, *, agreed: bool = False) -> SetUpOutcome:
    return set_up(
        connection,
        overlay_url="http://127.0.0.1:1/overlay",
        language="en",
        font="DejaVu Sans",
        webcam=_CAMERA,
        agreed=agreed,
    )


def gone(connection: ObsConnection, name: str) -> None:
    """OBS frees a source with its next frames."""
    deadline_s = time.monotonic() + 10
    while time.monotonic() < deadline_s:
        inputs = connection.ask("GetInputList")["inputs"]
        if name not in {one["inputName"] for one in inputs}:
            return
        time.sleep(0.02)


def picture(connection: ObsConnection, name: str) -> npt.NDArray[np.int64]:
    """What a scene shows, shape (360, 640, 3)."""
    answer = connection.ask(
        "GetSourceScreenshot", sourceName=name, imageFormat="png", imageWidth=640, imageHeight=360
    )
    data = base64.b64decode(answer["imageData"].partition(",")[2])
    return np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), dtype=np.int64)


def test_a_set_up_makes_both_scenes_and_a_second_one_changes_nothing(
    connection: ObsConnection,
) -> None:
    outcome = make(connection)
    assert outcome.done
    assert (outcome.overlay, outcome.webcam) == (OverlayKind.TEXT, _CAMERA)
    found = read_collection(connection)
    assert [one.source for one in found.items[names.AUDIENCE]] == [
        names.AD,
        names.BUFFER,
        names.NOTICE,
    ]
    assert [one.source for one in found.items[names.SESSION]] == [
        names.AUDIENCE,
        _CAMERA,
        names.TEXT_OVERLAY,
    ]
    assert found.inputs[names.AD].is_monitored
    again = make(connection)
    assert again.done
    assert {change.change for change in again.changes} == {Change.LEAVE}


def test_the_room_sees_grey_and_no_webcam_while_the_session_has_one(
    connection: ObsConnection,
) -> None:
    make(connection)
    connection.ask("SetCurrentProgramScene", sceneName=names.SESSION)
    audience, session = picture(connection, names.AUDIENCE), picture(connection, names.SESSION)
    assert (abs(audience - 128) <= 2).all()
    assert session[300, 560].tolist() == [255, 0, 0]
    assert abs(session[20, 20] - 128).max() <= 2


def test_a_person_s_own_thing_of_our_name_is_renamed_only_with_a_yes(
    connection: ObsConnection,
) -> None:
    connection.ask("CreateScene", sceneName=names.AUDIENCE)
    connection.ask(
        "CreateInput",
        sceneName=_MINE,
        inputName=names.AD,
        inputKind="color_source_v3",
        inputSettings={},
    )
    refused = make(connection)
    assert not refused.done
    assert [c.name for c in refused.changes if c.change is Change.RENAME] == [
        names.AUDIENCE,
        names.AD,
    ]
    assert names.SESSION not in read_collection(connection).scenes

    assert make(connection, agreed=True).done
    found = read_collection(connection)
    assert found.kind_of["RP Ad (old 1)"] == "color_source_v3"
    assert "RP Audience (old 1)" in found.scenes
    assert found.kind_of[names.AD] == "ffmpeg_source"
    connection.ask("RemoveInput", inputName="RP Ad (old 1)")
    connection.ask("RemoveScene", sceneName="RP Audience (old 1)")
    gone(connection, "RP Ad (old 1)")


def test_removal_takes_ours_and_leaves_the_person_s(connection: ObsConnection) -> None:
    before = read_collection(connection)
    make(connection)
    remove(connection)
    after = read_collection(connection)
    assert (set(after.scenes), after.kind_of) == (set(before.scenes), before.kind_of)
    assert [one.source for one in after.items[_MINE]] == [_CAMERA]


def test_a_scene_that_holds_the_only_item_of_a_person_s_input_is_left(
    connection: ObsConnection,
) -> None:
    make(connection)
    connection.ask(
        "CreateInput",
        sceneName=names.SESSION,
        inputName="My logo",
        inputKind="color_source_v3",
        inputSettings={},
    )
    changes = remove(connection)
    assert [c.name for c in changes if c.change is Change.LEAVE] == [names.SESSION]
    found = read_collection(connection)
    assert "My logo" in found.kind_of
    assert names.AUDIENCE not in found.scenes
    assert make(connection).done, "a logo is no webcam"
    connection.ask("RemoveInput", inputName="My logo")
    gone(connection, "My logo")


def test_what_a_person_moved_stays_where_it_is(connection: ObsConnection) -> None:
    make(connection)
    webcam = read_collection(connection).item(names.SESSION, _CAMERA)
    assert webcam is not None
    connection.ask(
        "SetSceneItemTransform",
        sceneName=names.SESSION,
        sceneItemId=webcam.item_id,
        sceneItemTransform={"positionX": 111.0},
    )
    assert {change.change for change in make(connection).changes} == {Change.LEAVE}
    moved = read_collection(connection).item(names.SESSION, _CAMERA)
    assert moved is not None
    assert moved.transform["positionX"] == 111.0


def test_without_a_camera_the_outcome_says_so(connection: ObsConnection) -> None:
    with contextlib.suppress(ObsRefusedError):
        connection.ask("RemoveScene", sceneName=names.SESSION)
    outcome = set_up(
        connection, overlay_url="x", language="en", font="DejaVu Sans", webcam=None, agreed=False
    )
    has_camera = names.WEBCAM in read_collection(connection).kind_of
    assert outcome.webcam == (names.WEBCAM if has_camera else None)
    assert outcome.done


def test_an_unknown_webcam_is_refused_with_those_there_are(connection: ObsConnection) -> None:
    with pytest.raises(ObsError, match=r"no input “Nobody” .* My camera"):
        set_up(
            connection,
            overlay_url="x",
            language="en",
            font="DejaVu Sans",
            webcam="Nobody",
            agreed=False,
        )


def test_a_wrong_password_is_told_apart(obs: RealObs) -> None:
    with pytest.raises(ObsPasswordError):
        ObsConnection(
            host="127.0.0.1", port=obs.port, password="wrong", on_event=lambda _event: None
        )


def reading(emotion: Emotion) -> Reading:
    now_ns = time.perf_counter_ns()
    likely = tuple(0.82 if one is emotion else 0.03 for one in EMOTIONS)
    seat = SeatReading(
        seat=1,
        box=Box(left_px=0, top_px=0, width_px=9, height_px=9),
        detection_score=1,
        presence=1,
        probabilities=likely,
        shown=emotion,
    )
    return Reading(
        source="Cam",
        sequence=1,
        captured_at_ns=now_ns,
        received_at_ns=now_ns,
        published_at_ns=now_ns,
        show=ShowPosition(
            scene=names.SESSION,
            exposure_id=None,
            ad_id=None,
            ad_position_ms=None,
            ad_position_settled=False,
        ),
        width_px=640,
        height_px=360,
        seats=(seat,),
        durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
    )


@contextlib.asynccontextmanager
async def working(door: ObsDoor, bus: Bus) -> AsyncIterator[tuple[ObsLink, Desk]]:
    """The room as the server runs it."""
    lane = Lane("obs")
    link = ObsLink(door.open, lane)
    overlay = TextOverlay(link=link, bus=bus, clock_ns=time.perf_counter_ns, stale_after_ms=700)
    desk = Desk(
        link=link,
        overlay_address=lambda language: f"http://127.0.0.1:1/overlay?lang={language}",
        keep_password=door.keep_password,
        font="DejaVu Sans",
        on_overlay=overlay.use,
    )
    tasks = [asyncio.create_task(each.run()) for each in (link, desk, overlay)]
    try:
        await until(lambda: desk.status.version != "")
        yield link, desk
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        lane.close()


async def until(reached: Callable[[], bool]) -> None:
    async with asyncio.timeout(20):
        while not reached():  # noqa: ASYNC110  what is waited for is in another process
            await asyncio.sleep(0.02)


async def text_becomes(link: ObsLink, text: str) -> None:
    async with asyncio.timeout(10):
        while True:
            answer = await link.ask(
                lambda requests: requests.ask("GetInputSettings", inputName=names.TEXT_OVERLAY)
            )
            if answer["inputSettings"].get("text") == text:
                return
            await asyncio.sleep(0.02)


async def what_changes(
    connection: ObsConnection, before: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]:
    """Rows and columns of the session scene that differ as soon as any do: OBS draws a moment later."""
    async with asyncio.timeout(10):
        while True:
            after = picture(connection, names.SESSION)
            changed = np.argwhere(np.abs(after - before).max(axis=2) > 60)
            if len(changed) > 100:
                return changed
            await asyncio.sleep(0.01)


async def test_the_text_overlay_follows_the_readings_and_says_when_they_stop(
    connection: ObsConnection, door: ObsDoor
) -> None:
    bus = Bus()
    async with working(door, bus) as (link, desk):
        outcome = await desk.set_up(webcam=_CAMERA, language="ru", agreed=False)
        assert outcome.overlay is OverlayKind.TEXT
        await text_becomes(link, "Нет сигнала")
        connection.ask("SetCurrentProgramScene", sceneName=names.SESSION)
        before = picture(connection, names.SESSION)
        bus.publish(reading(Emotion.HAPPINESS))
        await text_becomes(link, "1  Радость 80 %")
        changed = await what_changes(connection, before)
        assert changed[:, 0].min() > 180, "only the lower half changes"
        assert changed[:, 1].max() < 640 * 0.7, "the webcam stays"
        await text_becomes(link, "Нет сигнала")


async def test_a_recording_begins_with_its_event_and_ends_with_a_file(
    connection: ObsConnection, door: ObsDoor, obs: RealObs
) -> None:
    make(connection)
    connection.ask("SetCurrentProgramScene", sceneName=_MINE)
    async with working(door, Bus()) as (link, desk):
        recording = ObsRecording(link)
        before_ns = time.perf_counter_ns()
        started_at_ns = await recording.start()
        assert before_ns < started_at_ns < time.perf_counter_ns()
        programme = connection.ask("GetCurrentProgramScene")["currentProgramSceneName"]
        assert programme == names.SESSION
        await until(lambda: desk.status.recording)
        with pytest.raises(ObsError, match="recording already"):
            await recording.start()
        with pytest.raises(ObsError, match="Stop the show first"):
            await desk.remove()
        path = await recording.stop()
    assert path.parent == obs.recordings_dir
    with av.open(str(path)) as file:
        frame = next(file.decode(video=0)).to_ndarray(format="rgb24")
    red, green, blue = (int(value) for value in frame[300, 560])
    assert red > 200
    assert max(green, blue) < 60


async def test_a_recording_without_our_scene_is_refused(
    connection: ObsConnection, door: ObsDoor
) -> None:
    assert names.SESSION not in read_collection(connection).scenes
    async with working(door, Bus()) as (link, _desk):
        with pytest.raises(ObsError, match="Set up OBS first"):
            await ObsRecording(link).start()


async def test_the_status_tells_collection_and_set_up(
    connection: ObsConnection, door: ObsDoor
) -> None:
    async with working(door, Bus()) as (_link, desk):
        assert not desk.status.is_set_up
        await desk.set_up(webcam=_CAMERA, language="en", agreed=False)
        assert (desk.status.scene_collection, desk.status.is_set_up) == ("Tests", True)
        (monitor,) = await desk.monitors()
        assert (monitor.width_px, monitor.height_px) == (1600, 900)
        await desk.project(monitor.index)
        with pytest.raises(ObsError, match="no screen 7"):
            await desk.project(7)


async def test_an_obs_that_is_closed_is_let_go_at_once_and_ends_cleanly(
    door: ObsDoor, obs: RealObs
) -> None:
    async with working(door, Bus()) as (link, desk):
        events: list[ObsEvent] = []
        link.subscribe(events.append)
        assert await asyncio.to_thread(obs.close) == 0
        await until(lambda: link.state is ObsLinkState.NOT_RUNNING)
        assert "ExitStarted" in [event.name for event in events]
        assert desk.status.link is ObsLinkState.NOT_RUNNING
        with pytest.raises(ObsError, match=r"OBS is not connected|OBS does not answer"):
            await desk.monitors()
