"""Measures whether covered faces are noticed: `python -m reelpulse_models.occlusion_study --data ../shared/data`.

On faces of ExpW val something made is laid before mouth, eye or cheek: of the skin's colour with fingers,
light as a cup, dark as a telephone. The table says how many of those that are still found count as covered, and how
many are taken for covered as they are, among which some are.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Final

import cv2
import numpy as np

from reelpulse.core.frame import Face
from reelpulse.core.quality import QualityLimits, Unmeasurable
from reelpulse.errors import ReelPulseError
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse_models.datasets import Picture, expw_faces

_PIXELS_MAX: Final = 33_200_000
_HEIGHT_PX_MIN: Final = 50
_TEMPLES: Final = (234, 454)
_SKIN: Final = (50, 280, 101, 330)
_LIPS: Final = (13, 14)
_EYE_CORNER: Final = 33


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """Something before a part of the face."""

    before: tuple[int, ...]
    """Points of the mesh; it lies around their middle."""
    size: tuple[float, float]
    """Half its width and height, in widths of the face."""
    lightness: int | None
    """0 … 255; None: of the skin's own colour, with the shadows of fingers."""


COVERS: Final = {
    "hand before the mouth": Cover(before=_LIPS, size=(0.42, 0.32), lightness=None),
    "cup before the mouth": Cover(before=_LIPS, size=(0.42, 0.32), lightness=200),
    "telephone before the mouth": Cover(before=_LIPS, size=(0.42, 0.32), lightness=35),
    "hand before an eye": Cover(before=(_EYE_CORNER,), size=(0.28, 0.25), lightness=None),
    "hand before a cheek": Cover(before=(234, 13), size=(0.3, 0.55), lightness=None),
}


def laid_before(picture: Picture, face: Face, cover: Cover, chance: np.random.Generator) -> Picture:
    """The picture with the face covered, a little elsewhere each time."""
    points = face.landmarks_px[:, :2]
    width = float(np.linalg.norm(points[_TEMPLES[1]] - points[_TEMPLES[0]]))
    middle = points[list(cover.before)].mean(axis=0) + chance.normal(0, 0.05, 2) * width
    mask = np.zeros(picture.shape[:2], np.uint8)
    axes = (round(cover.size[0] * width), round(cover.size[1] * width))
    angle = chance.uniform(-30, 30)
    cv2.ellipse(mask, (round(middle[0]), round(middle[1])), axes, angle, 0, 360, (255,), -1)
    height_px, width_px = picture.shape[:2]
    texture = chance.normal(0, 5, (height_px, width_px, 3))
    if cover.lightness is None:
        at = points[list(_SKIN)].round().astype(int).clip(0, (width_px - 1, height_px - 1))
        texture += np.median(picture[at[:, 1], at[:, 0]], axis=0) * chance.uniform(0.85, 1.1)
        between = np.abs(np.sin(np.arange(width_px) / (width * 0.12))) < 0.15
        texture[:, between] -= 25
    else:
        texture += cover.lightness
    soft = cv2.GaussianBlur(texture.clip(0, 255).astype(np.uint8), (5, 5), 0)
    return np.where(mask[..., np.newaxis] > 0, soft, picture).astype(np.uint8)


def count_covered(
    analyser: PictureAnalyser, pictures: Sequence[Picture], *, seed: int = 0
) -> dict[str, Counter[bool]]:
    """By cover how many faces were taken for covered and how many were not; `as they are` without one."""
    counts: dict[str, Counter[bool]] = {name: Counter() for name in ("as they are", *COVERS)}
    chance, limits = np.random.default_rng(seed), QualityLimits()
    for picture in pictures:
        for face in _large(analyser, picture, limits):
            covered = limits.verdict(face.quality) is Unmeasurable.COVERED
            counts["as they are"][covered] += 1
            for name, cover in COVERS.items():
                hidden = laid_before(picture, face, cover, chance)
                for again in _same(face, analyser.analyse_picture(hidden).faces):
                    counts[name][limits.verdict(again.quality) is Unmeasurable.COVERED] += 1
    return counts


def _large(analyser: PictureAnalyser, picture: Picture, limits: QualityLimits) -> Iterator[Face]:
    """Faces that count, whatever covers them."""
    for face in analyser.analyse_picture(picture).faces:
        reason = limits.verdict(face.quality)
        if face.box.height_px >= _HEIGHT_PX_MIN and reason in {None, Unmeasurable.COVERED}:
            yield face


def _same(face: Face, others: Sequence[Face]) -> Sequence[Face]:
    """The face that lies where this one was."""
    middle = np.array(face.box.centre_px)
    return [
        other
        for other in others
        if np.linalg.norm(np.array(other.box.centre_px) - middle) < 0.4 * face.box.width_px
    ][:1]


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print the table."""
    parser = argparse.ArgumentParser(description="Measure whether covered faces are noticed.")
    parser.add_argument("--data", type=Path, required=True, help="folder with expw/")
    parser.add_argument("--faces", type=int, default=400, help="pictures of ExpW val, at most")
    options = parser.parse_args(arguments)
    try:
        labelled = islice(expw_faces(options.data / "expw", part="val"), options.faces)
        pictures = [np.ascontiguousarray(face.picture) for face in labelled]
        analyser = build_analyser(VisionSettings(), max_picture_pixels=_PIXELS_MAX)
        counts = count_covered(analyser, pictures)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    sys.stdout.write("| face | found | taken for covered, % |\n|---|---|---|\n")
    for name, count in counts.items():
        share = 100 * count[True] / max(count.total(), 1)
        sys.stdout.write(f"| {name} | {count.total()} | {share:.1f} |\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
