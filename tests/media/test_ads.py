"""What a plan must know of an ad's file, read from real files; what is no ad is refused."""

from __future__ import annotations

import hashlib
import os
import sys
import wave
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from PIL import Image

from reelpulse.errors import MediaError
from reelpulse.media.ads import read_ad

RATE_HZ = 10


def video(
    path: Path, *, seconds: float = 2, sound_s: float = 0, size: tuple[int, int] = (64, 36)
) -> Path:
    """A clip that fades from black to white, with silence of any length under it."""
    with av.open(str(path), "w") as container:
        if path.suffix == ".webm":
            picture = container.add_stream("libvpx", rate=RATE_HZ)
        else:
            picture = container.add_stream("mpeg4", rate=RATE_HZ)
        picture.width, picture.height, picture.pix_fmt = *size, "yuv420p"
        sound = container.add_stream("aac", rate=8000, layout="mono") if sound_s else None
        frames = round(seconds * RATE_HZ)
        for number in range(frames):
            grey = np.full((size[1], size[0], 3), 255 * number // frames, dtype=np.uint8)
            container.mux(picture.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(picture.encode(None))
        if sound is not None:
            silence = np.zeros((1, 800), dtype=np.float32)
            for number in range(round(sound_s * 10)):
                frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
                frame.sample_rate, frame.pts = 8000, number * 800
                frame.time_base = Fraction(1, 8000)
                container.mux(sound.encode(frame))
            container.mux(sound.encode(None))
    return path


@pytest.mark.parametrize("name", ["Утренний_кофе.mp4", "tea.webm", "tea.avi"])
def test_a_video_s_length_size_and_hash_are_read(tmp_path: Path, name: str) -> None:
    path = video(tmp_path / name, seconds=2, size=(96, 54))
    found = read_ad(path)
    assert found.duration_ms == 2000
    assert (found.width_px, found.height_px, found.frame_rate_hz) == (96, 54, 10.0)
    assert found.sha256 == hashlib.sha256(path.read_bytes()).hexdigest()
    assert found.ad_id == found.sha256[:12]
    assert found.title == path.stem.replace("_", " ")
    assert found.path == path.resolve()


def test_an_ad_whose_sound_is_longer_than_its_picture_plays_to_the_end_of_the_sound(
    tmp_path: Path,
) -> None:
    found = read_ad(video(tmp_path / "ad.mp4", seconds=1, sound_s=2.5))
    assert found.duration_ms == pytest.approx(2500, abs=130)  # AAC rounds to its frames


def test_one_file_is_one_ad_wherever_it_lies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = video(tmp_path / "ad.mp4")
    copy = tmp_path / "copy.mp4"
    copy.write_bytes(path.read_bytes())
    assert read_ad(path).ad_id == read_ad(copy).ad_id
    monkeypatch.chdir(tmp_path)
    assert read_ad(Path("ad.mp4")) == read_ad(path)


def test_a_path_may_begin_at_the_user_s_home(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("USERPROFILE" if os.name == "nt" else "HOME", str(tmp_path))
    video(tmp_path / "ad.mp4")
    assert read_ad(Path("~/ad.mp4")).path == (tmp_path / "ad.mp4").resolve()


@pytest.mark.parametrize("path", ["missing.mp4", "a\0b.mp4", "~nobody-of-this-name/ad.mp4"])
def test_a_file_that_is_not_there_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MediaError, match=r"there is no such file\. Check the path of the ad"):
        read_ad(Path(path))


def text(path: Path) -> None:
    path.write_text("Buy more coffee!\n" * 100)


def sound(path: Path) -> None:
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 8000, 0, "NONE", ""))
        file.writeframes(b"\0" * 16_000)


def photograph(path: Path) -> None:
    with av.open(str(path), "w", format="image2") as container:
        stream = container.add_stream("png", rate=1)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "rgb24"
        grey = np.full((36, 64, 3), 90, dtype=np.uint8)
        container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))


def jpeg(path: Path) -> None:
    """From a camera: FFmpeg opens it as a film of one frame."""
    Image.fromarray(np.full((36, 64, 3), 90, dtype=np.uint8)).save(path)


@pytest.mark.parametrize(
    ("name", "make"),
    [
        ("plan.txt", text),
        ("jingle.wav", sound),
        ("poster.png", photograph),
        ("poster.jpg", jpeg),
    ],
)
def test_text_sound_and_photographs_are_no_ads(
    tmp_path: Path, name: str, make: Callable[[Path], None]
) -> None:
    path = tmp_path.resolve() / name
    make(path)
    with pytest.raises(MediaError, match=r"the file has no video\. Choose a video file") as caught:
        read_ad(path)
    assert caught.value.path == path
    assert str(caught.value).startswith(str(path))


def test_the_cover_of_a_piece_of_music_is_no_video(tmp_path: Path) -> None:
    poster = tmp_path / "poster.png"
    photograph(poster)
    path = tmp_path / "song.mp3"
    path.write_bytes(id3_with_cover(poster.read_bytes()) + mp3(tmp_path))
    with pytest.raises(MediaError, match="the file has no video"):
        read_ad(path)


def mp3(folder: Path) -> bytes:
    path = folder / "plain.mp3"
    with av.open(str(path), "w") as container:
        stream = container.add_stream("mp3", rate=44_100, layout="mono")
        for number in range(30):
            silence = np.zeros((1, 1152), dtype=np.float32)
            frame = av.AudioFrame.from_ndarray(silence, format="fltp", layout="mono")
            frame.sample_rate, frame.pts = 44_100, number * 1152
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return path.read_bytes()


def id3_with_cover(png: bytes) -> bytes:
    """An ID3v2.3 tag that holds one picture."""
    body = b"\0image/png\0\x03\0" + png
    frame = b"APIC" + len(body).to_bytes(4, "big") + b"\0\0" + body
    size = len(frame)
    synchsafe = bytes((size >> shift) & 0x7F for shift in (21, 14, 7, 0))
    return b"ID3\x03\0\0" + synchsafe + frame


@pytest.mark.parametrize("content", [b"", b"\0" * 50_000, b"<html>" + b"x" * 5000])
def test_a_file_that_is_no_media_file_says_what_to_do(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ad.mp4"
    path.write_bytes(content)
    with pytest.raises(MediaError, match=r"not a video that can be played \(.+\)\. Convert it"):
        read_ad(path)


def test_a_file_that_was_not_copied_to_its_end_is_refused(tmp_path: Path) -> None:
    path = video(tmp_path / "ad.mp4")
    path.write_bytes(path.read_bytes()[:1000])
    with pytest.raises(MediaError, match="not a video that can be played"):
        read_ad(path)


def test_a_video_stream_without_a_length_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "ad.m4v"
    with av.open(str(path), "w", format="m4v") as container:
        stream = container.add_stream("mpeg4", rate=RATE_HZ)
        stream.width, stream.height, stream.pix_fmt = 64, 36, "yuv420p"
        grey = np.full((36, 64, 3), 90, dtype=np.uint8)
        for _ in range(5):
            container.mux(stream.encode(av.VideoFrame.from_ndarray(grey, format="rgb24")))
        container.mux(stream.encode(None))
    with pytest.raises(MediaError, match=r"no known length\. Convert it to MP4"):
        read_ad(path)


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux allows such names")
def test_a_name_that_is_no_unicode_is_refused_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"ad-\xff.mp4")
    video(tmp_path / "ad.mp4").rename(path)
    with pytest.raises(MediaError, match=r"ad-\?\.mp4: its name is not valid Unicode\. Rename"):
        read_ad(path)
