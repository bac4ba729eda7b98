"""All figures of one emotion net on one set of faces."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse_models.calibration import Reliability, reliability
from reelpulse_models.chain import Chain, Found
from reelpulse_models.datasets import LabelledFace, Picture
from reelpulse_models.disturbances import DISTURBANCES, NONE, Disturbance
from reelpulse_models.metrics import Agreement, agreement

_BATCH: Final = 16
_TIMED_BATCH: Final = 8
SIZES_PX: Final = (48, 96)
"""Where face sizes are parted, in pixels of the crop's side in the picture."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenFace:
    """One face that every net is judged on."""

    picture: Picture
    label: int
    found: Found | None
    """None where the picture is the face."""

    def square(self, reader: EmotionReader) -> Square:
        """What this net sees of it."""
        if self.found is None:
            height, width = self.picture.shape[:2]
            side = float(max(height, width))
            return Square(centre_x_px=width / 2, centre_y_px=height / 2, side_px=side)
        return self.found.square(reader.spec.crop)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Figures:
    """What one net does on one set."""

    clean: Agreement
    reliability: Reliability
    by_size: Mapping[str, tuple[int, float]]
    """Number of faces and accuracy, by size."""
    disturbed: Mapping[str, float]
    """Accuracy under each disturbance."""

    def as_json(self) -> dict[str, Any]:
        """All of it for a JSON file."""
        recall = zip(EMOTIONS, self.clean.recall.tolist(), strict=True)
        return {
            "faces": int(self.clean.confusion.sum()),
            "accuracy": self.clean.accuracy,
            "macro_f1": self.clean.macro_f1,
            "balanced_accuracy": self.clean.balanced_accuracy,
            "three_groups": self.clean.group_accuracy,
            "recall": {str(emotion): value for emotion, value in recall},
            "confusion": self.clean.confusion.tolist(),
            "calibration_error": self.reliability.error,
            "by_size": {size: list(values) for size, values in self.by_size.items()},
            "disturbed_accuracy": dict(self.disturbed),
        }


def seen_faces(
    chain: Chain, faces: Iterable[LabelledFace], *, whole: bool, grey: bool = False
) -> list[SeenFace]:
    """The faces that the product would read: all, or those that its nets find.

    Args:
        chain: finds them.
        faces: with their labels.
        whole: the pictures are the faces.
        grey: take the colour out before an emotion net sees them.
    """
    seen = []
    for face in faces:
        found = None if whole else chain.find(face.picture, face.box)
        if whole or found is not None:
            picture = _grey(face.picture) if grey else face.picture
            seen.append(SeenFace(picture=picture, label=face.label, found=found))
    return seen


def _grey(picture: Picture) -> Picture:
    thrice = cv2.cvtColor(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), cv2.COLOR_GRAY2RGB)
    return np.asarray(thrice, dtype=np.uint8)


def judge(reader: EmotionReader, faces: Sequence[SeenFace]) -> Figures:
    """Read the faces as they are and under each disturbance."""
    labels = np.array([face.label for face in faces], dtype=np.int64)
    clean = read(reader, faces, NONE)
    return Figures(
        clean=agreement(clean, labels),
        reliability=reliability(clean, labels),
        by_size=_by_size(reader, faces, clean.argmax(axis=1) == labels),
        disturbed={
            name: agreement(read(reader, faces, disturbance), labels).accuracy
            for name, disturbance in DISTURBANCES.items()
        },
    )


def read(
    reader: EmotionReader, faces: Sequence[SeenFace], disturbance: Disturbance
) -> npt.NDArray[np.float32]:
    """Seven probabilities of each face, shape (N, 7)."""
    size, border = reader.spec.file.input.side_px, reader.spec.crop.border
    rows = [np.zeros((0, len(EMOTIONS)), np.float32)]
    for start in range(0, len(faces), _BATCH):
        crops = [
            disturbance.spoil(
                cut(
                    face.picture,
                    disturbance.turned(face.square(reader)),
                    size_px=size,
                    border=border,
                )
            )
            for face in faces[start : start + _BATCH]
        ]
        rows.append(softmax(reader.read_crops(crops)))
    return np.concatenate(rows)


def _by_size(
    reader: EmotionReader, faces: Sequence[SeenFace], right: npt.NDArray[np.bool_]
) -> dict[str, tuple[int, float]]:
    sides = np.array([face.square(reader).side_px for face in faces])
    bins = np.digitize(sides, SIZES_PX)
    low, high = SIZES_PX
    names = (f"below {low} px", f"{low} to {high} px", f"{high} px and more")
    return {
        name: (int((bins == number).sum()), float(right[bins == number].mean()))
        for number, name in enumerate(names)
        if (bins == number).any()
    }


def milliseconds_a_face(reader: EmotionReader, *, rounds: int = 20) -> float:
    """The fastest of some batches of eight, in this thread's own time."""
    size = reader.spec.file.input.side_px
    noise = np.random.default_rng(0).integers(0, 256, (size, size, 3), dtype=np.uint8)
    taken = []
    for _ in range(rounds):
        began = time.thread_time_ns()
        reader.read_crops([noise] * _TIMED_BATCH)
        taken.append(time.thread_time_ns() - began)
    return min(taken) / _TIMED_BATCH / 1e6
