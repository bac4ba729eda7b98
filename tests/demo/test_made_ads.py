"""The bundled ads: the files that ship are what the scene tables say."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import av
import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.core.emotion import EMOTIONS
from reelpulse.demo.lettering import line_of_type
from reelpulse.demo.made_ads import MADE_ADS, Ad, Scene
from reelpulse.demo.made_ads.encoding import picture, soundtrack, write
from reelpulse.demo.made_ads.sound import SAMPLES_PER_S
from reelpulse.resources import package_resource

Pictures = npt.NDArray[np.uint8]
"""Shape (frames, 360, 640, 3)."""

_every_ad = pytest.mark.parametrize("ad", MADE_ADS, ids=lambda ad: ad.ad_id)


def _file(ad: Ad) -> Path:
    return package_resource("demo", "assets", ad.file_name)


def _decoded(path: Path) -> Pictures:
    with av.open(str(path)) as container:
        return np.stack([frame.to_ndarray(format="rgb24") for frame in container.decode(video=0)])


def _heard(path: Path) -> npt.NDArray[np.float32]:
    with av.open(str(path)) as container:
        blocks = [frame.to_ndarray()[0] for frame in container.decode(audio=0)]
    return np.asarray(np.concatenate(blocks), np.float32)


@pytest.fixture(scope="module", params=MADE_ADS, ids=lambda ad: ad.ad_id)
def shipped(request: pytest.FixtureRequest) -> tuple[Ad, Pictures]:
    ad: Ad = request.param
    return ad, _decoded(_file(ad))


@_every_ad
def test_the_file_holds_picture_and_sound_of_the_stated_length(ad: Ad) -> None:
    with av.open(str(_file(ad))) as container:
        (video,) = container.streams.video
        (audio,) = container.streams.audio
        assert (video.codec_context.name, audio.codec_context.name) == ("h264", "aac")
        assert (video.width, video.height) == (640, 360)
        assert video.average_rate == Fraction(25)
        assert video.frames == ad.frames
        for stream in (video, audio):
            assert stream.duration is not None
            assert stream.time_base is not None
            assert float(stream.duration * stream.time_base) == pytest.approx(
                ad.duration_s, abs=0.06
            )
    assert 14 <= ad.duration_s <= 18


def test_together_the_files_are_small() -> None:
    assert sum(_file(ad).stat().st_size for ad in MADE_ADS) < 3_000_000


def test_the_cuts_are_hard_and_where_the_table_says(shipped: tuple[Ad, Pictures]) -> None:
    ad, pictures = shipped
    small = pictures[:, ::8, ::8].astype(np.int16)
    steps = np.array([np.abs(b - a).mean() for a, b in pairwise(small)])
    cuts = {round(start_s * 25) for start_s in ad.starts_s()[1:]}
    at_cuts = [steps[frame - 1] for frame in cuts]
    elsewhere = np.delete(steps, [frame - 1 for frame in cuts])
    assert min(at_cuts) > 25
    assert min(at_cuts) > 2 * elsewhere.max()


def test_the_files_show_what_the_script_draws(shipped: tuple[Ad, Pictures]) -> None:
    ad, pictures = shipped
    for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True):
        number = scene.frames * 2 // 3
        drawn = picture(scene, at_s=number / 25).astype(int)
        found = pictures[round(start_s * 25) + number].astype(int)
        assert np.abs(drawn - found).mean() < 4, scene.name


def test_something_moves_in_every_scene(shipped: tuple[Ad, Pictures]) -> None:
    ad, pictures = shipped
    for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True):
        first = round(start_s * 25) + scene.frames // 2
        moved = np.abs(pictures[first].astype(int) - pictures[first + 10]).max(axis=2) > 30
        assert moved.mean() > 0.004, scene.name


def test_no_two_scenes_look_alike(shipped: tuple[Ad, Pictures]) -> None:
    """A thumbnail of 32 by 18 points is enough to tell them apart."""
    ad, pictures = shipped
    middles = [round((start_s + scene.duration_s * 0.6) * 25)
               for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True)]  # fmt: skip
    thumbnails = [
        pictures[middle].reshape(18, 20, 32, 20, 3).mean(axis=(1, 3)) for middle in middles
    ]
    for i, one in enumerate(thumbnails):
        for other in thumbnails[i + 1 :]:
            assert np.abs(one - other).mean() > 25


@_every_ad
def test_every_scene_sounds_and_no_sample_clips(ad: Ad) -> None:
    heard = _heard(_file(ad))
    assert np.abs(heard).max() <= 1.0
    for scene, start_s in zip(ad.scenes, ad.starts_s(), strict=True):
        first = round(start_s * SAMPLES_PER_S)
        part = heard[first : first + round(scene.duration_s * SAMPLES_PER_S)]
        assert np.sqrt(np.mean(part**2)) > 0.03, scene.name


@_every_ad
def test_the_sound_is_as_long_as_the_picture(ad: Ad) -> None:
    assert len(soundtrack(ad)) == round(ad.duration_s * SAMPLES_PER_S)


def test_the_two_ads_aim_at_six_emotions_and_tell_a_story() -> None:
    aims = {scene.aims_at for ad in MADE_ADS for scene in ad.scenes}
    assert aims == set(EMOTIONS[:6])
    for ad in MADE_ADS:
        assert 4 <= len(ad.scenes) <= 6
        assert ad.scenes[0].aims_at == ad.scenes[-1].aims_at == "happiness"


def test_making_an_ad_again_gives_the_same_bytes(tmp_path: Path) -> None:
    scenes = tuple(_shortened(scene) for scene in MADE_ADS[0].scenes[:2])
    ad = Ad(ad_id="short", title="Short", scenes=scenes)
    for name in ("one.mp4", "two.mp4"):
        write(ad, tmp_path / name)
    assert (tmp_path / "one.mp4").read_bytes() == (tmp_path / "two.mp4").read_bytes()
    assert len(_decoded(tmp_path / "one.mp4")) == 8


def _shortened(scene: Scene) -> Scene:
    return Scene(
        name=scene.name, frames=4, aims_at=scene.aims_at, draw=scene.draw, sound=scene.sound
    )


def test_the_type_has_cyrillic_letters() -> None:
    missing = line_of_type("\uffff", face="bold", size_px=40, margin_px=4)
    for letter in "ЖЩЫя":
        drawn = line_of_type(letter, face="bold", size_px=40, margin_px=4)
        assert drawn.max() == 255
        assert drawn.shape != missing.shape or (drawn != missing).any()
