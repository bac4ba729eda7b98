"""Bytes become pixels, or an error that says what to do."""

from __future__ import annotations

import struct
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelpulse.errors import PictureError
from reelpulse.vision.decode import Picture, decode, jpeg_size

_LIMIT = 33_200_000


def _jpeg(picture: Picture) -> bytes:
    ok, coded = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    assert ok
    return coded.tobytes()


def _with_size(jpeg: bytes, *, width: int, height: int) -> bytes:
    """The same file with another size in its frame header."""
    at = jpeg.index(b"\xff\xc0")
    return jpeg[: at + 5] + struct.pack(">HH", height, width) + jpeg[at + 9 :]


@pytest.fixture
def red() -> Picture:
    picture = np.zeros((48, 64, 3), dtype=np.uint8)
    picture[..., 0] = 220
    return picture


def test_a_red_picture_comes_out_red_and_in_its_size(red: Picture) -> None:
    picture = decode(_jpeg(red), max_pixels=_LIMIT)
    assert picture.shape == (48, 64, 3)
    assert picture.mean(axis=(0, 1)) == pytest.approx([220, 0, 0], abs=3)


def test_a_grey_jpeg_comes_out_in_three_channels() -> None:
    ok, coded = cv2.imencode(".jpg", np.full((16, 16), 90, dtype=np.uint8))
    assert ok
    picture = decode(coded.tobytes(), max_pixels=_LIMIT)
    assert picture.shape == (16, 16, 3)
    assert picture.mean() == pytest.approx(90, abs=2)


def test_the_size_is_read_from_a_progressive_jpeg_with_a_comment(red: Picture) -> None:
    ok, coded = cv2.imencode(".jpg", red, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])
    assert ok
    comment = b"\xff\xfe" + struct.pack(">H", 7) + b"hello"
    jpeg = coded.tobytes()[:2] + comment + coded.tobytes()[2:]
    assert jpeg_size(jpeg) == (64, 48)
    assert decode(jpeg, max_pixels=_LIMIT).shape == (48, 64, 3)


def test_zeros_behind_the_end_do_no_harm(red: Picture) -> None:
    assert decode(_jpeg(red) + bytes(40), max_pixels=_LIMIT).shape == (48, 64, 3)


def test_a_picture_of_100_megapixels_is_refused_by_its_header_alone(
    red: Picture, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decoder_must_not_run(*_: object) -> None:
        raise AssertionError("the picture was decoded")

    monkeypatch.setattr(cv2, "imdecode", decoder_must_not_run)
    huge = _with_size(_jpeg(red), width=12_000, height=9_000)
    with pytest.raises(PictureError, match=r"12000×9000 pixels is over the limit of 33\.2"):
        decode(huge, max_pixels=_LIMIT)


def test_every_truncation_is_refused(red: Picture) -> None:
    jpeg = _jpeg(red)
    for length in range(len(jpeg) - 1):
        with pytest.raises(PictureError):
            decode(jpeg[:length], max_pixels=_LIMIT)


@pytest.mark.parametrize(
    "foreign",
    [
        b"",
        b"GIF89a" + bytes(100),
        b"\x89PNG\r\n\x1a\n" + bytes(100),
        b"\xff\xd8",
        b"\xff\xd8\xff\xd9",
        b"\xff\xd8" + bytes(200) + b"\xff\xd9",
        b"\xff\xd8\xff\xe0\x00\x00" * 50 + b"\xff\xd9",
        np.random.default_rng(0).bytes(5_000),
    ],
)
def test_foreign_bytes_are_refused(foreign: bytes) -> None:
    with pytest.raises(PictureError):
        decode(foreign, max_pixels=_LIMIT)


def test_a_header_without_pixels_behind_it_is_refused(red: Picture) -> None:
    jpeg = _jpeg(red)
    with pytest.raises(PictureError):
        decode(jpeg[: jpeg.index(b"\xff\xda")] + b"\xff\xd9", max_pixels=_LIMIT)


def test_a_picture_without_height_is_refused(red: Picture) -> None:
    with pytest.raises(PictureError, match="no pixels"):
        decode(_with_size(_jpeg(red), width=64, height=0), max_pixels=_LIMIT)


@pytest.mark.shared_data
def test_photographs_have_the_size_that_opencv_finds(shared_data: Path) -> None:
    photographs = sorted((shared_data / "stills").glob("*.jpg"))
    assert len(photographs) > 3
    for photograph in photographs:
        jpeg = photograph.read_bytes()
        height, width = decode(jpeg, max_pixels=_LIMIT).shape[:2]
        assert jpeg_size(jpeg) == (width, height)
