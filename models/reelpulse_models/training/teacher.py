"""What a net reads in the kept faces: soft aims for a net that is trained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse_models.crop_cache import ROOM, Crops
from reelpulse_models.training.nets import OwnModule
from reelpulse_models.training.run import logits_of

_BATCH: Final = 64

Teaching = npt.NDArray[np.float32]
"""Probabilities for each face, shape (N, 7)."""


def taught_by(reader: EmotionReader, crops: Crops) -> Teaching:
    """Its probabilities for each face as it is kept, unspoilt: shape (N, 7)."""
    side, border = reader.spec.file.input.side_px, reader.spec.crop.border
    kept = crops.pictures.shape[1]
    middle = Square(centre_x_px=kept / 2, centre_y_px=kept / 2, side_px=kept / ROOM)
    rows = [np.zeros((0, len(EMOTIONS)), np.float32)]
    for start in range(0, len(crops.labels), _BATCH):
        pictures = crops.pictures[start : start + _BATCH]
        cuts = [cut(picture, middle, size_px=side, border=border) for picture in pictures]
        rows.append(softmax(reader.read_crops(cuts)))
    return np.concatenate(rows)


def taught_by_own(nets: Sequence[OwnModule], crops: Crops) -> Teaching:
    """Earlier nets of ours; mean over them, each face and its mirror picture: shape (N, 7).

    The aims of born-again networks (Furlanello et al. 2018): a net that has not learnt the wrong
    labels by heart doubts them, and so does the one that it teaches.
    """
    mirrored = replace(crops, pictures=crops.pictures[:, :, ::-1])
    read = [logits_of(net, of).softmax(dim=1).numpy() for net in nets for of in (crops, mirrored)]
    return np.asarray(np.mean(read, axis=0), dtype=np.float32)
