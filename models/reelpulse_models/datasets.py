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
_WORDS: Final[Mapping[str, Emotion]] = MappingProxyType(
    {
        "anger": Emotion.ANGER,
        "angry": Emotion.ANGER,
        "disgust": Emotion.DISGUST,
        "fear": Emotion.FEAR,
        "happiness": Emotion.HAPPINESS,
        "happy": Emotion.HAPPINESS,
        "neutral": Emotion.NEUTRAL,
        "sad": Emotion.SADNESS,
        "sadness": Emotion.SADNESS,
        "surprise": Emotion.SURPRISE,
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
        picture = read_picture(folder / "images" / name)
        corners = (float(left), float(top), float(right), float(bottom))
        yield LabelledFace(
            name=name,
            picture=picture,
            box=clipped_box(corners, picture, name=name),
            label=EMOTIONS.index(_EXPW_LABELS[int(label)]),
        )


def fer2013_faces(archive: Path) -> Iterator[LabelledFace]:
    """Faces of FER2013 (Goodfellow et al. 2013): grey, 48 by 48, the picture is the face."""
    with zipfile.ZipFile(archive) as files:
        rows = csv.DictReader(files.read("labels.csv").decode().splitlines())
        for row in rows:
            picture = decode_picture(files.read(row["path"]), row["path"])
            yield whole_face(row["path"], picture, emotion_named(row["label"], place=archive))


def whole_face(name: str, picture: Picture, emotion: Emotion) -> LabelledFace:
    """A picture that is the face."""
    height, width = picture.shape[:2]
    return LabelledFace(
        name=name,
        picture=picture,
        box=Box(left_px=0, top_px=0, width_px=width, height_px=height),
        label=EMOTIONS.index(emotion),
    )


def emotion_named(word: str, *, place: Path) -> Emotion:
    """The emotion that a data set's word means.

    Args:
        word: in any case.
        place: where it stands, for the error.

    Raises:
        ModelWorkError: it is none of the seven.
    """
    emotion = _WORDS.get(word.strip().lower())
    if emotion is None:
        raise ModelWorkError(
            "{place}: {word!r} is no emotion; known are {known}.",
            place=place,
            word=word,
            known=", ".join(sorted(_WORDS)),
        )
    return emotion


def clipped_box(corners: tuple[float, float, float, float], picture: Picture, *, name: str) -> Box:
    """A labelled box, cut where it reaches over the picture's edge.

    Args:
        corners: left, top, right, bottom in pixels.
        picture: that it lies in.
        name: of the picture, for the error.

    Raises:
        ModelWorkError: nothing of the box lies inside.
    """
    height, width = picture.shape[:2]
    left, right = (min(max(corners[side], 0.0), float(width)) for side in (0, 2))
    top, bottom = (min(max(corners[side], 0.0), float(height)) for side in (1, 3))
    if right <= left or bottom <= top:
        raise ModelWorkError(
            "{name}: the box {box} lies outside the picture of {width} x {height} pixels.",
            name=name,
            box=corners,
            width=width,
            height=height,
        )
    return Box(left_px=left, top_px=top, width_px=right - left, height_px=bottom - top)


def read_picture(path: Path) -> Picture:
    """A picture file.

    Raises:
        ModelWorkError: it is missing or no picture.
    """
    if not path.is_file():
        raise ModelWorkError("{path} is missing.", path=path)
    return decode_picture(path.read_bytes(), str(path))


def decode_picture(content: bytes, name: str) -> Picture:
    """A picture from the bytes of its file.

    Raises:
        ModelWorkError: it is none.
    """
    picture = cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise ModelWorkError("{name} is not a picture.", name=name)
    return np.asarray(picture, dtype=np.uint8)
