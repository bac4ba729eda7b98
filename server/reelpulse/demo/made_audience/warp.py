"""Turns moved landmarks into a field that says where each pixel of the warped face comes from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from scipy.interpolate import LinearNDInterpolator, RBFInterpolator


@dataclass(frozen=True, slots=True)
class Window:
    """An upright rectangle of the portrait; only what lies inside ever moves."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int

    def lattice_px(self, *, every_px: int) -> npt.NDArray[np.float64]:
        """Positions in the portrait, shape (rows, columns, 2), x before y, both ends included."""
        x = np.arange(0, self.width_px + 1, every_px) + self.left_px
        y = np.arange(0, self.height_px + 1, every_px) + self.top_px
        return np.asarray(np.stack(np.meshgrid(x, y), axis=-1), np.float64)

    def cut(self, picture: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        """The window's part of a picture as large as the portrait."""
        rows = slice(self.top_px, self.top_px + self.height_px)
        return picture[rows, self.left_px : self.left_px + self.width_px]

    def border_px(self, *, every_px: int = 15) -> npt.NDArray[np.float64]:
        """Points along the four sides, shape (n, 2); `every_px` divides both sides."""
        lattice = self.lattice_px(every_px=every_px)
        inside = lattice[1:-1]
        return np.concatenate([lattice[0], lattice[-1], inside[:, 0], inside[:, -1]])


def backward_field(
    window: Window,
    *,
    face_px: npt.NDArray[np.float64],
    held: npt.NDArray[np.intp],
    moved_px: npt.NDArray[np.float64],
) -> npt.NDArray[np.float32]:
    """Where the pixels of the warped picture come from, relative to themselves.

    A thin-plate spline (Bookstein 1989) carries the held points' movement to the rest of the
    face and down to zero at the window's border. The way back is linear on triangles between
    the moved points, because a spline cannot jump where two lips meet.

    Args:
        window: the part of the portrait that may change.
        face_px: shape (n, 2), points all over the face.
        held: indices of the points whose movement is given.
        moved_px: shape (m, 2), how far each of the held points moves, pixels.

    Returns:
        Shape (height, width, 2), pixels.
    """
    border = window.border_px()
    known_at = np.concatenate([face_px[held], border])
    known = np.concatenate([moved_px, np.zeros_like(border)])
    spline = RBFInterpolator(known_at, known, kernel="thin_plate_spline", smoothing=0.01)
    around = window.lattice_px(every_px=15)[1:-1, 1:-1].reshape(-1, 2)
    around = around[_outside(face_px, around)]
    follow_at = np.concatenate([face_px, around])
    follow: npt.NDArray[np.float64] = spline(follow_at)
    follow[held] = moved_px
    target = np.concatenate([follow_at + follow, border])
    back = np.concatenate([-follow, np.zeros_like(border)])
    way_back = LinearNDInterpolator(target, back, fill_value=0.0)
    pixels = window.lattice_px(every_px=1)[:-1, :-1]
    field = np.asarray(way_back(pixels), dtype=np.float32)
    # Where lips meet the way back jumps; half a pixel of softness keeps their line from jagging.
    return np.asarray(cv2.GaussianBlur(field, (0, 0), 0.7), dtype=np.float32)


def _outside(
    face_px: npt.NDArray[np.float64], points_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Which points lie clear of every landmark."""
    distance = np.linalg.norm(points_px[:, None] - face_px[None], axis=-1)
    return np.asarray(distance.min(axis=1) > 9.0)
