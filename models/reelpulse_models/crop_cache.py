"""Faces cut once for training and kept on disk, with room around them to be turned and shifted."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.crop import Square, cut
from reelpulse.vision.emotion_spec import Border, CropRule
from reelpulse_models.chain import Chain
from reelpulse_models.datasets import LabelledFace, Picture
from reelpulse_models.own_net import SIDE_PX

KEPT_SIDE_PX: Final = 116
ROOM: Final = KEPT_SIDE_PX / SIDE_PX
"""Side of a kept crop in sides of what the net sees of it."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crops:
    """Many faces."""

    pictures: npt.NDArray[np.uint8]
    """Shape (N, 116, 116, 3): red, green, blue."""
    labels: npt.NDArray[np.int64]
    """Shape (N,): indices into `EMOTIONS`."""
    names: tuple[str, ...]

    def rows(self, chosen: npt.NDArray[np.int64]) -> Crops:
        """Some of them."""
        return Crops(
            pictures=self.pictures[chosen],
            labels=self.labels[chosen],
            names=tuple(self.names[row] for row in chosen),
        )


def cut_whole(faces: Iterable[LabelledFace]) -> Crops:
    """Pictures that are the face; the room around it continues the edge."""
    edge = (KEPT_SIDE_PX - SIDE_PX) // 2
    pictures, labels, names = [], [], []
    for face in faces:
        inner = cv2.resize(face.picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
        bars = (edge, edge, edge, edge)
        kept = cv2.copyMakeBorder(inner, *bars, cv2.BORDER_REPLICATE)
        pictures.append(np.asarray(kept, dtype=np.uint8))
        labels.append(face.label)
        names.append(face.name)
    return _crops(pictures, labels, names)


def cut_found(faces: Iterable[LabelledFace], *, chain: Chain, rule: CropRule) -> Crops:
    """Faces as the product sees them; those that its nets do not find are left out."""
    pictures, labels, names = [], [], []
    for face in faces:
        found = chain.find(face.picture, face.box)
        if found is None:
            continue
        pictures.append(_with_room(face.picture, found.square(rule)))
        labels.append(face.label)
        names.append(face.name)
    return _crops(pictures, labels, names)


def _with_room(picture: Picture, square: Square) -> Picture:
    wider = Square(
        centre_x_px=square.centre_x_px,
        centre_y_px=square.centre_y_px,
        side_px=square.side_px * ROOM,
        roll_rad=square.roll_rad,
    )
    return cut(picture, wider, size_px=KEPT_SIDE_PX, border=Border.REPLICATE)


def _crops(pictures: list[Picture], labels: list[int], names: list[str]) -> Crops:
    return Crops(
        pictures=np.stack(pictures)
        if pictures
        else np.zeros((0, KEPT_SIDE_PX, KEPT_SIDE_PX, 3), np.uint8),
        labels=np.array(labels, dtype=np.int64),
        names=tuple(names),
    )


def joined(parts: Iterable[Crops]) -> Crops:
    """All of them, one after the other."""
    kept = tuple(parts)
    return Crops(
        pictures=np.concatenate([part.pictures for part in kept]),
        labels=np.concatenate([part.labels for part in kept]),
        names=tuple(name for part in kept for name in part.names),
    )


def save_crops(crops: Crops, path: Path) -> None:
    """Write them to one file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    names = np.array(crops.names, dtype=np.str_)
    np.savez(path, pictures=crops.pictures, labels=crops.labels, names=names)


def load_crops(path: Path) -> Crops:
    """Read what `save_crops` wrote."""
    with np.load(path) as file:
        return Crops(
            pictures=file["pictures"],
            labels=file["labels"],
            names=tuple(str(name) for name in file["names"]),
        )
