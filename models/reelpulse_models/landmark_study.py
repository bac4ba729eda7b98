"""Compares the converted face mesh with mediapipe's own run.

`python -m reelpulse_models.landmark_study --data ../shared/data` prints, for the same detections on
the same frames, the median time of the landmark step and the faces kept.
"""

from __future__ import annotations

import argparse
import csv
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from skimage import data

from reelpulse.errors import ReelPulseError
from reelpulse.vision.landmarks import LandmarkFinder
from reelpulse.vision.mediapipe_landmarks import MediapipeLandmarks
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.datasets import Picture
from reelpulse_models.errors import ModelWorkError

_FRAMES: Final = 60
_CLIPS: Final = (
    "one_face_expressive.mp4",
    "one_face_close.mp4",
    "one_man.mp4",
    "two_people.mp4",
    "classroom.mp4",
    "street_eight_faces.mp4",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What one way of finding landmarks did on one source of frames."""

    source: str
    frames: int
    detected: int
    kept: int
    median_ms: float

    def __str__(self) -> str:
        return (
            f"{self.source:<26} {self.frames:>4} frames, {self.detected:>4} detections, "
            f"{self.kept:>4} kept, {self.median_ms:6.1f} ms a frame"
        )


def measure(chain: Chain, finder: LandmarkFinder, source: str, frames: Iterable[Picture]) -> Row:
    """Run one finder over frames; frames without a detection cost nothing and are not timed."""
    times_ms, count, detected, kept = [], 0, 0, 0
    for frame in frames:
        count += 1
        detections = chain.faces.find(frame)
        if not len(detections):
            continue
        began = time.perf_counter_ns()
        found = finder.find(frame, detections)
        times_ms.append((time.perf_counter_ns() - began) / 1e6)
        detected += len(detections)
        kept += int((found.presence >= finder.presence_min).sum())
    return Row(
        source=source,
        frames=count,
        detected=detected,
        kept=kept,
        median_ms=float(np.median(times_ms)) if times_ms else 0.0,
    )


def clip_frames(path: Path) -> Iterator[Picture]:
    """The first frames of a video.

    Raises:
        ModelWorkError: it cannot be read.
    """
    clip = cv2.VideoCapture(str(path))
    for number in range(_FRAMES):
        ok, frame = clip.read()
        if not ok and number == 0:
            raise ModelWorkError("{path} cannot be read.", path=path)
        if not ok:
            return
        yield np.asarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB), dtype=np.uint8)


def made_frames(faces: int) -> Iterator[Picture]:
    """720p frames with 1 or 8 swaying heads of the photograph in scikit-image."""
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    for number in range(_FRAMES):
        shift = round(10 * np.sin(number / 5))
        head = astronaut[0:300, 80 + shift : 380 + shift]
        frame = np.full((720, 1280, 3), 60, dtype=np.uint8)
        for place in range(faces):
            top, left = 40 + 330 * (place // 4), 20 + 310 * (place % 4)
            frame[top : top + 300, left : left + 300] = head
        yield frame


def stills(folder: Path) -> Iterator[Picture]:
    """The photographs of a folder."""
    for path in sorted(folder.iterdir()):
        picture = cv2.imread(str(path), cv2.IMREAD_COLOR_RGB)
        if picture is not None:
            yield np.asarray(picture, dtype=np.uint8)


def _sources(folder: Path) -> Iterator[tuple[str, bool, Callable[[], Iterable[Picture]]]]:
    """Name, whether the frames are unrelated, and the frames."""
    for faces in (1, 8):
        yield f"made, {faces} faces, 720p", False, partial(made_frames, faces)
    for name in _CLIPS:
        yield name, False, partial(clip_frames, folder / "clips" / name)
    yield "detect/images", True, partial(stills, folder / "detect" / "images")
    yield "detect/noface", True, partial(stills, folder / "detect" / "noface")


def _labelled(folder: Path) -> int:
    with (folder / "detect" / "boxes.csv").open(newline="") as file:
        return sum(1 for _ in csv.DictReader(file))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print one row for each finder and source."""
    parser = argparse.ArgumentParser(description="Compare two ways of finding landmarks.")
    parser.add_argument("--data", type=Path, required=True, help="folder with clips/ and detect/")
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--threads", type=int, default=2)
    options = parser.parse_args(arguments)
    try:
        chain = open_chain(options.manifest, threads=options.threads)
        sys.stdout.write(f"detect/images has {_labelled(options.data)} labelled faces\n")
        for source, unrelated, frames in _sources(options.data):
            theirs = MediapipeLandmarks(stills=unrelated)
            for name, finder in (("converted", chain.landmarks), ("mediapipe", theirs)):
                sys.stdout.write(f"{name:<10} {measure(chain, finder, source, frames())}\n")
            theirs.close()
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
