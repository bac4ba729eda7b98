"""Faces cut once for training and kept on disk, with room around them to be turned and shifted."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, NamedTuple

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.crop import Square, cut
from reelpulse.vision.emotion_spec import Border, CropRule
from reelpulse_models.chain import Chain
from reelpulse_models.datasets import LabelledFace, Picture
from reelpulse_models.errors import ModelWorkError
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
    sets: npt.NDArray[np.int64]
    """Shape (N,): the number of the set that each came from."""
    digests: npt.NDArray[np.uint64]
    """Shape (N,): of the pictures as they were given, to show what was trained on."""

    def rows(self, chosen: npt.NDArray[np.int64]) -> Crops:
        """Some of them."""
        return Crops(
            pictures=self.pictures[chosen],
            labels=self.labels[chosen],
            names=tuple(self.names[row] for row in chosen),
            sets=self.sets[chosen],
            digests=self.digests[chosen],
        )


def cut_whole(faces: Iterable[LabelledFace]) -> Crops:
    """Pictures that are the face; the room around it continues the edge."""
    edge = (KEPT_SIDE_PX - SIDE_PX) // 2
    pictures, kept_faces = [], []
    for face in faces:
        inner = cv2.resize(face.picture, (SIDE_PX, SIDE_PX), interpolation=cv2.INTER_LINEAR)
        bars = (edge, edge, edge, edge)
        kept = cv2.copyMakeBorder(inner, *bars, cv2.BORDER_REPLICATE)
        pictures.append(np.asarray(kept, dtype=np.uint8))
        kept_faces.append(_Told(face.label, face.name, picture_digest(face.picture)))
    return _crops(pictures, kept_faces)


def cut_found(faces: Iterable[LabelledFace], *, chain: Chain, rule: CropRule) -> Crops:
    """Faces as the product sees them; those that its nets do not find are left out."""
    pictures, kept_faces = [], []
    for face in faces:
        found = chain.find(face.picture, face.box)
        if found is None:
            continue
        pictures.append(_with_room(face.picture, found.square(rule)))
        kept_faces.append(_Told(face.label, face.name, picture_digest(face.picture)))
    return _crops(pictures, kept_faces)


def _with_room(picture: Picture, square: Square) -> Picture:
    wider = Square(
        centre_x_px=square.centre_x_px,
        centre_y_px=square.centre_y_px,
        side_px=square.side_px * ROOM,
        roll_rad=square.roll_rad,
    )
    return cut(picture, wider, size_px=KEPT_SIDE_PX, border=Border.REPLICATE)


def picture_digest(picture: Picture) -> int:
    """The first 64 bits of the SHA-256 of a picture's pixels."""
    return int.from_bytes(hashlib.sha256(np.ascontiguousarray(picture).data).digest()[:8], "big")


class _Told(NamedTuple):
    """What stays of a labelled face beside its crop."""

    label: int
    name: str
    digest: int


def _crops(pictures: list[Picture], told: list[_Told]) -> Crops:
    empty = np.zeros((0, KEPT_SIDE_PX, KEPT_SIDE_PX, 3), np.uint8)
    return Crops(
        pictures=np.stack(pictures) if pictures else empty,
        labels=np.array([face.label for face in told], dtype=np.int64),
        names=tuple(face.name for face in told),
        sets=np.zeros(len(told), dtype=np.int64),
        digests=np.array([face.digest for face in told], dtype=np.uint64),
    )


def joined(parts: Iterable[Crops]) -> Crops:
    """All of them, one after the other, as sets of their own."""
    kept = tuple(parts)
    sizes = [len(part.labels) for part in kept]
    return Crops(
        pictures=np.concatenate([part.pictures for part in kept]),
        labels=np.concatenate([part.labels for part in kept]),
        names=tuple(name for part in kept for name in part.names),
        sets=np.repeat(np.arange(len(kept), dtype=np.int64), sizes),
        digests=np.concatenate([part.digests for part in kept]),
    )


def save_crops(crops: Crops, path: Path) -> None:
    """Write them to one file, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(path.name + ".part")
    names = np.array(crops.names, dtype=np.str_)
    with partial.open("wb") as file:
        np.savez(
            file, pictures=crops.pictures, labels=crops.labels, names=names, digests=crops.digests
        )
    partial.replace(path)


def load_crops(path: Path) -> Crops:
    """Read what `save_crops` wrote."""
    with np.load(path) as file:
        labels = file["labels"]
        return Crops(
            pictures=file["pictures"],
            labels=labels,
            names=tuple(str(name) for name in file["names"]),
            sets=np.zeros(len(labels), dtype=np.int64),
            digests=file["digests"],
        )


def training_faces(cache: Path) -> Crops:
    """All faces that `prepare` kept for training in a folder.

    Raises:
        ModelWorkError: there are none.
    """
    found = sorted(cache.glob("*_train.npz"))
    if not found:
        raise ModelWorkError("{cache} holds no faces: run prepare first.", cache=cache)
    return joined(load_crops(path) for path in found)


def middle_of(pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.float32]:
    """What the net sees of kept crops: (N, 116, 116, 3) to (N, 3, 96, 96), from 0 to 255."""
    edge = (pictures.shape[1] - SIDE_PX) // 2
    inner = pictures[:, edge : edge + SIDE_PX, edge : edge + SIDE_PX]
    return np.ascontiguousarray(inner.transpose(0, 3, 1, 2)).astype(np.float32)
