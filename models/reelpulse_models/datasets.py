"""The labelled faces that the nets are judged on; none of these pictures ships."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box
from reelpulse_models.errors import ModelWorkError

Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""

_EXPW_LABELS: Final = (
    Emotion.ANGER,
    Emotion.DISGUST,
    Emotion.FEAR,
    Emotion.HAPPINESS,
    Emotion.SADNESS,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
)
_FER_LABELS: Final[Mapping[str, Emotion]] = MappingProxyType(
    {
        "angry": Emotion.ANGER,
        "disgust": Emotion.DISGUST,
        "fear": Emotion.FEAR,
        "happy": Emotion.HAPPINESS,
        "sad": Emotion.SADNESS,
        "surprise": Emotion.SURPRISE,
        "neutral": Emotion.NEUTRAL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LabelledFace:
    """One face in one picture."""

    name: str
    picture: Picture
    box: Box
    label: int
    """Index into `EMOTIONS`."""


def expw_faces(folder: Path, *, part: str) -> Iterator[LabelledFace]:
    """Faces of Expression in-the-Wild (Zhang et al. 2018), by its own `label.lst`.

    Args:
        folder: holds `label.lst`, `split.csv` and `images/`.
        part: `train` or `val` of `split.csv`.

    Raises:
        ModelWorkError: a picture is missing.
    """
    with (folder / "split.csv").open(newline="") as file:
        parts = {row["image_name"]: row["split"] for row in csv.DictReader(file)}
    for line in (folder / "label.lst").read_text().splitlines():
        name, _, top, left, right, bottom, _, label = line.split()
        if parts[name] != part:
            continue
        box = Box(
            left_px=float(left),
            top_px=float(top),
            width_px=float(right) - float(left),
            height_px=float(bottom) - float(top),
        )
        emotion = _EXPW_LABELS[int(label)]
        yield LabelledFace(
            name=name,
            picture=read_picture(folder / "images" / name),
            box=box,
            label=EMOTIONS.index(emotion),
        )


def fer2013_faces(archive: Path) -> Iterator[LabelledFace]:
    """Faces of FER2013 (Goodfellow et al. 2013): grey, 48 by 48, the picture is the face."""
    with zipfile.ZipFile(archive) as files:
        rows = csv.DictReader(files.read("labels.csv").decode().splitlines())
        for row in rows:
            picture = _decode(files.read(row["path"]), row["path"])
            height, width = picture.shape[:2]
            yield LabelledFace(
                name=row["path"],
                picture=picture,
                box=Box(left_px=0, top_px=0, width_px=width, height_px=height),
                label=EMOTIONS.index(_FER_LABELS[row["label"]]),
            )


def read_picture(path: Path) -> Picture:
    """A picture of a data set.

    Raises:
        ModelWorkError: it is missing, or no picture.
    """
    if not path.is_file():
        raise ModelWorkError("{path} is missing.", path=path)
    return _decode(path.read_bytes(), str(path))


def _decode(content: bytes, name: str) -> Picture:
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise ModelWorkError("{name} is not a picture.", name=name)
    return np.asarray(picture, dtype=np.uint8)
