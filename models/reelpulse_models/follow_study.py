"""Compares faces followed by their meshes with a detector at every frame: `python -m reelpulse_models.follow_study CLIP …`.

One line per clip: whether as many faces are seen in every frame, and how far what is read of them goes
apart, beside how far it goes from one frame to the next anyway.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from reelpulse.core.frame import Face, PictureAnalysis
from reelpulse.errors import ReelPulseError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import build_analyser
from reelpulse_models.datasets import Picture

_RATE_HZ: Final = 15
_PIXELS_MAX: Final = 33_200_000


@dataclass(slots=True, kw_only=True)
class Comparison:
    """Of one clip, frame by frame."""

    frames: int = 0
    followed: int = 0
    other_counts: int = 0
    """Frames in which not as many faces were seen."""
    apart: list[float] = field(default_factory=list)
    """Half the sum of the seven probabilities' differences, of each followed face: 0 … 1."""
    same_label: list[bool] = field(default_factory=list)
    frame_to_frame: list[float] = field(default_factory=list)
    """The same difference between two frames, with the detector at each."""

    @property
    def line(self) -> str:
        """A row of the table."""
        same = f"{100 * np.mean(self.same_label):.1f}" if self.same_label else "-"
        return (
            f"{self.frames} | {self.followed} | {self.other_counts} | {_spread(self.apart)} "
            f"| {_spread(self.frame_to_frame)} | {same}"
        )


def compare(pictures: Sequence[Picture], *, look_every: int) -> Comparison:
    """Both ways of seeing the frames of one clip, at 15 a second."""
    found = Comparison()
    before: list[Face] = []
    for always, followed in zip(_seen(pictures, 1), _seen(pictures, look_every), strict=True):
        found.frames += 1
        found.followed += followed.durations.detect_ns == 0
        faces, others = _in_order(always), _in_order(followed)
        if len(before) == len(faces):
            found.frame_to_frame += map(_apart, faces, before)
        before = faces
        if len(faces) != len(others):
            found.other_counts += 1
        elif followed.durations.detect_ns == 0:
            found.apart += map(_apart, faces, others)
            found.same_label += map(_have_same_label, faces, others)
    return found


def read_clip(path: Path) -> list[Picture]:
    """About 15 frames of each second.

    Raises:
        FileNotFoundError: it is no film that can be read.
    """
    clip = cv2.VideoCapture(str(path))
    step = max(1, round((clip.get(cv2.CAP_PROP_FPS) or _RATE_HZ) / _RATE_HZ))
    pictures, number = [], 0
    while clip.grab():
        if number % step == 0:
            _, bgr = clip.retrieve()
            pictures.append(np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8))
        number += 1
    clip.release()
    if not pictures:
        raise FileNotFoundError(f"{path} is no film that can be read")
    return pictures


def _seen(pictures: Sequence[Picture], look_every: int) -> Iterator[PictureAnalysis]:
    settings = VisionSettings(look_every=look_every)
    analyser = build_analyser(settings, max_picture_pixels=_PIXELS_MAX)
    for number, picture in enumerate(pictures):
        at_ns = round((number + 1) / _RATE_HZ * 1e9)
        yield analyser.analyse_picture(picture, source="clip", at_ns=at_ns)


def _in_order(analysis: PictureAnalysis) -> list[Face]:
    return sorted(analysis.faces, key=lambda face: face.box.left_px)


def _apart(one: Face, other: Face) -> float:
    return float(np.abs(one.probabilities - other.probabilities).sum() / 2)


def _have_same_label(one: Face, other: Face) -> bool:
    return bool(one.probabilities.argmax() == other.probabilities.argmax())


def _spread(values: Sequence[float]) -> str:
    if not values:
        return "-"
    median, high = np.percentile(values, [50, 95])
    return f"{median:.3f} ({high:.3f})"


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description="Compare following with detecting.")
    parser.add_argument("clips", type=Path, nargs="+", metavar="CLIP")
    parser.add_argument("--look-every", type=int, default=VisionSettings().look_every)
    options = parser.parse_args(arguments)
    sys.stdout.write(
        "| clip | frames | followed | other number of faces | apart: median (95 %) "
        "| frame to frame | same label, % |\n|---|---|---|---|---|---|---|\n"
    )
    try:
        for path in options.clips:
            compared = compare(read_clip(path), look_every=options.look_every)
            sys.stdout.write(f"| {path.stem} | {compared.line} |\n")
            sys.stdout.flush()
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
