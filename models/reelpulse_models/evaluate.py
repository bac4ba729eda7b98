"""Judges an emotion net on labelled faces: `python -m reelpulse_models.evaluate --data ../shared/data`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

import cv2
import numpy as np

from reelpulse.core.emotion import EMOTIONS
from reelpulse.errors import ReelPulseError
from reelpulse.vision.crop import Square
from reelpulse_models.chain import Chain, open_chain, square_around
from reelpulse_models.datasets import LabelledFace, Picture, expw_faces, fer2013_faces
from reelpulse_models.metrics import Agreement, agreement


def judge_found(chain: Chain, faces: Iterable[LabelledFace], *, grey: bool) -> Agreement:
    """Agreement over the faces that the detector and the landmark net find, as in a screening."""
    seen: list[tuple[Picture, Square]] = []
    labels: list[int] = []
    for face in faces:
        found = chain.find(face.picture, face.box)
        if found is not None:
            square = found.square(chain.emotions.spec.crop)
            seen.append((_maybe_grey(face.picture, grey), square))
            labels.append(face.label)
    return agreement(chain.probabilities(seen), np.array(labels))


def judge_whole(chain: Chain, faces: Iterable[LabelledFace]) -> Agreement:
    """Agreement over pictures that are the face, without detection."""
    seen, labels = [], []
    for face in faces:
        seen.append((face.picture, square_around(face.box, scale=1.0)))
        labels.append(face.label)
    return agreement(chain.probabilities(seen), np.array(labels))


def _maybe_grey(picture: Picture, grey: bool) -> Picture:
    if not grey:
        return picture
    thrice = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(thrice, dtype=np.uint8)


def _print(name: str, result: Agreement) -> None:
    write = sys.stdout.write
    write(
        f"{name}: {result.confusion.sum()} faces, accuracy {result.accuracy:.1%}, "
        f"macro-F1 {result.macro_f1:.1%}, three groups {result.group_accuracy:.1%}\n"
    )
    write(
        "label \\ read  " + "".join(f"{emotion[:9]:>10}" for emotion in EMOTIONS) + "    recall\n"
    )
    for row, emotion in enumerate(EMOTIONS):
        counts = "".join(f"{count:>10}" for count in result.confusion[row])
        write(f"{emotion:<13} {counts} {result.recall[row]:>9.1%}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print a table for each set."""
    parser = argparse.ArgumentParser(description="Judge an emotion net on labelled faces.")
    parser.add_argument("--data", type=Path, required=True, help="folder with expw/ and FER2013")
    parser.add_argument("--manifest", type=Path, default=Path("models/manifest.toml"))
    parser.add_argument("--net", default="default", help="name of the emotion net")
    parser.add_argument("--grey", action="store_true", help="take the colour out of the pictures")
    options = parser.parse_args(arguments)
    try:
        chain = open_chain(options.manifest, emotion_net=options.net)
        for part in ("val", "train"):
            faces = expw_faces(options.data / "expw", part=part)
            _print(f"ExpW {part}", judge_found(chain, faces, grey=options.grey))
        whole = fer2013_faces(options.data / "fer2013_val.zip")
        _print("FER2013 val", judge_whole(chain, whole))
    except (ReelPulseError, FileNotFoundError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
