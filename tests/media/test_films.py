"""A film is read at a steady pace, from any place, as far as it can be read."""

from __future__ import annotations

import wave
from fractions import Fraction
from pathlib import Path

import pytest
from PIL import Image
from tests.reports.videos import HEIGHT_PX, WIDTH_PX, make_video, number_of

from reelpulse.errors import MediaError
from reelpulse.media.films import FilmEnd, Region, look_at, pictures


def read(
    path: Path, *, rate_hz: float = 10, after: int = -1, end: FilmEnd | None = None
) -> list[tuple[int, int, int]]:
    """Number, time in milliseconds, and the number that the picture itself shows."""
    return [
        (one.number, one.at_ns // 1_000_000, number_of(one.rgb))
        for one in pictures(path, rate_hz=rate_hz, after=after, region=None, end=end or FilmEnd())
    ]


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_the_first_picture_of_every_step_is_taken(tmp_path: Path, suffix: str) -> None:
    film = make_video(tmp_path / f"film{suffix}", rate=Fraction(25), frames=50)
    found = read(film)
    assert [number for number, _, _ in found] == list(range(20))
    assert [shown for _, _, shown in found] == [-(-25 * n // 10) for n in range(20)]
    assert [at_ms for _, at_ms, _ in found] == [40 * shown for _, _, shown in found]


@pytest.mark.parametrize("rate_hz", [12, 15])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_film_no_faster_than_the_pace_gives_every_picture_once(
    tmp_path: Path, suffix: str, rate_hz: int
) -> None:
    film = make_video(tmp_path / f"film{suffix}", rate=Fraction(rate_hz), frames=60)
    assert [shown for _, _, shown in read(film, rate_hz=15)] == list(range(60))


@pytest.mark.parametrize("after", [0, 37, 110, 158])
@pytest.mark.parametrize("key_every", [25, 400])
def test_who_goes_on_later_gets_the_very_pictures_that_are_left(
    tmp_path: Path, after: int, key_every: int
) -> None:
    film = make_video(tmp_path / "film.mkv", frames=400, key_every=key_every)
    whole = read(film)
    assert read(film, after=after) == whole[after + 1 :]


def test_time_counts_from_the_start_of_the_file(tmp_path: Path) -> None:
    film = make_video(tmp_path / "late.mp4", frames=50, first_pts=75)
    assert [at_ms for _, at_ms, _ in read(film)][:3] == [0, 120, 200]


def test_a_film_is_looked_at_and_cut_as_it_is_watched(tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.mp4", frames=25, turned=90)
    facts = look_at(film)
    assert (facts.width_px, facts.height_px) == (HEIGHT_PX, WIDTH_PX)
    assert (facts.duration_s, facts.frame_rate_hz, len(facts.sha256)) == (1.0, 25.0, 64)
    region = Region(left_px=10, top_px=20, width_px=30, height_px=40)
    (whole, *_) = pictures(film, rate_hz=1, after=-1, region=None, end=FilmEnd())
    (part, *_) = pictures(film, rate_hz=1, after=-1, region=region, end=FilmEnd())
    assert whole.rgb.shape == (WIDTH_PX, HEIGHT_PX, 3)
    assert part.rgb.tolist() == whole.rgb[20:60, 10:40].tolist()


def test_a_film_that_is_whole_ends_without_complaint(tmp_path: Path) -> None:
    end = FilmEnd()
    read(make_video(tmp_path / "film.mkv", frames=100), end=end)
    assert end == FilmEnd(read_s=3.96, broken_packets=0, broke_off=False)


def test_of_a_film_that_was_cut_off_the_beginning_is_read(tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.mkv", frames=200)
    film.write_bytes(film.read_bytes()[: film.stat().st_size // 2])
    end = FilmEnd()
    shown = [shown for _, _, shown in read(film, rate_hz=25, end=end)]
    assert 50 < len(shown) < 150
    assert shown[:-3] == list(range(len(shown) - 3))  # the last ones may lean on what is gone
    assert end.broke_off
    assert end.read_s == pytest.approx(shown[-1] / 25)


def test_after_a_damaged_piece_the_rest_is_read(tmp_path: Path) -> None:
    film = make_video(tmp_path / "film.mkv", frames=200)
    content = bytearray(film.read_bytes())
    middle = len(content) // 2
    content[middle : middle + 400] = bytes(400)
    film.write_bytes(content)
    assert read(film, rate_hz=25)[-1][2] == 199


def test_what_is_no_film_is_refused_with_what_to_do(tmp_path: Path) -> None:
    (text := tmp_path / "notes.txt").write_text("no film " * 100)
    (empty := tmp_path / "empty.mkv").touch()
    Image.new("RGB", (64, 36)).save(still := tmp_path / "still.png")
    with wave.open(str(sound := tmp_path / "sound.wav"), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(bytes(16_000))
    cut = make_video(tmp_path / "cut.mp4", frames=100)
    cut.write_bytes(cut.read_bytes()[:2000])
    for path, words in (
        (tmp_path / "gone.mp4", "no such file"),
        (text, "video"),
        (empty, "remux it in OBS"),
        (still, "has no video"),
        (sound, "has no video"),
        (cut, "remux it in OBS"),
    ):
        with pytest.raises(MediaError, match=words) as told:
            look_at(path)
        assert str(path) in str(told.value)
