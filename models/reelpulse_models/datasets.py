"""The labelled faces that the nets are judged on; none of these pictures ships."""

from __future__ import annotations

import csv
import zipfile
import zlib
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

_EXPW_LABELS: Final = {
    "0": Emotion.ANGER,
    "1": Emotion.DISGUST,
    "2": Emotion.FEAR,
    "3": Emotion.HAPPINESS,
    "4": Emotion.SADNESS,
    "5": Emotion.SURPRISE,
    "6": Emotion.NEUTRAL,
}
_EXPW_PARTS: Final = ("train", "val")
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
        ModelWorkError: a file is missing, or a line is not as published; it is named by its number.
    """
    parts = _expw_parts(folder / "split.csv")
    path = folder / "label.lst"
    if not path.is_file():
        raise ModelWorkError("{path} is missing: it names ExpW's faces.", path=path)
    for number, line in enumerate(path.read_text().splitlines(), start=1):
        name, corners, emotion = _expw_fields(line, f"{path} line {number}")
        if name not in parts:
            raise ModelWorkError(
                "{path} line {number}: {name} has no line in split.csv; add it there.",
                path=path,
                number=number,
                name=name,
            )
        if parts[name] != part:
            continue
        picture = read_picture(folder / "images" / name)
        yield LabelledFace(
            name=name,
            picture=picture,
            box=clipped_box(corners, picture, name=name),
            label=EMOTIONS.index(emotion),
        )


def _expw_parts(path: Path) -> dict[str, str]:
    """The part of each picture."""
    if not path.is_file():
        raise ModelWorkError(
            "{path} is missing. ExpW as published has none: write one with the columns "
            "image_name,split, and train or val in the second.",
            path=path,
        )
    parts = {}
    with path.open(newline="") as file:
        rows = csv.DictReader(file)
        for row in rows:
            if row.get("split") not in _EXPW_PARTS or not row.get("image_name"):
                raise ModelWorkError(
                    "{path} line {number}: expected the columns image_name,split, and train or "
                    "val in the second.",
                    path=path,
                    number=rows.line_num,
                )
            parts[row["image_name"]] = row["split"]
    return parts


def _expw_fields(line: str, place: str) -> tuple[str, tuple[float, float, float, float], Emotion]:
    try:
        name, _, top, left, right, bottom, _, label = line.split()
        corners = (float(left), float(top), float(right), float(bottom))
        return name, corners, _EXPW_LABELS[label]
    except (KeyError, ValueError) as problem:
        raise ModelWorkError(
            "{place}: expected a picture's name, the face's number, top, left, right, bottom, a "
            "confidence and a label from 0 to 6.",
            place=place,
        ) from problem


def fer2013_faces(archive: Path) -> Iterator[LabelledFace]:
    """Faces of FER2013 (Goodfellow et al. 2013): grey, 48 by 48, the picture is the face.

    Raises:
        ModelWorkError: the archive, its `labels.csv` or a picture is missing or corrupt.
    """
    with _opened(archive) as files:
        rows = csv.DictReader(_member(files, "labels.csv", archive).decode().splitlines())
        for number, row in enumerate(rows, start=1):
            name, word = row.get("path"), row.get("label")
            if not name or not word:
                raise ModelWorkError(
                    "{archive}: labels.csv row {number}: expected the columns path and label.",
                    archive=archive,
                    number=number,
                )
            picture = decode_picture(_member(files, name, archive), name)
            yield whole_face(name, picture, emotion_named(word, place=archive))


def _opened(archive: Path) -> zipfile.ZipFile:
    try:
        return zipfile.ZipFile(archive)
    except FileNotFoundError as problem:
        raise ModelWorkError("{archive} is missing.", archive=archive) from problem
    except zipfile.BadZipFile as problem:
        raise ModelWorkError(
            "{archive} is no zip file, or it was cut off: fetch or pack it again.", archive=archive
        ) from problem


def _member(files: zipfile.ZipFile, name: str, archive: Path) -> bytes:
    try:
        return files.read(name)
    except KeyError as problem:
        raise ModelWorkError(
            "{archive} holds no {name}: it needs the pictures and a labels.csv of the columns "
            "path,label.",
            archive=archive,
            name=name,
        ) from problem
    except (zipfile.BadZipFile, zlib.error) as problem:
        raise ModelWorkError(
            "{archive}: {name} is corrupt: fetch or pack the archive again.",
            archive=archive,
            name=name,
        ) from problem


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
    # Asked this way round, a corner that is not a number is refused too.
    if not (left < right and top < bottom):
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
    # OpenCV has no None for an empty file: it raises.
    picture = (
        cv2.imdecode(np.frombuffer(content, np.uint8), cv2.IMREAD_COLOR_RGB) if content else None
    )
    if picture is None:
        raise ModelWorkError("{name} is not a picture.", name=name)
    return np.asarray(picture, dtype=np.uint8)
