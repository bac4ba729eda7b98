"""YuNet as a measure for our detector; its file does not ship."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt
import onnxruntime

from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.faces import merge_overlapping
from reelpulse.vision.resample import resize
from reelpulse.vision.runtime import CPU, session_options
from reelpulse_models.datasets import Picture
from reelpulse_models.errors import ModelWorkError

Values = npt.NDArray[np.float32]

_STRIDES_PX: Final = (8, 16, 32)
_PARTS: Final = ("cls", "obj", "bbox", "kps")
_SCORE_MIN: Final = 0.6
_OVERLAP_MAX: Final = 0.3


class YuNet:
    """One size of input.

    Source of the output's meaning: Wu, Peng and Yu, "YuNet: A Tiny Millisecond-level Face Detector",
    2023, and opencv, face_detect.cpp.
    """

    def __init__(self, file: Path, *, width_px: int, threads: int = 2) -> None:
        """Open the net.

        Args:
            file: with a dynamic input.
            width_px: to which pictures are scaled.
            threads: of ONNX Runtime.

        Raises:
            ModelWorkError: there is no such file.
        """
        if not file.is_file():
            raise ModelWorkError("{path} is missing.", path=file)
        options = session_options(CPU, threads)
        self._session = onnxruntime.InferenceSession(str(file), options, providers=[CPU])
        self._width_px = width_px
        self._outputs = [f"{part}_{stride}" for stride in _STRIDES_PX for part in _PARTS]

    def find(self, picture: Picture) -> Detections:
        """All faces; the middle of the mouth's corners is one point, and ears are unknown."""
        height, width = picture.shape[:2]
        scale = self._width_px / width
        small = resize(picture, width_px=self._width_px, height_px=round(height * scale))
        rows, columns = (-(-side // 32) * 32 for side in small.shape[:2])
        canvas = np.zeros((1, 3, rows, columns), dtype=np.float32)
        canvas[0, :, : small.shape[0], : small.shape[1]] = small[..., ::-1].transpose(2, 0, 1)
        values = self._session.run(self._outputs, {"input": canvas})
        levels = [
            _faces(values[4 * level : 4 * level + 4], stride_px=stride, columns_px=columns)
            for level, stride in enumerate(_STRIDES_PX)
        ]
        found = np.concatenate([rows for rows, _ in levels])
        if not len(found):
            return no_detections()
        scores = np.concatenate([scores for _, scores in levels])
        merged, best = merge_overlapping(found, scores, overlap_max=_OVERLAP_MAX)
        points = merged.reshape(-1, 8, 2) / np.float32(scale)
        boxes = np.concatenate([points[:, 0], points[:, 1] - points[:, 0]], axis=1)
        return Detections(boxes=boxes, scores=best, keypoints=points[:, 2:])


def _faces(level: Sequence[Values], *, stride_px: int, columns_px: int) -> tuple[Values, Values]:
    """Rows of left, top, right, bottom and six points, and scores, of one level of the pyramid."""
    classes, objects, boxes, points = (values[0] for values in level)
    scores = np.sqrt(classes[:, 0].clip(0, 1) * objects[:, 0].clip(0, 1))
    likely = np.flatnonzero(scores > _SCORE_MIN)
    across = columns_px // stride_px
    cells = np.stack([likely % across, likely // across], axis=1)[:, np.newaxis]
    middles = (boxes[likely, np.newaxis, :2] + cells) * stride_px
    halves = np.exp(boxes[likely, np.newaxis, 2:]) * stride_px / 2
    five = (points[likely].reshape(-1, 5, 2) + cells) * stride_px
    mouth = five[:, 3:].mean(axis=1, keepdims=True)
    rows = np.concatenate([middles - halves, middles + halves, five[:, :3], *[mouth] * 3], axis=1)
    return np.asarray(rows.reshape(-1, 16), dtype=np.float32), scores[likely].astype(np.float32)
