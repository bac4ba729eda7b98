"""The plan of a set-up for the OBS of each system, without any OBS."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

import pytest

from reelpulse.core.obs import Change, OverlayKind
from reelpulse.errors import ObsError
from reelpulse.obs import names
from reelpulse.obs.collection import Collection, FoundItem
from reelpulse.obs.kinds import Kinds, device_property, font_of, has_picture, is_webcam
from reelpulse.obs.plan import plan, settings_fit
from reelpulse.obs.stage import Canvas, Stage, wanted_stage
from reelpulse.obs.webcam import choose_webcam, former_webcam, webcam_choices

WINDOWS = [
    "ffmpeg_source",
    "color_source_v3",
    "text_gdiplus_v2",
    "text_gdiplus_v3",
    "browser_source",
    "dshow_input",
    "wasapi_input_capture",
]
MACOS = [
    "ffmpeg_source",
    "color_source_v3",
    "text_ft2_source_v2",
    "browser_source",
    "macos-avcapture",
    "av_capture_input_v2",
    "coreaudio_input_capture",
]
DEBIAN = [
    "ffmpeg_source",
    "color_source_v3",
    "text_ft2_source_v2",
    "v4l2_input",
    "pulse_input_capture",
]


def stage(known: Sequence[str], platform: str) -> Stage:
    return wanted_stage(
        Canvas(width_px=1920, height_px=1080),
        kinds=Kinds.of(known),
        overlay_url="http://127.0.0.1:8765/overlay",
        webcam="Cam",
        font=font_of(platform),
    )


def found(*, ours: Sequence[str] = (), kinds: dict[str, str] | None = None) -> Collection:
    return Collection(
        canvas=Canvas(width_px=1920, height_px=1080),
        scenes=("Mine",),
        kind_of=kinds or {},
        inputs={},
        items={"Mine": ()},
        ours=frozenset(ours),
    )


@pytest.mark.parametrize(
    ("known", "text", "overlay", "webcam"),
    [
        (WINDOWS, "text_gdiplus_v3", OverlayKind.BROWSER, "dshow_input"),
        (MACOS, "text_ft2_source_v2", OverlayKind.BROWSER, "av_capture_input_v2"),
        (DEBIAN, "text_ft2_source_v2", OverlayKind.TEXT, "v4l2_input"),
    ],
)
def test_each_system_s_newest_kinds_are_used(
    known: list[str], text: str, overlay: OverlayKind, webcam: str
) -> None:
    kinds = Kinds.of(known)
    assert (kinds.text, kinds.webcam, kinds.colour) == (text, webcam, "color_source_v3")
    assert stage(known, "linux").overlay is overlay


def test_windows_letters_are_of_its_own_kind_and_font() -> None:
    notice = next(one for one in stage(WINDOWS, "win32").inputs if one.name == names.NOTICE)
    assert notice.settings["font"]["face"] == "Segoe UI"
    assert notice.settings["color"] == 0xFFFFFF


def test_an_obs_without_media_is_refused() -> None:
    with pytest.raises(ObsError, match="cannot make the input “ffmpeg_source”"):
        Kinds.of(["color_source_v3", "text_ft2_source_v2"])


def test_cameras_are_told_from_sound_and_from_files() -> None:
    assert is_webcam("av_capture_input_v2")
    assert not is_webcam("ffmpeg_source")
    assert not has_picture("wasapi_input_capture")
    assert (device_property("dshow_input"), device_property("v4l2_input")) == (
        "video_device_id",
        "device_id",
    )


def test_the_room_gets_the_ad_and_nothing_of_the_audience() -> None:
    items = [one.source for one in stage(WINDOWS, "win32").items if one.scene == names.AUDIENCE]
    assert items == [names.AD, names.BUFFER, names.NOTICE]


def test_webcam_and_overlay_stand_in_the_lower_corners_of_the_picture() -> None:
    places = {
        one.source: one.transform
        for one in stage(WINDOWS, "win32").items
        if one.scene == names.SESSION
    }
    webcam, overlay = places["Cam"], places[names.BROWSER_OVERLAY]
    left_px = webcam["positionX"] - webcam["boundsWidth"]
    assert left_px > overlay["positionX"] + overlay["boundsWidth"]
    assert webcam["positionX"] < 1920
    assert webcam["positionY"] - webcam["boundsHeight"] > 540


def test_a_person_s_input_of_our_name_is_renamed_before_anything_is_made() -> None:
    changes = plan(stage(DEBIAN, "linux"), found(kinds={names.AD: "color_source_v3"}))
    assert [(one.change, one.name) for one in changes[:2]] == [
        (Change.RENAME, names.AD),
        (Change.CREATE, names.AUDIENCE),
    ]


def test_what_obs_adds_to_settings_makes_no_difference() -> None:
    assert settings_fit({"font": {"size": 3}, "x": 1.0}, {"font": {"size": 3, "a": 1}, "x": 1})
    assert not settings_fit({"x": 1.0}, {"x": 1.2})
    assert not settings_fit({"x": 1}, {})


def test_the_person_s_own_camera_comes_before_a_new_one() -> None:
    own = found(kinds={"Music": "wasapi_input_capture", "Film": "ffmpeg_source"})
    assert choose_webcam(own, None, None) is None
    own = found(kinds={"Film": "ffmpeg_source", "Logitech": "dshow_input"})
    assert webcam_choices(own) == ("Logitech", "Film")
    assert choose_webcam(own, None, None) == "Logitech"
    assert choose_webcam(own, None, "Film") == "Film"


def test_another_webcam_takes_the_place_of_the_former_unless_that_stands_nowhere_else() -> None:
    item = FoundItem(source="Old", item_id=1, transform={})
    both = dataclasses.replace(
        found(ours=[*names.SCENES], kinds={"Old": "dshow_input", "New": "dshow_input"}),
        items={"Mine": (item,), names.SESSION: (item,)},
    )
    assert former_webcam(both, "Old", "New") == "Old"
    assert former_webcam(both, "Old", "Old") is None
    only = dataclasses.replace(both, items={"Mine": (), names.SESSION: (item,)})
    with pytest.raises(ObsError, match="would delete it"):
        former_webcam(only, "Old", "New")
