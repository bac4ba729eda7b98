"""Finds pictures that are nearly the same, so that no face is both trained on and judged on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse_models.crop_cache import Crops

_SIDE_PX: Final = 16
_BLOCK: Final = 2048
SAME_MIN: Final = 0.985
"""Correlation of two thumbnails above which they are one picture."""

Prints = npt.NDArray[np.float32]


def fingerprints(pictures: npt.NDArray[np.uint8]) -> Prints:
    """A thumbnail of each picture, free of its brightness and contrast.

    Args:
        pictures: shape (N, S, S, 3).

    Returns:
        Shape (N, 256), each row of mean 0 and length 1 (length 0 for a blank picture): the product
        of two rows is the correlation of their thumbnails.
    """
    rows = np.empty((len(pictures), _SIDE_PX * _SIDE_PX), np.float32)
    for number, picture in enumerate(pictures):
        grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)
        small = cv2.resize(grey, (_SIDE_PX, _SIDE_PX), interpolation=cv2.INTER_AREA)
        rows[number] = small.ravel()
    rows -= rows.mean(axis=1, keepdims=True)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    return np.asarray(rows / np.maximum(lengths, 1e-6), dtype=np.float32)


def near_copies(ours: Prints, theirs: Prints) -> npt.NDArray[np.bool_]:
    """Which of ours is among theirs, also mirrored: shape (len(ours),)."""
    mirrored = theirs.reshape(-1, _SIDE_PX, _SIDE_PX)[:, :, ::-1].reshape(theirs.shape)
    both = np.concatenate([theirs, mirrored]).T
    if both.shape[1] == 0:
        return np.zeros(len(ours), dtype=np.bool_)
    return np.concatenate(
        [np.zeros(0, np.bool_)]
        + [
            (ours[start : start + _BLOCK] @ both).max(axis=1) > SAME_MIN
            for start in range(0, len(ours), _BLOCK)
        ]
    )


def apart(train: Crops, judged: Sequence[Crops]) -> Crops:
    """The faces that are no near copies of any judged one, and not blank."""
    prints = fingerprints(train.pictures)
    theirs = np.concatenate([fingerprints(crops.pictures) for crops in judged])
    seen = prints.any(axis=1)
    return train.rows(np.flatnonzero(seen & ~near_copies(prints, theirs)))
