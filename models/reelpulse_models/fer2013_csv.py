"""Reads FER2013 in its first form: one csv with the pixels of every face as numbers."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import numpy as np

from reelpulse.core.emotion import Emotion
from reelpulse_models.datasets import LabelledFace, Picture, whole_face
from reelpulse_models.errors import ModelWorkError

_SIDE_PX: Final = 48
_LABELS: Final = (
    Emotion.ANGER,
    Emotion.DISGUST,
    Emotion.FEAR,
    Emotion.HAPPINESS,
    Emotion.SADNESS,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
)
USAGES: Final = ("Training", "PublicTest", "PrivateTest")


def fer2013_csv_faces(path: Path, *, usage: str) -> Iterator[LabelledFace]:
    """Faces of `fer2013.csv` (Goodfellow et al. 2013), columns emotion, pixels, Usage.

    Args:
        path: of the csv.
        usage: one of `USAGES`.

    Raises:
        ModelWorkError: a row is not as published; it is named by its number.
    """
    if usage not in USAGES:
        raise ModelWorkError("{usage!r} is none of {known}.", usage=usage, known=", ".join(USAGES))
    csv.field_size_limit(min(sys.maxsize, 2**31 - 1))
    with path.open(newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=1):
            name = f"{path.name} row {number}"
            emotion, pixels, row_usage = _fields(row, name)
            # A row that was cut off has none, and would be left out without a word.
            if row_usage not in USAGES:
                raise ModelWorkError(
                    "{name}: its Usage is {usage}, expected one of {known}: fetch the file again.",
                    name=name,
                    usage=repr(row_usage) if row_usage else "missing",
                    known=", ".join(USAGES),
                )
            if row_usage == usage:
                yield whole_face(name, _picture(pixels, name), emotion)


def _fields(row: dict[str, str], name: str) -> tuple[Emotion, str, str | None]:
    try:
        # By name of the key: a list would take -1 for the last.
        emotion = dict(enumerate(_LABELS))[int(row["emotion"])]
        return emotion, row["pixels"], row["Usage"]
    except (KeyError, ValueError) as problem:
        raise ModelWorkError(
            "{name}: expected the columns emotion (0 to 6), pixels and Usage.", name=name
        ) from problem


def _picture(pixels: str, name: str) -> Picture:
    try:
        numbers = np.array(pixels.split(), dtype=np.int64)
    except (ValueError, OverflowError) as problem:
        raise ModelWorkError("{name}: a pixel is no number.", name=name) from problem
    if len(numbers) and not 0 <= numbers.min() <= numbers.max() <= 255:
        raise ModelWorkError("{name}: a pixel lies outside 0 to 255.", name=name)
    values = numbers.astype(np.uint8)
    if len(values) != _SIDE_PX * _SIDE_PX:
        raise ModelWorkError(
            "{name}: {found} pixels, expected {expected}.",
            name=name,
            found=len(values),
            expected=_SIDE_PX * _SIDE_PX,
        )
    return np.repeat(values.reshape(_SIDE_PX, _SIDE_PX, 1), 3, axis=2)
