"""FaceMesh as mediapipe itself runs it: its own near-range detector, then tracking.

Kept so that the comparison in models/README.md can be repeated; choose it with
`landmarks = "mediapipe"` in the settings.
"""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Final

import mediapipe
import numpy as np
import numpy.typing as npt
from mediapipe.python.solutions.face_mesh import FaceMesh as MediapipeFaceMesh

from reelpulse.core.session import ModelIdentity
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.landmarks import MESH_POINTS, Landmarks
from reelpulse.vision.overlap import overlap_with

Values = npt.NDArray[np.float32]

_SAME_FACE_MIN: Final = 0.2
"""Least intersection over union of a mesh's bounds and a detector's box."""


class MediapipeLandmarks:
    """Gives each detection the mesh that mediapipe found in the same place.

    mediapipe tells only whether it sees a face, so presence is 1 or 0.
    """

    presence_min = 0.5

    def __init__(self, *, faces_max: int = 16, stills: bool = False) -> None:
        """Start mediapipe's graph.

        Args:
            faces_max: faces looked for in one picture.
            stills: the pictures are not frames of one video, so nothing can be tracked.
        """
        self._mesh = MediapipeFaceMesh(
            static_image_mode=stills, max_num_faces=faces_max, refine_landmarks=False
        )

    @property
    def identity(self) -> ModelIdentity:
        """Which net mediapipe runs."""
        folder = Path(mediapipe.__file__).parent / "modules" / "face_landmark"
        content = (folder / "face_landmark.tflite").read_bytes()
        return ModelIdentity(
            role="landmarks",
            name=f"mediapipe-{mediapipe.__version__}-face-mesh",
            sha256=hashlib.sha256(content).hexdigest(),
        )

    def find(self, picture: Picture, detections: Detections) -> Landmarks:
        """Points and presence of each detection."""
        meshes = self._meshes(picture)
        points = np.zeros((len(detections), MESH_POINTS, 3), dtype=np.float32)
        presence = np.zeros(len(detections), dtype=np.float32)
        if len(meshes) and len(detections):
            match = _match(detections.boxes, meshes)
            best = match.argmax(axis=1)
            found = match.max(axis=1) > _SAME_FACE_MIN
            points[found], presence[found] = meshes[best[found]], 1.0
        return Landmarks(presence=presence, points_px=points)

    def close(self) -> None:
        """Free mediapipe's graph."""
        self._mesh.close()

    def _meshes(self, picture: Picture) -> Values:
        """All meshes of the picture in its pixels; shape (M, 468, 3)."""
        height, width = picture.shape[:2]
        found = self._mesh.process(picture).multi_face_landmarks or []
        relative = np.array(
            [[(p.x, p.y, p.z) for p in mesh.landmark] for mesh in found], dtype=np.float32
        ).reshape(-1, MESH_POINTS, 3)
        return relative * np.array([width, height, width], dtype=np.float32)


def _match(boxes: Values, meshes: Values) -> Values:
    """Overlap of each box with each mesh's bounds; shape (N, M)."""
    corners = np.concatenate([boxes[:, :2], boxes[:, :2] + boxes[:, 2:]], axis=1)
    flat = meshes[..., :2]
    bounds = np.concatenate([flat.min(axis=1), flat.max(axis=1)], axis=1)
    return np.stack([overlap_with(box, bounds) for box in corners])
