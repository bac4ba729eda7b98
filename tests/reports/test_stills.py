"""An ad's pictures, or the reason why there are none."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest
from tests.reports.conftest import CAKE, TEA
from tests.reports.shows import make_input
from tests.reports.videos import number_of

from reelpulse.core.session import Ad
from reelpulse.reports.stills import STILL_WIDTH_PX, Unavailable, read_stills, wanted_timecodes


def opened(jpeg: bytes) -> npt.NDArray[np.uint8]:
    picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    return np.asarray(picture, np.uint8)


def test_each_timecode_has_its_frame(tea: Ad) -> None:
    stills = read_stills(tea, {300, 2300, 5999})
    assert stills.unavailable is None
    assert {t: number_of(opened(jpeg)) for t, jpeg in stills.frames.items()} == {
        300: 7,
        2300: 57,
        5999: 149,
    }
    assert opened(stills.frames[300]).shape[1] == STILL_WIDTH_PX


def test_the_part_done_rises_to_the_whole(tea: Ad) -> None:
    parts: list[float] = []
    read_stills(tea, {310, 2310}, on_part=parts.append)
    assert parts == [pytest.approx(number / 12) for number in range(1, 13)]


def test_the_strip_shows_the_middles_of_even_parts(tea: Ad) -> None:
    """160 × 96 is 5:3: ten such pictures side by side are about 16 times as long as high."""
    numbers = [number_of(opened(jpeg)) for jpeg in read_stills(tea, ()).strip]
    assert numbers == [7, 22, 37, 52, 67, 82, 97, 112, 127, 142]


def test_upright_ads_have_more_pictures_in_the_strip(tea: Ad) -> None:
    upright = dataclasses.replace(tea, width_px=90, height_px=160)
    assert len(read_stills(upright, ()).strip) == 24


def test_a_missing_file_is_said_to_be_missing(tea: Ad, tmp_path: Path) -> None:
    stills = read_stills(dataclasses.replace(tea, path=tmp_path / "gone.mp4"), {300})
    assert (stills.unavailable, stills.frames, stills.strip) == (Unavailable.MISSING, {}, ())


def test_another_film_under_the_same_name_is_not_shown(tea: Ad, cake: Ad) -> None:
    stills = read_stills(dataclasses.replace(tea, path=cake.path), {300})
    assert (stills.unavailable, stills.frames) == (Unavailable.CHANGED, {})


def test_a_file_that_was_never_a_film_is_unreadable(tea: Ad, tmp_path: Path) -> None:
    path = tmp_path / "ad.mp4"
    path.write_bytes(b"")
    empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    stills = read_stills(dataclasses.replace(tea, path=path, sha256=empty), {300})
    assert stills.unavailable is Unavailable.UNREADABLE


def test_a_folder_in_the_ads_place_is_unreadable(tea: Ad, tmp_path: Path) -> None:
    stills = read_stills(dataclasses.replace(tea, path=tmp_path), {300})
    assert stills.unavailable is Unavailable.UNREADABLE


def test_the_lists_frames_are_wanted_once_each(tea: Ad, cake: Ad) -> None:
    figures = make_input([(tea, TEA), (cake, CAKE)]).figures
    wanted = wanted_timecodes(figures)
    assert set(wanted) == {"tea", "cake"}
    assert {f.frame_ms for f in figures.positive_frames if f.ad_id == "tea"} <= wanted["tea"]


@pytest.mark.parametrize("name", ["bunny.webm", "caminandes.mp4", "chaplin.mp4", "scene_cuts.mp4"])
@pytest.mark.shared_data
def test_real_films_give_a_picture_for_each_second(shared_data: Path, name: str) -> None:
    from reelpulse.media.ads import read_ad  # noqa: PLC0415  only where the films are

    ad = read_ad(shared_data / "ads" / name)
    timecodes = range(0, ad.duration_ms, 1000)
    stills = read_stills(ad, timecodes)
    assert stills.unavailable is None
    assert len(set(stills.frames.values())) == len(timecodes)
