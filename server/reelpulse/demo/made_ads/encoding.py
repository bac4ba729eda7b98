"""Writes an ad as H.264 and AAC in an mp4 file."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Final

import av
import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_ads import sound
from reelpulse.demo.made_ads.drawing import Canvas
from reelpulse.demo.made_ads.scenes import FRAMES_PER_S, HEIGHT_PX, WIDTH_PX, Ad, Scene

_AAC_FRAME: Final = 1024
_VIDEO_OPTIONS: Final = {
    "crf": "22",
    "preset": "slow",
    # One thread and no time stamps inside: the same encoder writes the same bytes again.
    "threads": "1",
    # A key picture at every cut, so that a player can seek to a scene.
    "x264-params": "scenecut=60:keyint=50",
}


def write(ad: Ad, path: Path) -> None:
    """Draw, compose and encode a whole ad; an existing file is replaced."""
    with av.open(str(path), "w", options={"movflags": "+faststart"}) as container:
        video = container.add_stream("libx264", rate=FRAMES_PER_S, options=dict(_VIDEO_OPTIONS))
        video.width, video.height, video.pix_fmt = WIDTH_PX, HEIGHT_PX, "yuv420p"
        audio = container.add_stream("aac", rate=sound.SAMPLES_PER_S, layout="mono")
        audio.bit_rate = 96_000
        for number, picture in enumerate(pictures(ad)):
            frame = av.VideoFrame.from_ndarray(picture, format="rgb24")
            frame.pts, frame.time_base = number, Fraction(1, FRAMES_PER_S)
            container.mux(video.encode(frame))
        container.mux(video.encode(None))
        for block in _audio_frames(soundtrack(ad)):
            container.mux(audio.encode(block))
        container.mux(audio.encode(None))


def pictures(ad: Ad) -> Iterator[npt.NDArray[np.uint8]]:
    """Every frame of an ad, shape (height, width, 3), RGB."""
    for scene in ad.scenes:
        for number in range(scene.frames):
            yield picture(scene, at_s=number / FRAMES_PER_S)


def picture(scene: Scene, *, at_s: float) -> npt.NDArray[np.uint8]:
    """One frame of a scene, `at_s` seconds after its cut."""
    canvas = Canvas(width_px=WIDTH_PX, height_px=HEIGHT_PX)
    scene.draw(canvas, at_s)
    return canvas.picture()


def soundtrack(ad: Ad) -> npt.NDArray[np.float32]:
    """All of an ad's sound, shape (samples,), exactly as long as its pictures."""
    return sound.mastered(np.concatenate([scene.sound(scene.duration_s) for scene in ad.scenes]))


def _audio_frames(samples: npt.NDArray[np.float32]) -> Iterator[av.AudioFrame]:
    for start in range(0, len(samples), _AAC_FRAME):
        block = np.ascontiguousarray(samples[None, start : start + _AAC_FRAME])
        frame = av.AudioFrame.from_ndarray(block, format="fltp", layout="mono")
        frame.sample_rate, frame.pts = sound.SAMPLES_PER_S, start
        frame.time_base = Fraction(1, sound.SAMPLES_PER_S)
        yield frame
