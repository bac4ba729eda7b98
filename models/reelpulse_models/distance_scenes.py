"""Rooms with small faces, made at run time: labelled photographs, scaled, laid over pictures without faces."""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse_models.datasets import Picture, read_picture
from reelpulse_models.errors import ModelWorkError

WIDTH_PX: Final = 1280
HEIGHT_PX: Final = 720
_HEAD_SCALE: Final = 1.45
"""What is cut out around a face, in its heights."""
_SEED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Photograph:
    """A WIDER FACE photograph (Yang et al. 2016) with its labels."""

    picture: Picture
    boxes: npt.NDArray[np.float32]
    """Shape (N, 4): left, top, width, height; the highest face first."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scene:
    """One made picture of `WIDTH_PX` by `HEIGHT_PX`."""

    picture: Picture
    boxes: npt.NDArray[np.float32]
    """Shape (N, 4) as in `Photograph`, all labelled faces that lie in the picture."""


def photographs(folder: Path) -> list[Photograph]:
    """All labelled photographs of `detect/`.

    Raises:
        ModelWorkError: a picture is missing.
    """
    with (folder / "boxes.csv").open(newline="") as file:
        boxes: dict[str, list[list[float]]] = defaultdict(list)
        for row in csv.DictReader(file):
            boxes[row["image"]].append([float(row[name]) for name in "xywh"])
    return [
        Photograph(
            picture=read_picture(folder / "images" / name),
            boxes=np.array(sorted(rows, key=lambda row: -row[3]), dtype=np.float32),
        )
        for name, rows in sorted(boxes.items())
    ]


def backgrounds(folder: Path) -> list[Picture]:
    """The photographs of `detect/noface/` in the size of a scene."""
    paths = sorted((folder / "noface").iterdir())
    if not paths:
        raise ModelWorkError("{folder} holds no pictures.", folder=folder / "noface")
    return [_resized(read_picture(path), width_px=WIDTH_PX, height_px=HEIGHT_PX) for path in paths]


def scenes(
    photos: Sequence[Photograph], rooms: Sequence[Picture], *, face_px: int
) -> Iterator[Scene]:
    """Each photograph whose largest face has at least `face_px`, scaled so that it has just that height."""
    random = np.random.default_rng(_SEED)
    for number, photo in enumerate(photos):
        scale = face_px / float(photo.boxes[0, 3])
        if scale <= 1:
            yield _scene(photo, rooms[number % len(rooms)], scale, random)


def _scene(photo: Photograph, room: Picture, scale: float, random: np.random.Generator) -> Scene:
    """The part around the largest face that fits, somewhere in the room."""
    height, width = photo.picture.shape[:2]
    small = _resized(
        photo.picture,
        width_px=max(round(width * scale), 1),
        height_px=max(round(height * scale), 1),
    )
    boxes = photo.boxes * np.float32(scale)
    middle = boxes[0, :2] + boxes[0, 2:] / 2
    size = np.array([WIDTH_PX, HEIGHT_PX])
    over = np.maximum(np.array(small.shape[1::-1]) - size, 0)
    x, y = np.clip(middle - size / 2, 0, over).astype(int).tolist()
    part = small[y : y + HEIGHT_PX, x : x + WIDTH_PX]
    left = int(random.integers(0, WIDTH_PX - part.shape[1] + 1))
    top = int(random.integers(0, HEIGHT_PX - part.shape[0] + 1))
    picture = room.copy()
    picture[top : top + part.shape[0], left : left + part.shape[1]] = part
    moved = boxes + np.array([left - x, top - y, 0, 0], dtype=np.float32)
    middles = moved[:, :2] + moved[:, 2:] / 2
    inside = ((middles >= 0) & (middles < size)).all(axis=1)
    return Scene(picture=picture, boxes=moved[inside])


def crowd(photos: Sequence[Photograph], room: Picture, *, people: int, face_px: int) -> Picture:
    """So many heads of different photographs in a room, in rows of eight."""
    picture = room.copy()
    chosen = [photo for photo in photos if photo.boxes[0, 3] >= face_px]
    for number in range(people):
        photo = chosen[number % len(chosen)]
        head = _head(photo, face_px=face_px)
        x = (number % 8) * WIDTH_PX // 8
        y = HEIGHT_PX // 4 + (number // 8) * HEIGHT_PX // 4
        high, wide = min(head.shape[0], HEIGHT_PX - y), min(head.shape[1], WIDTH_PX - x)
        picture[y : y + high, x : x + wide] = head[:high, :wide]
    return picture


def _head(photo: Photograph, *, face_px: int) -> Picture:
    left, top, width, height = photo.boxes[0].tolist()
    half = _HEAD_SCALE * height / 2
    x, y = left + width / 2, top + height / 2
    rows = slice(max(round(y - half), 0), round(y + half))
    part = photo.picture[rows, max(round(x - half), 0) : round(x + half)]
    scale = face_px / height
    return _resized(
        part,
        width_px=max(round(part.shape[1] * scale), 1),
        height_px=max(round(part.shape[0] * scale), 1),
    )


def _resized(picture: Picture, *, width_px: int, height_px: int) -> Picture:
    """By the mean of all pixels, as a camera farther away would see it."""
    small = cv2.resize(picture, (width_px, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(small, dtype=np.uint8)
