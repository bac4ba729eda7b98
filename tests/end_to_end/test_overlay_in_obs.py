"""Both overlays in real OBS's picture: text sources, and the live page in Chromium taken from its screen."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator
from pathlib import Path
from statistics import median

import numpy as np
import pytest
from obs_show import OBS_RATE_HZ, Picture, Stage, bare_house
from real_obs.collection import collection, item, scene, source
from real_obs.obs import Wanted, missing_programs, real_obs
from real_obs.processes import Processes

from reelpulse.assembly.house import serving
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.obs import ObsLinkState, OverlayKind

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser"))), None)

pytestmark = [
    pytest.mark.skipif(
        bool(missing_programs()), reason=f"real OBS needs {', '.join(missing_programs())}"
    ),
    pytest.mark.timeout(240),
]

VISIBLE_WITHIN_MS = 250
CHANGES = 8
WINDOW = {"x": 800, "y": 100, "width": 480, "height": 360}


@contextlib.asynccontextmanager
async def quiet_stage(folder: Path) -> AsyncIterator[Stage]:
    """OBS set up with a still picture for a webcam and without the script: nobody sends readings."""
    still = source(
        "color_source",
        "Still camera",
        {"color": 0xFF303030, "width": 320, "height": 180},
        versioned="color_source_v3",
    )
    own = collection(sources=[still], scenes=[scene("Mine", [item("Still camera", 1)])], scripts={})
    async with bare_house(folder) as house, serving(house):
        wish = Wanted(collection=own, frame_rate_hz=OBS_RATE_HZ)
        with real_obs(folder / "home", wish) as obs, obs.client() as client:
            made = Stage(obs, house, client)
            room = house.obs
            assert room is not None
            await made.until(lambda: room.link.state is ObsLinkState.CONNECTED)
            outcome = await room.desk.set_up(webcam="Still camera", language="en", agreed=False)
            assert outcome.overlay is OverlayKind.TEXT, "this OBS was thought to have no browser"
            await made.ask("SetCurrentProgramScene", sceneName="RP Session")
            yield made


def publish(stage: Stage, emotion: Emotion) -> float:
    """A reading in which this emotion leads; returns when, in s."""
    now_ns = time.perf_counter_ns()
    seat = SeatReading(
        seat=1,
        box=Box(left_px=0, top_px=0, width_px=9, height_px=9),
        detection_score=1,
        presence=1,
        probabilities=tuple(0.94 if one is emotion else 0.01 for one in EMOTIONS),
        shown=emotion,
    )
    stage.house.bus.publish(
        Reading(
            source="Cam",
            sequence=1,
            captured_at_ns=now_ns,
            received_at_ns=now_ns,
            published_at_ns=now_ns,
            show=ShowPosition(scene="buffer", exposure_id=None, ad_id=None, ad_position_ms=None),
            width_px=640,
            height_px=360,
            seats=(seat,),
            durations=StageDurations(decode_ns=1, detect_ns=1, landmarks_ns=1, emotions_ns=1),
        )
    )
    return now_ns / 1e9


async def looks(stage: Stage, part: tuple[slice, slice]) -> Picture:
    picture = await stage.picture("RP Session", kind="jpg")
    return picture[part]


def differ(one: Picture, other: Picture) -> int:
    """Pixels that changed clearly."""
    return int((np.abs(one.astype(int) - other.astype(int)).max(axis=2) > 50).sum())


async def settled(stage: Stage, part: tuple[slice, slice]) -> Picture:
    """The picture once two looks in a row agree."""
    before = await looks(stage, part)
    async with asyncio.timeout(10):
        while True:
            now = await looks(stage, part)
            if differ(before, now) == 0:
                return now
            before = now


async def delays_ms(stage: Stage, part: tuple[slice, slice]) -> list[float]:
    """From the publication of another leading emotion until OBS's picture shows a change."""
    delays = []
    shown = Emotion.HAPPINESS
    for number in range(CHANGES + 1):
        publish(stage, shown)
        before = await settled(stage, part)
        shown = Emotion.SADNESS if shown is Emotion.HAPPINESS else Emotion.HAPPINESS
        published_s = publish(stage, shown)
        async with asyncio.timeout(5):
            while differ(before, await looks(stage, part)) < 30:
                pass
        if number:  # the first one finds everything cold
            delays.append((time.perf_counter() - published_s) * 1000)
    return delays


TEXT_PART = (slice(240, 360), slice(0, 300))
PAGE_PART = (slice(0, 200), slice(0, 300))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    return asyncio.run(look_at_both(tmp_path_factory.mktemp("overlay")))


async def look_at_both(folder: Path) -> dict[str, object]:
    seen: dict[str, object] = {}
    async with quiet_stage(folder) as stage:
        seen["text"] = await delays_ms(stage, TEXT_PART)
        seen["text with words"] = await settled(stage, TEXT_PART)
        await asyncio.sleep(2.5)  # longer than `stale_after_ms`
        seen["text stale"] = await settled(stage, TEXT_PART)
        if CHROMIUM is not None:
            processes = Processes()
            try:
                await open_page(stage, folder, processes)
                seen["page"] = await delays_ms(stage, PAGE_PART)
                seen["page with bars"] = await settled(stage, PAGE_PART)
                await asyncio.sleep(2.5)
                seen["page stale"] = await settled(stage, PAGE_PART)
            finally:
                processes.end_all()
        seen["exit code"] = await asyncio.to_thread(stage.obs.close)
    return seen


async def open_page(stage: Stage, folder: Path, processes: Processes) -> None:
    """The real overlay page on OBS's own display, and that part of the screen in RP Session."""
    assert CHROMIUM is not None
    processes.start(
        [
            *(CHROMIUM, "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"),
            *(f"--user-data-dir={folder / 'chromium'}", "--password-store=basic"),
            *("--disable-background-timer-throttling", "--disable-renderer-backgrounding"),
            *("--disable-backgrounding-occluded-windows", "--disable-component-update"),
            f"--window-position={WINDOW['x']},{WINDOW['y']}",
            f"--window-size={WINDOW['width']},{WINDOW['height']}",
            f"--app={stage.house.addresses.overlay_url_in('en')}",
        ],
        log=folder / "chromium.log",
        env={**os.environ, "DISPLAY": stage.obs.display.name},
    )
    answer = await stage.ask(
        "CreateInput",
        sceneName="RP Session",
        inputName="Screen",
        inputKind="xshm_input",
        inputSettings={"screen": 0, "show_cursor": False},
    )
    await stage.ask(
        "SetSceneItemTransform",
        sceneName="RP Session",
        sceneItemId=answer["sceneItemId"],
        sceneItemTransform={
            "cropLeft": WINDOW["x"],
            "cropTop": WINDOW["y"],
            "cropRight": 1600 - WINDOW["x"] - WINDOW["width"],
            "cropBottom": 900 - WINDOW["y"] - WINDOW["height"],
            "positionX": 0,
            "positionY": 0,
            "boundsType": "OBS_BOUNDS_STRETCH",
            "boundsWidth": 300,
            "boundsHeight": 200,
        },
    )
    async with asyncio.timeout(40):
        before = await looks(stage, PAGE_PART)
        while True:  # until the page is there and follows the readings
            publish(stage, Emotion.HAPPINESS)
            await asyncio.sleep(0.5)
            happy = await looks(stage, PAGE_PART)
            publish(stage, Emotion.SADNESS)
            await asyncio.sleep(0.5)
            sad = await looks(stage, PAGE_PART)
            if differ(happy, sad) > 30 and differ(before, sad) > 30:
                return


def test_the_text_overlay_shows_a_change_at_once(seen: dict[str, list[float]]) -> None:
    delays = seen["text"]
    assert median(delays) <= VISIBLE_WITHIN_MS, [round(each) for each in delays]


def test_the_text_overlay_says_no_signal_when_nothing_was_measured_for_a_while(
    seen: dict[str, Picture],
) -> None:
    assert differ(seen["text with words"], seen["text stale"]) > 100
    assert (seen["text stale"].min(axis=2) > 200).sum() > 50, "the words “No signal” are white"


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_live_page_shows_a_change_at_once(seen: dict[str, list[float]]) -> None:
    delays = seen["page"]
    assert median(delays) <= VISIBLE_WITHIN_MS, [round(each) for each in delays]


@pytest.mark.skipif(CHROMIUM is None, reason="Chromium is not installed")
def test_the_live_page_clears_itself_when_nothing_was_measured_for_a_while(
    seen: dict[str, Picture],
) -> None:
    assert differ(seen["page with bars"], seen["page stale"]) > 100


def test_obs_ended_cleanly(seen: dict[str, int]) -> None:
    assert seen["exit code"] == 0
