"""Reads RAF-DB's basic emotions (Li, Deng and Du 2017): aligned faces, or photographs with boxes."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse_models.datasets import LabelledFace, clipped_box, read_picture, whole_face
from reelpulse_models.errors import ModelWorkError

_LABELS: Final = {
    "1": Emotion.SURPRISE,
    "2": Emotion.FEAR,
    "3": Emotion.DISGUST,
    "4": Emotion.HAPPINESS,
    "5": Emotion.SADNESS,
    "6": Emotion.ANGER,
    "7": Emotion.NEUTRAL,
}


def raf_db_aligned_faces(folder: Path, *, part: str) -> Iterator[LabelledFace]:
    """The publisher's own crops of 100 by 100 pixels.

    Args:
        folder: `basic` of the publication, with `EmoLabel/` and `Image/aligned/`.
        part: `train` or `test`.

    Raises:
        ModelWorkError: the list or a picture is missing or not as published.
    """
    for name, emotion in _list(folder, part):
        stem = Path(name).stem
        path = folder / "Image" / "aligned" / f"{stem}_aligned.jpg"
        yield whole_face(name, read_picture(path), emotion)


def raf_db_original_faces(folder: Path, *, part: str) -> Iterator[LabelledFace]:
    """The photographs, each with its box.

    Args:
        folder: `basic`, with `EmoLabel/`, `Image/original/` and `Annotation/boundingbox/`.
        part: `train` or `test`.

    Raises:
        ModelWorkError: the list, a picture or a box is missing or not as published.
    """
    for name, emotion in _list(folder, part):
        picture = read_picture(folder / "Image" / "original" / name)
        boxes = folder / "Annotation" / "boundingbox"
        corners = _corners(boxes / f"{Path(name).stem}_boundingbox.txt")
        yield LabelledFace(
            name=name,
            picture=picture,
            box=clipped_box(corners, picture, name=name),
            label=EMOTIONS.index(emotion),
        )


def _list(folder: Path, part: str) -> Iterator[tuple[str, Emotion]]:
    """Names and emotions of one part, which the names begin with."""
    # The publisher's own spelling.
    path = folder / "EmoLabel" / "list_patition_label.txt"
    if not path.is_file():
        raise ModelWorkError("{path} is missing: it names RAF-DB's faces.", path=path)
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        words = line.split()
        if len(words) != 2 or words[1] not in _LABELS:
            raise ModelWorkError(
                "{path} line {number}: expected a picture's name and a label from 1 to 7.",
                path=path,
                number=number,
            )
        if words[0].startswith(part + "_"):
            yield words[0], _LABELS[words[1]]


def _corners(path: Path) -> tuple[float, float, float, float]:
    try:
        left, top, right, bottom = (float(word) for word in path.read_text().split())
    except (FileNotFoundError, ValueError) as problem:
        raise ModelWorkError(
            "{path} should hold left, top, right and bottom of one box.", path=path
        ) from problem
    return left, top, right, bottom
