"""Measures which crop suits an emotion net: `python -m reelpulse_models.crop_study --data ../shared/data`.

Each line is one rule: around what, how large, turned upright or not; then what a border does to
faces that the picture's edge cuts off.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final

import numpy as np

from reelpulse.errors import ReelPulseError
from reelpulse.vision.crop import Square
from reelpulse.vision.emotion_spec import Around, Border, CropRule
from reelpulse_models.chain import Chain, Found, open_chain, square_around
from reelpulse_models.datasets import LabelledFace, Picture, expw_faces
from reelpulse_models.metrics import Agreement, agreement

_SCALES: Final = (0.8, 0.9, 1.0, 1.1, 1.2, 1.3)
_CUT_OFF: Final = 0.2
"""Share of the face's box that the edge takes away in the border test."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FoundFace:
    """A labelled face that the detector found too."""

    labelled: LabelledFace
    found: Found


def find_all(chain: Chain, faces: Sequence[LabelledFace]) -> list[FoundFace]:
    """The faces that detector and landmark net find."""
    pairs = ((face, chain.find(face.picture, face.box)) for face in faces)
    return [FoundFace(labelled=face, found=found) for face, found in pairs if found]


def judge(
    chain: Chain,
    faces: Sequence[FoundFace],
    square: Callable[[FoundFace], Square],
) -> Agreement:
    """Agreement when each face is cropped by one rule."""
    seen = [(face.labelled.picture, square(face)) for face in faces]
    labels = np.array([face.labelled.label for face in faces])
    return agreement(chain.probabilities(seen), labels)


def judge_border(
    chain: Chain, faces: Sequence[FoundFace], border: Border, rule: CropRule
) -> Agreement:
    """Agreement when the picture ends inside every face's box."""
    seen = [cut_off(face, face.found.square(rule)) for face in faces]
    labels = np.array([face.labelled.label for face in faces])
    return agreement(chain.probabilities(seen, border=border), labels)


def cut_off(face: FoundFace, square: Square) -> tuple[Picture, Square]:
    """The picture without what lies left of a line through the face, and the square in it."""
    box = face.found.detection.box(0)
    first = max(round(box.left_px + _CUT_OFF * box.width_px), 0)
    moved = Square(
        centre_x_px=square.centre_x_px - first,
        centre_y_px=square.centre_y_px,
        side_px=square.side_px,
        roll_rad=square.roll_rad,
    )
    return np.ascontiguousarray(face.labelled.picture[:, first:]), moved


def _print(rule: str, result: Agreement) -> None:
    sys.stdout.write(
        f"{rule:<44} {result.accuracy:6.1%} {result.macro_f1:6.1%} {result.group_accuracy:6.1%}\n"
    )
    sys.stdout.flush()


def run(chain: Chain, faces: Sequence[FoundFace]) -> None:
    """Print all rules."""
    for scale in _SCALES:
        _print(f"label's box x {scale}", judge(chain, faces, partial(_labels_square, scale=scale)))
    for around in Around:
        for align_roll in (False, True):
            turned = "turned upright" if align_roll else "as it is"
            for scale in _SCALES:
                rule = CropRule(
                    around=around, scale=scale, align_roll=align_roll, border=Border.REPLICATE
                )
                result = judge(chain, faces, partial(_square_by, rule=rule))
                _print(f"{around} x {scale}, {turned}", result)
    for border in Border:
        result = judge_border(chain, faces, border, chain.emotions.spec.crop)
        _print(f"a fifth of the face cut off, border {border}", result)


def _labels_square(face: FoundFace, *, scale: float) -> Square:
    return square_around(face.labelled.box, scale=scale)


def _square_by(face: FoundFace, *, rule: CropRule) -> Square:
    return face.found.square(rule)


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print accuracy, macro-F1 and three groups for each rule."""
    parser = argparse.ArgumentParser(description="Find the best crop for an emotion net.")
    parser.add_argument("--data", type=Path, required=True, help="folder with expw/")
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--net", default="default", help="name of the emotion net")
    parser.add_argument("--part", choices=("val", "train"), default="val")
    options = parser.parse_args(arguments)
    try:
        chain = open_chain(options.manifest, emotion_net=options.net)
        labelled = list(expw_faces(options.data / "expw", part=options.part))
        found = find_all(chain, labelled)
        sys.stdout.write(f"{len(found)} of {len(labelled)} faces of ExpW {options.part} found\n")
        sys.stdout.write(f"{'rule':<44} {'acc.':>6} {'F1':>6} {'groups':>6}\n")
        run(chain, found)
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
