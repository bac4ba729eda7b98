"""Follows the faces of one webcam by their mesh, and lets the detector look only now and then."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.face_search import FaceSearch
from reelpulse.vision.landmarks import LandmarkFinder, Landmarks, no_landmarks
from reelpulse.vision.same_face import one_face

Values = npt.NDArray[np.float32]

STEADY_LOOKS: Final = 3
"""So many looks of the detector in a row must show the same faces before any of them is left out."""
LOOK_WITHIN_NS: Final = 250_000_000
"""However few frames come, a face that enters is not left unseen for longer."""
PRESENCE_MIN: Final = 0.8
"""Faces that are there have 0.9 and more; what is less sure the detector shall confirm."""
MOVED_MAX: Final = 0.15
"""In sides of the face's box since the frame before. So far the mesh follows to 0.02 of a side; of a face
that went half a side it sees a part, and tells 0.15 to 0.3 (tests/vision/test_face_follower.py)."""
RESIZED_MAX: Final = 1.2
"""Times as large or as small as at the detector's last look."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeenFaces:
    """The faces of one frame, each confirmed by its mesh."""

    detections: Detections
    """Between two looks of the detector its boxes, moved as the mesh moved; the scores are of its last look."""
    landmarks: Landmarks
    """A row for each."""
    detect_ns: int
    landmarks_ns: int


class FaceFollower:
    """Remembers the faces of one webcam; used from one thread.

    The mesh is run on every face in every frame, and its points say where the face is in the next one. So
    the detector, the dearest net for a few people, looks only at every n-th frame, as mediapipe does
    with one face (Kartynnik et al. 2019, Real-time facial surface geometry from monocular video). It looks
    at every frame while faces come, go, or are found in parts of the picture only, and at once in a frame
    where a mesh is unsure, jumps, or lies on another one.
    """

    def __init__(self, search: FaceSearch, mesh: LandmarkFinder, *, look_every: int) -> None:
        """Start with nobody seen.

        Args:
            search: the detector with its tiles.
            mesh: the landmark net.
            look_every: frames from one look of the detector to the next, at least; 1: every frame.
        """
        self._search = search
        self._mesh = mesh
        self._look_every = look_every
        self._anchor = self._last = _nobody()
        """What the detector's last look gave, and the last frame."""
        self._looked_at_ns = self._last_at_ns = 0
        self._frames_since_look = 0
        self._steady_looks = 0

    def see(self, picture: Picture, *, at_ns: int) -> SeenFaces:
        """Every face of one frame once.

        Args:
            picture: shape (height, width, 3), RGB.
            at_ns: when the frame was captured, on any clock; a frame that is not later than the last
                one begins anew.
        """
        seen = self._followed(picture) if self._may_follow(at_ns) else None
        if seen is None:
            seen = self._looked(picture, at_ns)
        self._last, self._last_at_ns = seen, at_ns
        return seen

    def _may_follow(self, at_ns: int) -> bool:
        return (
            len(self._last.detections) > 0
            and self._steady_looks >= STEADY_LOOKS
            and self._frames_since_look + 1 < self._look_every
            and at_ns > self._last_at_ns
            and at_ns - self._looked_at_ns < LOOK_WITHIN_NS
            and not self._search.tiles_are_due(at_ns)
            and bool(self._last.landmarks.presence.min() >= PRESENCE_MIN)
        )

    def _followed(self, picture: Picture) -> SeenFaces | None:
        """By the mesh alone; None where that is in doubt."""
        began = time.perf_counter_ns()
        landmarks = self._mesh.find(picture, self._last.detections)
        detections = moved(
            self._anchor.detections, self._anchor.landmarks.points_px, landmarks.points_px
        )
        # Asked so that what is no number is in doubt.
        is_sure = bool(landmarks.presence.min() >= PRESENCE_MIN) and _is_finite(landmarks)
        if not (is_sure and self._are_likely(detections)):
            self._steady_looks = 0  # whoever is hard to follow shall not cost a mesh in every frame
            return None
        self._frames_since_look += 1
        return SeenFaces(
            detections=detections,
            landmarks=landmarks,
            detect_ns=0,
            landmarks_ns=time.perf_counter_ns() - began,
        )

    def _are_likely(self, now: Detections) -> bool:
        """Whether no face jumped, grew at once, or lies on another."""
        before, anchor = self._last.detections.boxes, self._anchor.detections.boxes
        middles, middles_before = (b[:, :2] + b[:, 2:] / 2 for b in (now.boxes, before))
        far = np.abs(middles - middles_before).max(axis=1) > MOVED_MAX * before[:, 2:].min(axis=1)
        times = now.boxes[:, 3] / anchor[:, 3]
        resized = (times > RESIZED_MAX) | (times < 1 / RESIZED_MAX)
        if (far | resized).any():
            return False
        return len(now) == 1 or np.count_nonzero(one_face(now.corners, now.corners)) == len(now)

    def _looked(self, picture: Picture, at_ns: int) -> SeenFaces:
        """By the detector, as far as the mesh confirms it."""
        began = time.perf_counter_ns()
        found = self._search.find(picture, at_ns=at_ns)
        detected = time.perf_counter_ns()
        kept = no_detections()
        landmarks = no_landmarks()
        if len(found):
            landmarks = self._mesh.find(picture, found)
            rows = self._search.settle(landmarks)
            kept, landmarks = found.take(rows), landmarks.take(rows)
        seen = SeenFaces(
            detections=kept,
            landmarks=landmarks,
            detect_ns=detected - began,
            landmarks_ns=time.perf_counter_ns() - detected,
        )
        is_same = not self._search.needs_parts and _are_the_same(kept, self._last.detections)
        self._steady_looks = self._steady_looks + 1 if is_same else 0
        self._anchor, self._looked_at_ns, self._frames_since_look = seen, at_ns, 0
        return seen


def moved(anchor: Detections, anchor_points_px: Values, points_px: Values) -> Detections:
    """The detector's faces, moved, turned and scaled as their meshes were since its look.

    For each face the similarity with the least squared error between both meshes, in the plane. With a
    point as a complex number it is z → a·z + b (Umeyama 1991, IEEE PAMI 13, in two dimensions).

    Args:
        anchor: N faces as the detector saw them.
        anchor_points_px: shape (N, 468, 3), their meshes at that time.
        points_px: the same faces' meshes now.
    """
    before, now = _complex(anchor_points_px), _complex(points_px)
    middle_before, middle_now = (z.mean(axis=1, keepdims=True) for z in (before, now))
    spread = before - middle_before
    turn = (spread.conj() * (now - middle_now)).sum(axis=1) / (np.abs(spread) ** 2).sum(axis=1)
    turn = turn[:, np.newaxis]
    sizes = anchor.boxes[:, 2:]
    middles = _complex(anchor.boxes[:, np.newaxis, :2] + sizes[:, np.newaxis] / 2)
    centres = _real(turn * (middles - middle_before) + middle_now)[:, 0]
    sizes = sizes * np.abs(turn)
    keypoints = _real(turn * (_complex(anchor.keypoints) - middle_before) + middle_now)
    return Detections(
        boxes=np.concatenate([centres - sizes / 2, sizes], axis=1).astype(np.float32),
        scores=anchor.scores,
        keypoints=keypoints,
    )


def _is_finite(landmarks: Landmarks) -> bool:
    """Whether all of it is numbers."""
    return bool(np.isfinite(landmarks.points_px).all())


def _are_the_same(faces: Detections, others: Detections) -> bool:
    """Whether both are the same people, at least one."""
    if not len(faces) or len(faces) != len(others):
        return False
    pairs = one_face(faces.corners, others.corners)
    return bool((pairs.sum(axis=0) == 1).all() and (pairs.sum(axis=1) == 1).all())


def _complex(points: Values) -> npt.NDArray[np.complex64]:
    """Shape (N, K, 2 or 3) to (N, K)."""
    return np.ascontiguousarray(points[..., :2]).view(np.complex64)[..., 0]


def _real(points: npt.NDArray[np.complex64]) -> Values:
    """Shape (N, K) to (N, K, 2)."""
    return np.stack([points.real, points.imag], axis=-1).astype(np.float32)


def _nobody() -> SeenFaces:
    return SeenFaces(
        detections=no_detections(), landmarks=no_landmarks(), detect_ns=0, landmarks_ns=0
    )
