"""The bare cost of a frame: JPEG decode and the same nets, with nothing around them."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from functools import partial

import cv2
import numpy as np

from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.jpegs import ReadyJpegs
from reelpulse.demo.made_webcam import made_webcam
from reelpulse.resources import resource
from reelpulse.settings import Settings
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.detections import Detections
from reelpulse.vision.detector_spec import DetectorSpec
from reelpulse.vision.faces import decoder_of
from reelpulse.vision.landmarks_spec import LandmarksSpec, MeshSpec
from reelpulse.vision.letterbox import snug
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.net_file import Layout
from reelpulse.vision.nets_in_use import DEFAULT
from reelpulse.vision.open_landmarks import open_landmark_net
from reelpulse.vision.runtime import Net, Runtime, start_runtime

PICTURES = 12
WIDTH_PX, HEIGHT_PX = 640, 360


def sample_pictures(*, people: int) -> tuple[bytes, ...]:
    """The same JPEGs of the made audience that the bench's player sends."""
    webcam = made_webcam(people=people, width_px=WIDTH_PX, height_px=HEIGHT_PX)
    ready = ReadyJpegs(webcam, ad_name=bundled_ads()[0].name, count=PICTURES, quality=80)
    return ready.pictures


class BareNets:
    """The three nets in use with inputs that are ready: the detector once, the others per face."""

    def __init__(self, settings: Settings, *, faces: int) -> None:
        shipped = load_manifest(resource("models", "manifest.toml"))
        manifest = with_added_nets(shipped, settings.nets_dir)
        emotion = manifest.emotion_net()
        vision = settings.vision
        runtime = start_runtime(vision.provider, threads=vision.threads, probe=emotion.file)
        side_px = emotion.file.input.side_px
        self._steps = (
            _detector_step(manifest.detector(), runtime),
            _landmark_step(manifest.landmark_net(DEFAULT), runtime, faces),
            _step(runtime.open(emotion.file), (emotion.output,), (faces, side_px, side_px)),
        )

    def median_ms(self, pictures: tuple[bytes, ...], *, frames: int) -> float:
        """Median time of decoding one JPEG and running the three nets."""
        times_ms = []
        for number in range(frames):
            began = time.perf_counter_ns()
            cv2.imdecode(
                np.frombuffer(pictures[number % len(pictures)], np.uint8), cv2.IMREAD_COLOR_RGB
            )
            for step in self._steps:
                step()
            times_ms.append((time.perf_counter_ns() - began) / 1e6)
        return float(np.median(times_ms))


def _detector_step(spec: DetectorSpec, runtime: Runtime) -> Callable[[], object]:
    net, decoder, side_px = runtime.open(spec.file), decoder_of(spec), spec.file.input.side_px
    rows = columns = side_px
    if decoder.step_px is not None and net.takes_any_size:
        blank = np.zeros((HEIGHT_PX, WIDTH_PX, 3), dtype=np.uint8)
        rows, columns = snug(blank, side_px, step_px=decoder.step_px).canvas.shape[:2]
    return _step(net, decoder.outputs, (1, rows, columns))


def _landmark_step(spec: LandmarksSpec, runtime: Runtime, faces: int) -> Callable[[], object]:
    if isinstance(spec, MeshSpec):
        side_px = spec.file.input.side_px
        outputs = (spec.points, spec.presence)
        return _step(runtime.open(spec.file), outputs, (faces, side_px, side_px))
    # Its graph is mediapipe's and takes pictures, not values: so it is run as the product runs it.
    finder = open_landmark_net(spec, runtime)
    blank = np.full((HEIGHT_PX, WIDTH_PX, 3), 128, dtype=np.uint8)
    middle = Detections(
        boxes=np.tile(np.array([[270, 130, 100, 100]], np.float32), (faces, 1)),
        scores=np.ones(faces, np.float32),
        keypoints=np.tile(np.array([[[300, 160]] + [[340, 160]] * 5], np.float32), (faces, 1, 1)),
    )
    return partial(finder.find, blank, middle)


def _step(net: Net, outputs: Sequence[str], shape: tuple[int, int, int]) -> Callable[[], object]:
    """Random values in the net's shape, of count, height and width: their content does not change the time."""
    count, rows, columns = shape
    times, at_once = (count, 1) if net.takes_one else (1, count)
    channels = len(net.file.input.mean)
    values = (at_once, channels, rows, columns)
    if net.file.input.layout is Layout.NHWC:
        values = (at_once, rows, columns, channels)
    batch = np.random.default_rng(0).random(values, dtype=np.float32)
    return lambda: [net.run(outputs, batch) for _ in range(times)]
