"""The bare cost of a frame: JPEG decode and the same nets, with nothing around them."""

from __future__ import annotations

import time

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.jpegs import ReadyJpegs
from reelpulse.demo.made_webcam import made_webcam
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.manifest import InputSpec, Layout, load_manifest
from reelpulse.vision.runtime import Net, start_runtime

PICTURES = 12


def sample_pictures(*, people: int) -> tuple[bytes, ...]:
    """The same JPEGs of the made audience that the bench's player sends."""
    webcam = made_webcam(people=people, width_px=640, height_px=360)
    ready = ReadyJpegs(webcam, ad_name=bundled_ads()[0].name, count=PICTURES, quality=80)
    return ready.pictures


class BareNets:
    """The three nets in use with inputs that are ready: the detector once, the others per face."""

    def __init__(self, settings: Settings, *, faces: int) -> None:
        shipped = load_manifest(resource("models", "manifest.toml"))
        manifest = with_added_nets(shipped, settings.nets_dir)
        detector, landmarks = manifest.detector(), manifest.landmark_net("default")
        emotion = manifest.emotion_net()
        vision = settings.vision
        runtime = start_runtime(vision.provider, threads=vision.threads, probe=emotion.file)
        self._steps: list[tuple[Net, tuple[str, ...], npt.NDArray[np.float32]]] = [
            (
                runtime.open(detector.file),
                (detector.regressors, detector.score_logits),
                _input(detector.file.input, 1),
            ),
            (
                runtime.open(landmarks.file),
                (landmarks.points, landmarks.presence),
                _input(landmarks.file.input, faces),
            ),
            (runtime.open(emotion.file), (emotion.output,), _input(emotion.file.input, faces)),
        ]

    def median_ms(self, pictures: tuple[bytes, ...], *, frames: int) -> float:
        """Median time of decoding one JPEG and running the three nets."""
        times_ms = []
        for number in range(frames):
            began = time.perf_counter_ns()
            cv2.imdecode(
                np.frombuffer(pictures[number % len(pictures)], np.uint8), cv2.IMREAD_COLOR_RGB
            )
            for net, outputs, batch in self._steps:
                net.run(outputs, batch)
            times_ms.append((time.perf_counter_ns() - began) / 1e6)
        return float(np.median(times_ms))


def _input(spec: InputSpec, count: int) -> npt.NDArray[np.float32]:
    """Random values in the net's shape: their content does not change the time."""
    shape = (count, 3, spec.side_px, spec.side_px)
    if spec.layout is Layout.NHWC:
        shape = (count, spec.side_px, spec.side_px, 3)
    return np.random.default_rng(0).random(shape, dtype=np.float32)
