"""Searches the frames of one webcam: the whole picture, now and then its tiles, and around who was small."""

from __future__ import annotations

from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections, no_detections
from reelpulse.vision.faces import FaceDetector
from reelpulse.vision.landmarks import Landmarks
from reelpulse.vision.same_face import each_once, one_face
from reelpulse.vision.tile_pace import TileMode, TilePace
from reelpulse.vision.tiles import AROUND_CELL_PX, around, reach_px, tiles_of

KNOWN_NS: Final = 500_000_000
"""So long a face is looked for where it was: more than the time between two searches of the tiles."""
SMALL_PART: Final = 0.5
"""Faces below this part of the tiles' reach are left to them: of twelve pixels in the whole picture the
detector's box may lie beside the face."""
SMALL_PRESENCE_MIN: Final = 0.6
"""A rocket's nose of 29 px has a presence of 0.53; real faces of 40 px have 0.9 and more."""


class FaceSearch:
    """Remembers where the faces of one webcam were; used from one thread.

    Between two searches of the tiles the whole picture does not show who is small. So a small part of
    the picture around each of them is searched, sixteen parts in one input of the detector.
    """

    def __init__(self, finder: FaceDetector, *, tiles: TileMode, presence_min: float) -> None:
        """Start with nobody seen.

        Args:
            finder: the detector.
            tiles: when they are searched; with `off` only the whole picture is.
            presence_min: where the mesh is less sure, there is no face.
        """
        self._finder = finder
        self._is_off = tiles is TileMode.OFF
        self._pace = TilePace(tiles)
        self._presence_min = presence_min
        self._at_ns = 0
        self._known = no_detections()
        self._known_at_ns = np.zeros(0, dtype=np.int64)
        """Shape (N,): when each of the known was detected last."""
        self._whole = self._now = no_detections()
        self._needs_parts = False

    @property
    def needs_parts(self) -> bool:
        """Whether somebody of the last frame was seen only in parts of the picture."""
        return self._needs_parts

    def tiles_are_due(self, at_ns: int) -> bool:
        """Whether `find` would search the tiles in the frame of this time."""
        return self._pace.is_due(at_ns)

    def find(self, picture: Picture, *, at_ns: int) -> Detections:
        """Every face of one frame once.

        Args:
            picture: shape (height, width, 3), RGB.
            at_ns: when the frame was captured, on any clock; a frame that is not later than the last
                one begins anew.
        """
        self._whole = self._now = self._finder.find(picture)
        if self._is_off:
            return self._now
        height, width = picture.shape[:2]
        small_px = SMALL_PART * reach_px(width_px=width, height_px=height)
        self._whole = self._whole.take(np.flatnonzero(self._whole.boxes[:, 3] >= small_px))
        self._forget_old(at_ns)
        self._now = each_once(self._whole, self._small_faces(picture, at_ns))
        if not len(self._now):
            self._pace.learn(needed=False)
        return self._now

    def settle(self, landmarks: Landmarks) -> list[int]:
        """The rows of the last `find` that the mesh confirms.

        Args:
            landmarks: of these faces.
        """
        wanted = np.full(len(self._now), self._presence_min)
        if not self._is_off:
            in_whole = one_face(self._now.corners, self._whole.corners).any(axis=1)
            wanted[~in_whole] = max(self._presence_min, SMALL_PRESENCE_MIN)
        kept: list[int] = np.flatnonzero(landmarks.presence >= wanted).tolist()
        self._remember(self._now.take(kept))
        return kept

    def _small_faces(self, picture: Picture, at_ns: int) -> Detections:
        """What the tiles show when they are due, and around whom neither they nor the whole show."""
        height, width = picture.shape[:2]
        small = no_detections()
        if self._pace.takes(at_ns):
            small = self._finder.find_in(picture, tiles_of(width_px=width, height_px=height))
        missed = _apart_from(self._known, self._whole.and_those(small))
        if not len(missed):
            return small
        parts = around(self._known.boxes[missed], width_px=width, height_px=height)
        again = self._finder.find_in(picture, parts, cell_px=AROUND_CELL_PX)
        return small.and_those(again)

    def _forget_old(self, at_ns: int) -> None:
        """Drop who was not detected for long, and everybody when time has gone back."""
        fresh = np.flatnonzero((at_ns - self._known_at_ns <= KNOWN_NS) & (at_ns > self._at_ns))
        self._known, self._known_at_ns = self._known.take(fresh), self._known_at_ns[fresh]
        self._at_ns = at_ns

    def _remember(self, seen: Detections) -> None:
        """Who was seen now, and who was not but may be there again in the next frame."""
        in_whole = one_face(seen.corners, self._whole.corners).any(axis=1)
        self._needs_parts = not bool(in_whole.all())
        self._pace.learn(needed=self._needs_parts)
        old = _apart_from(self._known, seen)
        seen_at_ns = np.full(len(seen), self._at_ns, dtype=np.int64)
        self._known_at_ns = np.concatenate([seen_at_ns, self._known_at_ns[old]])
        self._known = seen.and_those(self._known.take(old))


def _apart_from(faces: Detections, others: Detections) -> npt.NDArray[np.int_]:
    """Rows of the faces that are none of the others."""
    return np.flatnonzero(~one_face(faces.corners, others.corners).any(axis=1))
