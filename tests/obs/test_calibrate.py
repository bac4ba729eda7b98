"""A calibration on an OBS that is played: its clip, its cursor, and a camera that may see the screen."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from reelpulse.assembly.calibration import figures_of
from reelpulse.core.calibration import CLIP_MS, SetUp, is_bright
from reelpulse.errors import ObsError, ObsRefusedError
from reelpulse.media import coded_clip
from reelpulse.obs import calibrate, names
from reelpulse.obs.calibrate import Sample, read_set_up, sample_clip

SET_UP = SetUp(webcam="Cam", width_px=1280, height_px=720, rate_hz=29.97)
LEAD_MS, DELAY_MS = 120, 210
WHITE, BLACK = 235, 16


def jpeg(picture: np.ndarray) -> bytes:  # type: ignore[type-arg]
    return cv2.imencode(".jpg", picture)[1].tobytes()


def samples(*, camera: bool = True) -> Iterator[Sample]:
    """What OBS would give at ten looks a second."""
    for at_ms in range(1500, CLIP_MS - 900, 97):
        number = at_ms * coded_clip.RATE_HZ // 1000
        whole = coded_clip._picture(number, bool(is_bright(np.array([float(at_ms)]))[0]))
        bright = camera and bool(is_bright(np.array([float(at_ms + 10 - DELAY_MS)]))[0])
        yield Sample(
            cursor_ms=float(at_ms - 5 + LEAD_MS),
            cursor_at_ns=(at_ms - 5) * 1_000_000,
            ad=jpeg(cv2.resize(whole, (128, 72))),
            ad_at_ns=at_ms * 1_000_000,
            webcam=jpeg(np.full((36, 64), WHITE if bright else BLACK, dtype=np.uint8)),
            webcam_at_ns=(at_ms + 10) * 1_000_000,
        )


def test_lead_and_delay_are_found() -> None:
    found = figures_of(list(samples()), SET_UP, measured_unix_ms=5)
    assert found.cursor_lead.median_ms == pytest.approx(LEAD_MS + 17, abs=8)  # half a frame
    assert found.camera_delay is not None
    assert found.camera_delay.median_ms == pytest.approx(DELAY_MS - 17, abs=20)
    assert (found.set_up, found.measured_unix_ms) == (SET_UP, 5)


def test_where_no_camera_sees_the_screen_only_the_lead_is_found() -> None:
    found = figures_of(list(samples(camera=False)), SET_UP, measured_unix_ms=5)
    assert found.camera_delay is None
    assert found.cursor_lead.samples == len(list(samples()))


def test_too_few_pictures_are_told() -> None:
    few = list(samples())[:20]
    with pytest.raises(ObsError, match="Only 20 of 50 needed pictures show the clip"):
        figures_of(few, SET_UP, measured_unix_ms=5)
    blind = [Sample(**{**_fields(one), "webcam": b""}) for one in samples()]
    with pytest.raises(ObsError, match="“Cam” gave only 0 of 50 needed pictures"):
        figures_of(blind, SET_UP, measured_unix_ms=5)


def _fields(one: Sample) -> dict[str, Any]:
    return {name: getattr(one, name) for name in Sample.__slots__}


class MadeObs:
    """Answers as OBS does, and notes what was changed."""

    def __init__(self, *, state: str = "ENDED") -> None:
        self.state = state
        self.done: list[tuple[str, Any]] = []

    def ask(self, request: str, **data: Any) -> dict[str, Any]:
        picture = base64.b64encode(jpeg(np.zeros((8, 8), dtype=np.uint8))).decode()
        items = {names.AD: 1, names.BUFFER: 2, names.NOTICE: 3}
        answers: dict[str, dict[str, Any]] = {
            "GetSceneItemList": {
                "sceneItems": [self._item(names.WEBCAM, 640), self._item("Cam", 1280)]
            },
            "GetVideoSettings": {"fpsNumerator": 30_000, "fpsDenominator": 1001},
            "GetMediaInputStatus": {
                "mediaState": f"OBS_MEDIA_STATE_{self.state}",
                "mediaCursor": 40,
            },
            "GetInputSettings": {"inputSettings": {"local_file": "/ads/tea.mp4"}},
            "GetSceneItemId": {"sceneItemId": items.get(data.get("sourceName", ""))},
            "GetSourceScreenshot": {"imageData": f"data:image/jpg;base64,{picture}"},
        }
        if request not in answers:
            self.done.append((request, data))
        return answers.get(request, {})

    def _item(self, name: str, width_px: int) -> dict[str, Any]:
        transform = {"sourceWidth": float(width_px), "sourceHeight": width_px * 9 / 16}
        return {"sourceName": name, "inputKind": "v4l2_input", "sceneItemTransform": transform}


def test_the_set_up_is_the_webcam_its_size_and_the_rate() -> None:
    assert read_set_up(MadeObs(), "Cam") == SET_UP
    assert read_set_up(MadeObs()).webcam == names.WEBCAM
    with pytest.raises(ObsError, match=r"no webcam “Other”\. There are: RP Webcam, Cam"):
        read_set_up(MadeObs(), "Other")


def test_without_our_scenes_it_says_what_to_do() -> None:
    class Bare(MadeObs):
        def ask(self, request: str, **_data: Any) -> dict[str, Any]:
            raise ObsRefusedError(request, code=600, comment="none")

    with pytest.raises(ObsError, match="Set up OBS first"):
        read_set_up(Bare())


def test_while_an_ad_plays_nothing_is_touched() -> None:
    obs = MadeObs(state="PLAYING")
    with pytest.raises(ObsError, match="Stop the show, then calibrate"):
        sample_clip(obs, Path("clip.mp4"), "Cam", lambda _part: None)
    assert obs.done == []


def test_the_clip_is_shown_and_afterwards_all_is_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(calibrate, "CLIP_MS", 1200)
    monkeypatch.setattr(calibrate, "SETTLE_S", 0.0)
    obs = MadeObs()
    parts: list[float] = []
    found = sample_clip(obs, Path("clip.mp4"), "Cam", parts.append)
    assert len(found) >= 2
    assert all(one.ad and one.webcam and one.cursor_ms == 40 for one in found)
    assert parts == sorted(parts)
    enabled = [
        (d["sceneItemId"], d["sceneItemEnabled"]) for r, d in obs.done if r.endswith("Enabled")
    ]
    assert enabled == [(1, True), (3, False), (2, False), (2, True), (1, False)]
    files = [d["inputSettings"]["local_file"] for r, d in obs.done if r == "SetInputSettings"]
    assert files == ["clip.mp4", "/ads/tea.mp4"]
