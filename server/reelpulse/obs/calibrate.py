"""Plays the coded clip in the audience's picture and takes samples of cursor, picture and webcam."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelpulse.core.calibration import CLIP_MS, SetUp
from reelpulse.errors import ObsError, ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.kinds import has_picture
from reelpulse.obs.requests import NO_SUCH_SOURCE, Requests

AD_WIDTH_PX: Final = 128
WEBCAM_WIDTH_PX: Final = 64
SETTLE_S: Final = 1.5
_PACE_S: Final = 0.08
_END_S: Final = 0.8
"""The clip's last part is left out: a camera shows it when OBS has ended it."""
_ACTION: Final = "OBS_WEBSOCKET_MEDIA_INPUT_ACTION_"
_STATE: Final = "OBS_MEDIA_STATE_"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """One look at OBS; times on `perf_counter_ns`, each in the middle of its request."""

    cursor_ms: float
    cursor_at_ns: int
    ad: bytes
    """JPEG of the ad's input; empty where OBS gave none."""
    ad_at_ns: int
    webcam: bytes
    """JPEG of the webcam; empty where it gave none."""
    webcam_at_ns: int


def read_set_up(requests: Requests, webcam: str | None = None) -> SetUp:
    """Which webcam, in which size, at which rate.

    Args:
        webcam: an input in the session's scene; None: the first one there that is not ours.

    Raises:
        ObsError: our scenes are not set up, or have no such webcam.
    """
    try:
        items = requests.ask("GetSceneItemList", sceneName=names.SESSION)["sceneItems"]
    except ObsRefusedError as problem:
        if problem.code != NO_SUCH_SOURCE:
            raise
        raise ObsError(
            "The scene “{scene}” is not in OBS's current collection. Set up OBS first.",
            scene=names.SESSION,
        ) from problem
    ours = {*names.INPUTS} - {names.WEBCAM}
    cameras = {
        str(item["sourceName"]): item["sceneItemTransform"]
        for item in items
        if item.get("inputKind") and has_picture(item["inputKind"])
        if item["sourceName"] not in ours
    }
    if not cameras or (webcam is not None and webcam not in cameras):
        raise ObsError(
            "The scene “{scene}” has no webcam “{name}”. There are: {known}.",
            scene=names.SESSION,
            name=webcam or "",
            known=", ".join(cameras) or "-",
        )
    name = webcam or next(iter(cameras))
    video = requests.ask("GetVideoSettings")
    return SetUp(
        webcam=name,
        width_px=round(cameras[name]["sourceWidth"]),
        height_px=round(cameras[name]["sourceHeight"]),
        rate_hz=round(video["fpsNumerator"] / video["fpsDenominator"], 3),
    )


def sample_clip(
    requests: Requests, clip: Path, webcam: str, on_progress: Callable[[float], None]
) -> list[Sample]:
    """Show the clip to the room and look; afterwards the buffer covers the screen as before.

    Args:
        on_progress: told the part done, 0 to 1.

    Raises:
        ObsError: an ad is on the screen, or OBS does not play the clip.
    """
    status = requests.ask("GetMediaInputStatus", inputName=names.AD)
    if status["mediaState"] in {_STATE + "PLAYING", _STATE + "PAUSED"}:
        raise ObsError("An ad is on the screen. Stop the show, then calibrate.")
    before = requests.ask("GetInputSettings", inputName=names.AD)["inputSettings"]
    try:
        _show(requests, clip)
        return _look(requests, webcam, on_progress)
    finally:
        _cover(requests)
        requests.ask(
            "SetInputSettings",
            inputName=names.AD,
            inputSettings={"local_file": before.get("local_file", "")},
        )


def _show(requests: Requests, clip: Path) -> None:
    settings = {"local_file": str(clip), "is_local_file": True, "looping": False}
    requests.ask("SetInputSettings", inputName=names.AD, inputSettings=settings)
    _enable(requests, names.AD, True)
    _enable(requests, names.NOTICE, False)
    _enable(requests, names.BUFFER, False)
    requests.ask("TriggerMediaInputAction", inputName=names.AD, mediaAction=_ACTION + "RESTART")


def _cover(requests: Requests) -> None:
    _enable(requests, names.BUFFER, True)
    _enable(requests, names.AD, False)
    requests.ask("TriggerMediaInputAction", inputName=names.AD, mediaAction=_ACTION + "STOP")


def _look(requests: Requests, webcam: str, on_progress: Callable[[float], None]) -> list[Sample]:
    """Until the clip's end, or a little longer than it takes."""
    samples: list[Sample] = []
    begun_s = time.perf_counter()
    wanted_s = CLIP_MS / 1000 - _END_S
    while (passed_s := time.perf_counter() - begun_s) < wanted_s:
        if passed_s > SETTLE_S:
            samples.append(_sample(requests, webcam))
        on_progress(passed_s / wanted_s)
        time.sleep(_PACE_S)
    return samples


def _sample(requests: Requests, webcam: str) -> Sample:
    asked_at_ns = time.perf_counter_ns()
    cursor = requests.ask("GetMediaInputStatus", inputName=names.AD)["mediaCursor"]
    cursor_at_ns = (asked_at_ns + time.perf_counter_ns()) // 2
    ad, ad_at_ns = _shot(requests, names.AD, AD_WIDTH_PX)
    seen, webcam_at_ns = _shot(requests, webcam, WEBCAM_WIDTH_PX)
    return Sample(
        cursor_ms=float(cursor or 0),
        cursor_at_ns=cursor_at_ns,
        ad=ad,
        ad_at_ns=ad_at_ns,
        webcam=seen,
        webcam_at_ns=webcam_at_ns,
    )


def _shot(requests: Requests, name: str, width_px: int) -> tuple[bytes, int]:
    asked_at_ns = time.perf_counter_ns()
    try:
        answer = requests.ask(
            "GetSourceScreenshot", sourceName=name, imageFormat="jpg", imageWidth=width_px
        )
    except ObsRefusedError as problem:
        if problem.code == NO_SUCH_SOURCE:
            raise
        return b"", asked_at_ns
    at_ns = (asked_at_ns + time.perf_counter_ns()) // 2
    return base64.b64decode(str(answer["imageData"]).partition(",")[2]), at_ns


def _enable(requests: Requests, name: str, shown: bool) -> None:
    item = requests.ask("GetSceneItemId", sceneName=names.AUDIENCE, sourceName=name)
    requests.ask(
        "SetSceneItemEnabled",
        sceneName=names.AUDIENCE,
        sceneItemId=item["sceneItemId"],
        sceneItemEnabled=shown,
    )
