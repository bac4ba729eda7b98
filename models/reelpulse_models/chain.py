"""The product's own nets on the CPU, for judging: what is measured here is what runs live."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.frame import Box
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Border, CropRule
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse.vision.faces import FaceDetector, FaceFinder
from reelpulse.vision.framing import frame_face
from reelpulse.vision.landmarks import LandmarkFinder
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.open_landmarks import open_landmark_net
from reelpulse.vision.overlap import overlap_with
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.datasets import Picture

Values = npt.NDArray[np.float32]

_BATCH: Final = 16
_SAME_FACE_MIN: Final = 0.2


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Found:
    """One face as detector and landmark net see it."""

    detection: Detections
    """Of one row."""
    points_px: Values
    """Shape (1, 468, 3)."""

    def square(self, rule: CropRule) -> Square:
        """What an emotion net sees by this rule."""
        return frame_face(rule, self.detection, self.points_px, 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The three nets of a manifest."""

    faces: FaceDetector
    landmarks: LandmarkFinder
    emotions: EmotionReader

    def find(self, picture: Picture, box: Box) -> Found | None:
        """The face that overlaps a labelled box, if its presence is high enough."""
        found = self.faces.find(picture)
        if not len(found):
            return None
        overlap = overlap_with(_corners(box), found.corners)
        best = int(overlap.argmax())
        one = Detections(
            boxes=found.boxes[best : best + 1],
            scores=found.scores[best : best + 1],
            keypoints=found.keypoints[best : best + 1],
        )
        if overlap[best] < _SAME_FACE_MIN:
            return None
        mesh = self.landmarks.find(picture, one)
        if mesh.presence[0] < self.landmarks.presence_min:
            return None
        return Found(detection=one, points_px=mesh.points_px)

    def probabilities(
        self, faces: Sequence[tuple[Picture, Square]], *, border: Border | None = None
    ) -> Values:
        """Seven probabilities for each face, shape (N, 7)."""
        spec = self.emotions.spec
        size, border = spec.file.input.side_px, border or spec.crop.border
        rows = []
        for start in range(0, len(faces), _BATCH):
            crops = [
                cut(picture, square, size_px=size, border=border)
                for picture, square in faces[start : start + _BATCH]
            ]
            rows.append(softmax(self.emotions.read_crops(crops)))
        return np.concatenate(rows) if rows else np.zeros((0, 7), np.float32)


def open_chain(manifest_path: Path, *, emotion_net: str = "default", threads: int = 2) -> Chain:
    """Open the default nets and one emotion net.

    Raises:
        ModelLoadingError: a net cannot be used.
    """
    manifest = load_manifest(manifest_path)
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=threads)
    return Chain(
        faces=FaceFinder(manifest.detector(), runtime),
        landmarks=open_landmark_net(manifest.landmark_net(), runtime),
        emotions=EmotionReader(manifest.emotion_net(emotion_net), runtime),
    )


def square_around(box: Box, *, scale: float) -> Square:
    """The upright square around a labelled box."""
    x, y = box.centre_px
    return Square(centre_x_px=x, centre_y_px=y, side_px=max(box.width_px, box.height_px) * scale)


def _corners(box: Box) -> Values:
    right, bottom = box.left_px + box.width_px, box.top_px + box.height_px
    return np.array([box.left_px, box.top_px, right, bottom], dtype=np.float32)
