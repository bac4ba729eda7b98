"""Compares the nets that can be fetched with those that ship: `python -m reelpulse_models.plug_in_study --data ../shared/data`.

Prints for each source how many faces both detectors find that the mesh confirms, how far the points of
mediapipe's bundle lie from those of the shipped mesh on the same faces, and the processor time of each.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import count
from pathlib import Path
from typing import Final, TypeVar

import cv2
import numpy as np

from reelpulse.errors import ReelPulseError
from reelpulse.resources import resource
from reelpulse.vision.detections import Detections
from reelpulse.vision.faces import FaceDetector
from reelpulse.vision.fetchable import fetchable_net, load_fetchable
from reelpulse.vision.landmarks import LandmarkFinder, Landmarks
from reelpulse.vision.landmarks_spec import TaskSpec
from reelpulse.vision.open_landmarks import open_landmark_net
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse.vision.same_face import one_face
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.datasets import Picture
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.landmark_study import stills
from reelpulse_models.yunet import open_yunet

_CLIPS: Final = (
    "one_face_close.mp4",
    "one_face_expressive.mp4",
    "one_man.mp4",
    "two_people.mp4",
    "classroom.mp4",
    "street_eight_faces.mp4",
)
_EVERY: Final = 10
"""Frames of a clip that are alike add nothing."""
_YUNET_FILE: Final = "face_detection_yunet_n_dynamic.onnx"
_BUNDLE_FILE: Final = "face_landmarker.task"

_Result = TypeVar("_Result")


@dataclass(slots=True, kw_only=True)
class Timed:
    """Sums up the processor time of some calls, of all threads."""

    seconds: float = 0.0

    def call(self, work: Callable[[], _Result]) -> _Result:
        """Do it, and count its time."""
        began = time.process_time()
        result = work()
        self.seconds += time.process_time() - began
        return result


@dataclass(slots=True, kw_only=True)
class Row:
    """What was counted in one source."""

    pictures: int = 0
    shipped: int = 0
    """Faces of the shipped detector that the shipped mesh confirms."""
    yunet: int = 0
    """The same of YuNet."""
    both: int = 0
    detected: int = 0
    """Faces of the shipped detector, confirmed or not: each mesh looked at them."""
    bundle: int = 0
    """Of the confirmed, those on which the bundle lays its mesh too."""
    apart: list[float] = field(default_factory=list)
    """For each of these the mean distance of the points, in sides of the detector's box."""
    times: dict[str, Timed] = field(
        default_factory=lambda: {name: Timed() for name in ("shipped", "yunet", "mesh", "bundle")}
    )

    def line(self, name: str) -> str:
        """One row of the table."""
        median, high = np.percentile(self.apart, (50, 95)) if self.apart else (0.0, 0.0)
        apart = f"{100 * median:.1f} ({100 * high:.1f})" if self.apart else "-"
        return (
            f"| {name} ({self.pictures}) "
            f"| {self.shipped}, {self._ms('shipped', self.pictures)} "
            f"| {self.yunet}, {self._ms('yunet', self.pictures)} | {self.both} "
            f"| {self.bundle} of {self.shipped} | {apart} "
            f"| {self._ms('mesh', self.detected)} | {self._ms('bundle', self.shipped)} |"
        )

    def _ms(self, name: str, count: int) -> str:
        return f"{1000 * self.times[name].seconds / count:.1f}" if count else "-"


def compare(
    chain: Chain, yunet: FaceDetector, bundle: LandmarkFinder, pictures: Iterable[Picture]
) -> Row:
    """Look at all pictures with all nets."""
    row = Row()
    for picture in pictures:
        row.pictures += 1
        found = row.times["shipped"].call(partial(chain.faces.find, picture))
        others = row.times["yunet"].call(partial(yunet.find, picture))
        kept_others, _ = _confirmed(chain, picture, others, Timed())
        kept, mesh = _confirmed(chain, picture, found, row.times["mesh"])
        row.shipped, row.yunet = row.shipped + len(kept), row.yunet + len(kept_others)
        row.both += int(one_face(kept.corners, kept_others.corners).any(axis=1).sum())
        row.detected += len(found)
        if len(kept):
            laid = row.times["bundle"].call(partial(bundle.find, picture, kept))
            rows = np.flatnonzero(laid.presence >= bundle.presence_min)
            far = np.linalg.norm((laid.points_px - mesh.points_px)[rows, :, :2], axis=2)
            row.apart += (far.mean(axis=1) / kept.boxes[rows, 2]).tolist()
            row.bundle += len(rows)
    return row


def _confirmed(
    chain: Chain, picture: Picture, found: Detections, timed: Timed
) -> tuple[Detections, Landmarks]:
    mesh = timed.call(partial(chain.landmarks.find, picture, found)) if len(found) else None
    if mesh is None:
        none = np.zeros((0, 468, 3), np.float32)
        return found, Landmarks(presence=found.scores, points_px=none)
    rows = np.flatnonzero(mesh.presence >= chain.landmarks.presence_min)
    return found.take(rows), mesh.take(rows.tolist())


def _sources(folder: Path) -> Iterator[tuple[str, Iterable[Picture]]]:
    for name in _CLIPS:
        yield name, _sampled(folder / "clips" / name)
    yield "detect/images", stills(folder / "detect" / "images")
    yield "detect/noface", stills(folder / "detect" / "noface")


def _sampled(path: Path) -> Iterator[Picture]:
    """Frames of a whole clip, apart from one another.

    Raises:
        ModelWorkError: it cannot be read.
    """
    clip = cv2.VideoCapture(str(path))
    for number in count():
        ok, frame = clip.read()
        if not ok and number == 0:
            raise ModelWorkError("{path} cannot be read.", path=path)
        if not ok:
            return
        if number % _EVERY == 0:
            yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def _bundle_spec(path: Path) -> TaskSpec:
    """The catalogue's description for the file at hand.

    Raises:
        ModelWorkError: the catalogue has another net of this name.
    """
    spec = fetchable_net(
        "face-landmarker", load_fetchable(resource("models", "fetchable.toml"))
    ).spec
    if not isinstance(spec, TaskSpec):
        raise ModelWorkError("{name} is no bundle in models/fetchable.toml.", name=spec.file.name)
    return replace(spec, file=replace(spec.file, path=path))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print one row for each source."""
    parser = argparse.ArgumentParser(description="Compare nets that can be fetched with ours.")
    parser.add_argument(
        "--data", type=Path, required=True, help="folder with clips/, detect/, models/"
    )
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    options = parser.parse_args(arguments)
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=2)
    files = options.data / "models"
    try:
        chain = open_chain(options.manifest)
        yunet = open_yunet(files / _YUNET_FILE, runtime, side_px=640)
        bundle = open_landmark_net(_bundle_spec(files / _BUNDLE_FILE), runtime)
        for name, pictures in _sources(options.data):
            sys.stdout.write(compare(chain, yunet, bundle, pictures).line(name) + "\n")
            sys.stdout.flush()
    except ReelPulseError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
