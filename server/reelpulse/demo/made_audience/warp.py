"""Turns moved landmarks into a field that says where each pixel of the warped face comes from."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from matplotlib.tri import LinearTriInterpolator, Triangulation
from scipy.interpolate import RBFInterpolator


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


def backward_fields(
    window: Window,
    *,
    face_px: npt.NDArray[np.float64],
    held: npt.NDArray[np.intp],
    moved_px: npt.NDArray[np.float64],
) -> npt.NDArray[np.float32]:
    """Where the pixels of each warped picture come from, relative to themselves.

    A thin-plate spline (Bookstein 1989) carries the held points' movement to the rest of the
    face and down to zero at the window's border. The way back is linear on triangles between
    the moved points, because a spline cannot jump where two lips meet.

    Args:
        window: the part of the portrait that may change.
        face_px: shape (n, 2), points all over the face.
        held: m indices of the points whose movement is given.
        moved_px: shape (poses, m, 2), how far each of the held points moves, pixels.

    Returns:
        Shape (poses, height, width, 2), pixels.
    """
    border = window.border_px()
    around = window.lattice_px(every_px=15)[1:-1, 1:-1].reshape(-1, 2)
    points = np.concatenate([face_px, around[_outside(face_px, around)], border])
    carried = _carried(points, np.concatenate([held, np.arange(-len(border), 0)]), moved_px)
    pixels = window.lattice_px(every_px=1)[:-1, :-1]
    return np.stack([_way_back(points, moved, pixels) for moved in carried])


def _carried(
    points_px: npt.NDArray[np.float64],
    known: npt.NDArray[np.intp],
    moved_px: npt.NDArray[np.float64],
) -> npt.NDArray[np.float64]:
    """All points' movement, shape (poses, points, 2); known points without a movement rest."""
    poses, given = moved_px.shape[:2]
    values = np.zeros((len(known), poses, 2))
    values[:given] = moved_px.transpose(1, 0, 2)
    # One spline for all poses: solving for its weights is most of the work.
    spline = RBFInterpolator(
        points_px[known], values.reshape(len(known), -1), kernel="thin_plate_spline", smoothing=0.01
    )
    carried = np.asarray(spline(points_px)).reshape(-1, poses, 2)
    carried[known] = values
    return np.asarray(carried.transpose(1, 0, 2))


def _way_back(
    points_px: npt.NDArray[np.float64],
    moved_px: npt.NDArray[np.float64],
    pixels: npt.NDArray[np.float64],
) -> npt.NDArray[np.float32]:
    """From where the points moved to back to where they were, at every pixel."""
    # SciPy's interpolator solves each triangle with LAPACK, which on a busy machine takes seconds.
    triangles = Triangulation(*(points_px + moved_px).T)
    x, y = (LinearTriInterpolator(triangles, -moved)(*pixels.T) for moved in moved_px.T)
    field = np.ma.stack([x, y]).filled(0.0).T
    # Where lips meet the way back jumps; half a pixel of softness keeps their line from jagging.
    return np.asarray(cv2.GaussianBlur(field, (0, 0), 0.7), np.float32)


def _outside(
    face_px: npt.NDArray[np.float64], points_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.bool_]:
    """Which points lie clear of every landmark."""
    distance = np.linalg.norm(points_px[:, None] - face_px[None], axis=-1)
    return np.asarray(distance.min(axis=1) > 9.0)
