"""The face mesh of a bundle of mediapipe's tasks, such as face_landmarker.task, run by mediapipe.

mediapipe finds the face with a near-range detector of its own before it lays the mesh. In a whole picture
that detector misses who sits far away, so each face that our detector found is cut out and given to
mediapipe by itself: there the face is as large as it can be.
"""

from __future__ import annotations

from typing import Final

import mediapipe
import numpy as np
import numpy.typing as npt
from mediapipe.tasks.python.core.base_options import BaseOptions
from mediapipe.tasks.python.vision import FaceLandmarker, FaceLandmarkerOptions

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.crop import cut
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Border
from reelpulse.vision.landmarks import MESH_POINTS, Landmarks, to_picture
from reelpulse.vision.landmarks_spec import TaskSpec
from reelpulse.vision.overlap import overlap_with

Values = npt.NDArray[np.float32]

_CROP_SIDE_PX: Final = 256
"""The mesh of the published bundle sees 256 by 256 pixels."""
_SAME_FACE_MIN: Final = 0.2
"""Least intersection over union of the mesh's bounds and the detector's box: else it is a neighbour's."""


class TaskLandmarks:
    """One bundle; used from one thread.

    mediapipe keeps the probability of presence to itself and gives no mesh where it is too low, so
    presence is 1 or 0.
    """

    def __init__(self, spec: TaskSpec) -> None:
        """Check the file and start mediapipe's graph with its bytes: it opens no path that has other
        letters than ASCII on Windows.

        Raises:
            ModelFileNotFoundError: it is missing.
            ModelFileAlteredError: it is another file.
            ModelLoadingError: it is no bundle that mediapipe can run.
        """
        spec.file.check()
        self.spec = spec
        options = FaceLandmarkerOptions(
            base_options=BaseOptions(model_asset_buffer=spec.file.path.read_bytes()),
            num_faces=1,
            min_face_presence_confidence=spec.presence_min,
        )
        try:
            self._task = FaceLandmarker.create_from_options(options)
        except (RuntimeError, ValueError) as problem:
            raise ModelLoadingError(
                "The net {net} cannot be opened: {problem}", net=spec.file.name, problem=problem
            ) from problem

    @property
    def presence_min(self) -> float:
        """Below this, a detection is no face."""
        return self.spec.presence_min

    def find(self, picture: Picture, detections: Detections) -> Landmarks:
        """Points and presence of each detection."""
        points = np.zeros((len(detections), MESH_POINTS, 3), dtype=np.float32)
        presence = np.zeros(len(detections), dtype=np.float32)
        for row in range(len(detections)):
            mesh = self._mesh(picture, detections, row)
            if mesh is not None:
                points[row], presence[row] = mesh, 1.0
        return Landmarks(presence=presence, points_px=points)

    def close(self) -> None:
        """Free mediapipe's graph."""
        self._task.close()

    def _mesh(self, picture: Picture, detections: Detections, row: int) -> Values | None:
        """Shape (468, 3) in the picture's pixels; None where mediapipe sees no face, or another one."""
        square = detections.square(row, scale=self.spec.crop_scale, align_roll=True)
        crop = cut(picture, square, size_px=_CROP_SIDE_PX, border=Border.REPLICATE)
        image = mediapipe.Image(
            image_format=mediapipe.ImageFormat.SRGB, data=np.ascontiguousarray(crop)
        )
        meshes = self._task.detect(image).face_landmarks
        if not meshes:
            return None
        # The points beyond 468 are those of the irises.
        relative = np.array([[p.x, p.y, p.z] for p in meshes[0][:MESH_POINTS]], dtype=np.float32)
        (points,) = to_picture(
            relative[np.newaxis] * _CROP_SIDE_PX, [square], side_px=_CROP_SIDE_PX
        )
        flat = points[:, :2]
        bounds = np.concatenate([flat.min(axis=0), flat.max(axis=0)])
        same = overlap_with(bounds, detections.corners[row : row + 1])[0] > _SAME_FACE_MIN
        return np.asarray(points, dtype=np.float32) if same else None
