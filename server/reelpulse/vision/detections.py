"""What a face detector gives for one picture."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.frame import Box
from reelpulse.vision.crop import Square

Values = npt.NDArray[np.float32]

_RIGHT_EYE: Final = 0
_LEFT_EYE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Detections:
    """N faces, best score first, in pixels of the picture."""

    boxes: Values
    """Shape (N, 4): left, top, width, height."""
    scores: Values
    """Shape (N,), 0 to 1."""
    keypoints: Values
    """Shape (N, 6, 2): right eye, left eye, nose tip, mouth, right ear, left ear."""

    def __len__(self) -> int:
        return len(self.scores)

    def box(self, index: int) -> Box:
        """One face's box as a value of the core."""
        left, top, width, height = self.boxes[index].tolist()
        return Box(left_px=left, top_px=top, width_px=width, height_px=height)

    def square(self, index: int, *, scale: float, align_roll: bool) -> Square:
        """The square around one face, `scale` times its box's longer side."""
        left, top, width, height = self.boxes[index].tolist()
        return Square(
            centre_x_px=left + width / 2,
            centre_y_px=top + height / 2,
            side_px=max(width, height) * scale,
            roll_rad=self._roll(index) if align_roll else 0.0,
        )

    def take(self, rows: Sequence[int] | npt.NDArray[np.int_]) -> Detections:
        """Some of the faces, in the order named."""
        return Detections(
            boxes=self.boxes[rows], scores=self.scores[rows], keypoints=self.keypoints[rows]
        )

    def and_those(self, others: Detections) -> Detections:
        """These faces, then the others."""
        return Detections(
            boxes=np.concatenate([self.boxes, others.boxes]),
            scores=np.concatenate([self.scores, others.scores]),
            keypoints=np.concatenate([self.keypoints, others.keypoints]),
        )

    @property
    def corners(self) -> Values:
        """Shape (N, 4): left, top, right, bottom."""
        start = self.boxes[:, :2]
        return np.concatenate([start, start + self.boxes[:, 2:]], axis=1)

    def _roll(self, index: int) -> float:
        """Angle of the line from the right eye to the left, which is 0 for an upright head."""
        x, y = (self.keypoints[index, _LEFT_EYE] - self.keypoints[index, _RIGHT_EYE]).tolist()
        return math.atan2(y, x)


def no_detections() -> Detections:
    """The result for a picture without faces."""
    return Detections(
        boxes=np.zeros((0, 4), np.float32),
        scores=np.zeros(0, np.float32),
        keypoints=np.zeros((0, 6, 2), np.float32),
    )
