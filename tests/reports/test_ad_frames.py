"""The frame at a timecode is the one that was on the screen then."""

from __future__ import annotations

import random
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from tests.reports.videos import HEIGHT_PX, WIDTH_PX, make_video, number_of

from reelpulse.errors import MediaError
from reelpulse.reports.ad_frames import ad_frames

NTSC = Fraction(30000, 1001)


def numbers_at(path: Path, timecodes_ms: list[int]) -> list[int]:
    found = ad_frames(path, timecodes_ms, width_px=WIDTH_PX)
    return [number_of(found[t].rgb) for t in timecodes_ms]


def middles_ms(rate: Fraction, numbers: list[int]) -> list[int]:
    """A timecode in the middle of each frame, where no rounding of the container matters."""
    return [round((number + Fraction(1, 2)) * 1000 / rate) for number in numbers]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "mov", "ts"])
@pytest.mark.parametrize("rate", [Fraction(25), NTSC], ids=["25 fps", "29.97 fps"])
@pytest.mark.parametrize("first_pts", [0, 40], ids=["from zero", "from a late start"])
def test_every_frame_is_found_by_its_timecode(
    tmp_path: Path, suffix: str, rate: Fraction, first_pts: int
) -> None:
    path = make_video(tmp_path / f"ad.{suffix}", rate=rate, frames=60, first_pts=first_pts)
    wanted = list(range(60))
    assert numbers_at(path, middles_ms(rate, wanted)) == wanted


def test_a_frame_is_shown_from_its_own_time_until_the_next(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4")
    assert numbers_at(path, [0, 39, 40, 79, 80, 1999, 2000]) == [0, 0, 1, 1, 2, 49, 50]


def test_at_29_97_fps_rounding_never_takes_the_next_frame(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", rate=NTSC)
    timecodes = list(range(0, 3300, 7))
    assert numbers_at(path, timecodes) == [int(t * NTSC / 1000) for t in timecodes]


@pytest.mark.parametrize("suffix", ["mp4", "mkv", "ts"])
def test_far_apart_timecodes_are_found_by_seeking(tmp_path: Path, suffix: str) -> None:
    path = make_video(tmp_path / f"ad.{suffix}", frames=700, key_every=50)
    wanted = [3, 149, 150, 151, 420, 699]
    for number in wanted:
        assert numbers_at(path, middles_ms(Fraction(25), [number])) == [number]
    assert numbers_at(path, middles_ms(Fraction(25), wanted)) == wanted


def test_a_file_that_cannot_be_entered_in_its_middle_is_read_from_its_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some AVI files refuse to seek."""
    path = make_video(tmp_path / "ad.mp4", frames=300)
    monkeypatch.setattr("reelpulse.reports.ad_frames._Reader._lands_before", lambda *_, **__: False)
    assert numbers_at(path, middles_ms(Fraction(25), [10, 290])) == [10, 290]


def test_an_avi_without_picture_times_gives_the_same_frames_far_apart_and_in_a_row(
    tmp_path: Path,
) -> None:
    path = make_video(tmp_path / "ad.avi", frames=300, codec="mpeg4")
    in_a_row = ad_frames(path, middles_ms(Fraction(25), list(range(300))), width_px=WIDTH_PX)
    for timecode in middles_ms(Fraction(25), [30, 149, 150, 298]):
        assert numbers_at(path, [timecode]) == [number_of(in_a_row[timecode].rgb)]


def test_one_long_group_of_pictures_is_read_through(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mkv", frames=400, key_every=1000)
    assert numbers_at(path, middles_ms(Fraction(25), [2, 350])) == [2, 350]


def test_the_order_of_the_timecodes_does_not_matter(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4")
    timecodes = middles_ms(Fraction(25), list(range(100)))
    random.Random(3).shuffle(timecodes)  # noqa: S311  seeded
    assert list(ad_frames(path, timecodes, width_px=40)) == sorted(timecodes)
    assert numbers_at(path, timecodes) == [t // 40 for t in timecodes]


def test_each_picture_is_told_of_as_it_is_found(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", frames=30)
    told: list[int] = []
    ad_frames(path, [0, 400, 800], width_px=40, on_frame=lambda: told.append(1))
    assert len(told) == 3


def test_after_the_end_it_is_the_last_frame(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", frames=30)
    assert numbers_at(path, [5_000, 3_600_000]) == [29, 29]


def test_it_is_told_when_the_frame_began(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", first_pts=25)
    assert ad_frames(path, [95], width_px=40)[95].shown_ms == pytest.approx(80, abs=0.5)


def test_a_picture_has_the_wanted_width_and_the_ads_shape(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", frames=5)
    rgb = ad_frames(path, [0], width_px=80)[0].rgb
    assert rgb.shape == (80 * HEIGHT_PX // WIDTH_PX, 80, 3)
    assert rgb.dtype == np.uint8


def test_wide_pixels_make_a_wide_picture(tmp_path: Path) -> None:
    path = make_video(tmp_path / "ad.mp4", frames=5, pixel_shape=Fraction(2))
    assert ad_frames(path, [0], width_px=320)[0].rgb.shape == (96, 320, 3)


@pytest.mark.parametrize(("turned", "top_left_dark"), [(90, False), (-90, True)])
def test_a_video_filmed_on_its_side_is_upright(
    tmp_path: Path, turned: int, top_left_dark: bool
) -> None:
    """Number 1 has its bright block in the file's top left corner."""
    path = make_video(tmp_path / "ad.mp4", frames=3, turned=turned)
    rgb = ad_frames(path, [50], width_px=96)[50].rgb
    assert rgb.shape == (160, 96, 3)
    corners = {"top": rgb[8, 8].mean(), "bottom": rgb[-8, 8].mean(), "right": rgb[8, -8].mean()}
    bright = [name for name, value in corners.items() if value > 180]
    assert bright == (["right"] if top_left_dark else ["bottom"])


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(MediaError, match="the file is not there"):
        ad_frames(tmp_path / "gone.mp4", [0], width_px=80)


def test_bytes_that_are_no_video_are_told(tmp_path: Path) -> None:
    path = tmp_path / "ad.mp4"
    path.write_bytes(b"not a video at all" * 100)
    with pytest.raises(MediaError, match="cannot be decoded"):
        ad_frames(path, [0], width_px=80)


def test_a_file_with_sound_alone_is_told(tmp_path: Path) -> None:
    path = tmp_path / "ad.wav"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        sound = av.AudioFrame.from_ndarray(np.zeros((1, 800), np.int16), layout="mono")
        sound.sample_rate = 8000
        container.mux(stream.encode(sound))
    with pytest.raises(MediaError, match="holds no video"):
        ad_frames(path, [0], width_px=80)


def test_a_cut_off_file_gives_what_it_holds_or_is_told(tmp_path: Path) -> None:
    whole = make_video(tmp_path / "ad.ts", frames=100)
    cut = tmp_path / "cut.ts"
    cut.write_bytes(whole.read_bytes()[: whole.stat().st_size // 2])
    last = numbers_at(cut, [3_900])[0]
    assert 20 < last < 80
