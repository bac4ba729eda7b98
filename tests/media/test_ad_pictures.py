"""Pictures of an ad as OBS gives them are found in the ad's file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.core.ad_match import AdMatch
from reelpulse.demo.ads import bundled_ads
from reelpulse.media.ad_pictures import AdPictures

RATE_HZ = 25
NOT_FOUND = AdMatch(position_ms=None)


def clip(path: Path, pictures: list[npt.NDArray[np.uint8]]) -> Path:
    """An H.264 file of these RGB pictures."""
    with av.open(str(path), "w") as out:
        video = out.add_stream("libx264", rate=RATE_HZ)
        video.height, video.width = pictures[0].shape[:2]
        video.pix_fmt = "yuv420p"
        video.gop_size = 2 * RATE_HZ
        for number, picture in enumerate(pictures):
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE_HZ)
            out.mux(video.encode(frame))
        out.mux(video.encode(None))
    return path


def scenery(number: int) -> npt.NDArray[np.uint8]:
    """A bright ball that moves by four pixels a frame before soft hills."""
    hills = np.random.default_rng(7).integers(40, 160, (6, 8, 3), dtype=np.uint8)
    picture = np.asarray(cv2.resize(hills, (320, 180)), dtype=np.uint8)
    cv2.circle(picture, (20 + 4 * number % 280, 90), 15, (250, 240, 200), -1)
    return picture


def screenshot(picture: npt.NDArray[np.uint8]) -> bytes:
    """As OBS sends it: 128 pixels wide, JPEG."""
    small = cv2.resize(cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), (128, 72))
    return cv2.imencode(".jpg", small, [cv2.IMWRITE_JPEG_QUALITY, 80])[1].tobytes()


@pytest.fixture(scope="module")
def ad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("ads") / "ball.mp4"
    return clip(path, [scenery(number) for number in range(150)])


def test_each_frame_is_found_on_its_time_as_the_ad_plays(ad: Path) -> None:
    pictures = AdPictures()
    found = [
        pictures.find(ad, screenshot(scenery(number)), near_ms=number * 40 + wrong_by_ms)
        for number, wrong_by_ms in ((0, 30), (4, 60), (40, -120), (80, 150), (149, 100))
    ]
    pictures.close()
    assert [one.position_ms for one in found] == pytest.approx([0, 160, 1600, 3200, 5960])


def test_it_is_found_again_after_the_ad_was_moved_back_and_ahead(ad: Path) -> None:
    pictures = AdPictures()
    order = (140, 10, 145, 70)
    found = [pictures.find(ad, screenshot(scenery(n)), near_ms=n * 40.0) for n in order]
    pictures.close()
    assert [one.position_ms for one in found] == pytest.approx([n * 40 for n in order])


def test_at_another_place_of_the_ad_it_is_not_there(ad: Path) -> None:
    pictures = AdPictures()
    other = clip(ad.with_name("other.mp4"), [scenery(n)[::-1, ::-1] for n in range(30)])
    assert pictures.find(other, screenshot(scenery(10)), near_ms=400.0) == AdMatch(
        position_ms=None, is_there=False
    )
    assert pictures.find(ad, screenshot(scenery(10)), near_ms=400.0).position_ms == 400
    pictures.close()


def test_a_still_and_broken_bytes_and_a_file_that_is_gone_are_not_found(ad: Path) -> None:
    pictures = AdPictures()
    still = clip(ad.with_name("still.mp4"), [scenery(0)] * 30)
    assert pictures.find(still, screenshot(scenery(0)), near_ms=400.0) == NOT_FOUND
    assert pictures.find(ad, b"not a JPEG", near_ms=400.0) == NOT_FOUND
    assert pictures.find(ad, b"", near_ms=400.0) == NOT_FOUND
    gone = ad.with_name("gone.mp4")
    assert pictures.find(gone, screenshot(scenery(0)), near_ms=0.0) == NOT_FOUND
    pictures.close()


def test_in_a_photograph_at_the_ads_path_nothing_is_found(tmp_path: Path) -> None:
    photograph = tmp_path / "ad.png"
    cv2.imwrite(str(photograph), scenery(3))
    assert AdPictures().find(photograph, screenshot(scenery(3)), near_ms=0) == NOT_FOUND


def test_the_bundled_ads_are_followed_to_a_frame() -> None:
    pictures = AdPictures()
    for ad in bundled_ads():
        errors_ms, asked = [], 0
        with av.open(str(ad)) as container:
            for number, frame in enumerate(container.decode(video=0)):
                if number % 7 == 3 and frame.time is not None:
                    asked += 1
                    at_ms = float(frame.time) * 1000
                    shot = screenshot(frame.to_ndarray(format="rgb24").astype(np.uint8))
                    found = pictures.find(ad, shot, near_ms=at_ms + 60)
                    if found.position_ms is not None:
                        errors_ms.append(abs(found.position_ms - at_ms))
        assert len(errors_ms) >= 0.5 * asked
        assert np.percentile(errors_ms, 95) <= 34
    pictures.close()
