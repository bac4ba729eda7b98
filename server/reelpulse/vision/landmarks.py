"""Finds 468 points on each face with FaceMesh: all of a picture in one batch if the net takes one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

import numpy as np
import numpy.typing as npt

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Border
from reelpulse.vision.landmarks_spec import MeshSpec
from reelpulse.vision.preprocess import Preprocessor
from reelpulse.vision.runtime import Runtime

Values = npt.NDArray[np.float32]

MESH_POINTS: Final = 468


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Landmarks:
    """One row for each detected face."""

    presence: Values
    """Shape (N,), probability that there is a face."""
    points_px: Values
    """Shape (N, 468, 3): x and y in pixels of the picture, z in the same scale."""

    def take(self, rows: Sequence[int]) -> Landmarks:
        """Some of the faces, in the order named."""
        return Landmarks(presence=self.presence[rows], points_px=self.points_px[rows])


def no_landmarks() -> Landmarks:
    """The result for a picture without faces."""
    return Landmarks(
        presence=np.zeros(0, np.float32), points_px=np.zeros((0, MESH_POINTS, 3), np.float32)
    )


class LandmarkFinder(Protocol):
    """Looks closer at detected faces."""

    @property
    def presence_min(self) -> float:
        """Below this, a detection is no face."""
        ...

    def find(self, picture: Picture, detections: Detections) -> Landmarks:
        """Points and presence of each detection."""
        ...


class FaceMesh:
    """The landmark net of the manifest on one runtime; used from one thread."""

    def __init__(self, spec: MeshSpec, runtime: Runtime) -> None:
        self.spec = spec
        self._net = runtime.open(spec.file)
        self._outputs = (spec.points, spec.presence)
        self._net.require_outputs(*self._outputs)
        self._one_by_one = self._net.takes_one
        self._preprocessor = Preprocessor(spec.file.input)
        self._side_px = spec.file.input.side_px

    @property
    def presence_min(self) -> float:
        """Below this, a detection is no face."""
        return self.spec.presence_min

    def find(self, picture: Picture, detections: Detections) -> Landmarks:
        """Points and presence of each detection.

        Raises:
            ModelLoadingError: the net gives values of another shape.
        """
        squares = [
            detections.square(index, scale=self.spec.crop_scale, align_roll=True)
            for index in range(len(detections))
        ]
        crops = [
            cut(picture, square, size_px=self._side_px, border=Border.REPLICATE)
            for square in squares
        ]
        points, presence = self._values(crops)
        return Landmarks(
            presence=presence, points_px=to_picture(points, squares, side_px=self._side_px)
        )

    def _values(self, crops: Sequence[Picture]) -> tuple[Values, Values]:
        """Points in pixels of the crops, and presence."""
        if not self._one_by_one:
            return self._values_at_once(crops)
        points, presence = zip(*(self._values_at_once([crop]) for crop in crops), strict=True)
        return np.concatenate(points), np.concatenate(presence)

    def _values_at_once(self, crops: Sequence[Picture]) -> tuple[Values, Values]:
        points, presence = self._net.run(self._outputs, self._preprocessor.batch(crops))
        self._require_shapes(points, presence, faces=len(crops))
        return points, presence

    def _require_shapes(self, points: Values, presence: Values, *, faces: int) -> None:
        # Some nets give a list of tables, which has no shape.
        found = [getattr(values, "shape", None) for values in (points, presence)]
        if found != [(faces, MESH_POINTS, 3), (faces,)]:
            raise ModelLoadingError(
                "The net {net} gives points of shape {points} and presence of shape {presence} for "
                "{faces} faces; {expected} and {faces_only} are needed. Another mesh needs a converted "
                "file.",
                net=self.spec.file.name,
                points=found[0],
                presence=found[1],
                faces=faces,
                expected=(faces, MESH_POINTS, 3),
                faces_only=(faces,),
            )


def to_picture(points: Values, squares: Sequence[Square], *, side_px: int) -> Values:
    """Map points of crops back into the picture.

    Args:
        points: shape (N, 468, 3) in pixels of the crops.
        squares: where each crop was cut.
        side_px: side of the crops.
    """
    matrices = np.stack([square.matrix(side_px) for square in squares]).astype(np.float32)
    flat = points[..., :2] @ matrices[:, :, :2].transpose(0, 2, 1) + matrices[:, np.newaxis, :, 2]
    scales = np.array([square.side_px / side_px for square in squares], dtype=np.float32)
    depth = points[..., 2:] * scales[:, np.newaxis, np.newaxis]
    return np.concatenate([flat, depth], axis=-1)
