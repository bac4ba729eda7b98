"""Landmarks that move take the pixels round them along, and nothing else."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.demo.made_audience.displacement import FaceAxes, displacement_px
from reelpulse.demo.made_audience.muscles import Muscle
from reelpulse.demo.made_audience.warp import Window, backward_fields

_WINDOW = Window(left_px=10, top_px=20, width_px=90, height_px=75)


def _points() -> npt.NDArray[np.float64]:
    """A grid of landmarks inside the window."""
    return np.array([(x, y) for x in range(30, 81, 10) for y in range(35, 81, 9)], np.float64)


def test_a_face_that_does_not_move_comes_from_where_it_is() -> None:
    points = _points()
    held = np.arange(len(points))
    (field,) = backward_fields(
        _WINDOW, face_px=points, held=held, moved_px=np.zeros_like(points)[None]
    )
    assert field.shape == (75, 90, 2)
    assert np.abs(field).max() < 1e-6


def test_the_pixel_of_a_moved_landmark_comes_from_where_the_landmark_was() -> None:
    points = _points()
    moved = np.zeros_like(points)
    moved[14] = (3.0, -2.0)
    (field,) = backward_fields(
        _WINDOW, face_px=points, held=np.arange(len(points)), moved_px=moved[None]
    )
    x, y = (points[14] + moved[14] - (_WINDOW.left_px, _WINDOW.top_px)).astype(int)
    assert field[y, x] == pytest.approx((-3.0, 2.0), abs=0.35)


def test_the_border_of_the_window_never_moves() -> None:
    points = _points()
    moved = np.full_like(points, 2.0)
    (field,) = backward_fields(
        _WINDOW, face_px=points, held=np.arange(len(points)), moved_px=moved[None]
    )
    assert np.abs(field[0]).max() < 0.2
    assert np.abs(field[:, 0]).max() < 0.2
    assert np.abs(field[40, 45]).max() > 1.5


def test_lips_together_meet_on_one_line(landmarks_px: npt.NDArray[np.float32]) -> None:  # fmt: skip
    portrait = landmarks_px[:, :2].astype(np.float64)
    axes = FaceAxes.of(portrait)
    shut = portrait + displacement_px(portrait, {Muscle.LIPS_TOGETHER: 1.0})
    lips = shut[[78, 80, 82, 13, 312, 310, 308, 88, 87, 14, 317, 318]] - axes.centre_px
    assert np.ptp(lips @ axes.down) < 1e-6
    open_px = (portrait[14] - portrait[13]) @ axes.down
    assert open_px > 0.08 * axes.eye_distance_px


def test_both_halves_of_the_face_move_alike(landmarks_px: npt.NDArray[np.float32]) -> None:  # fmt: skip
    portrait = landmarks_px[:, :2].astype(np.float64)
    axes = FaceAxes.of(portrait)
    moved = displacement_px(portrait, {Muscle.CORNERS_UP: 1.0, Muscle.BROW_DOWN: 0.5})
    for right, left in ((61, 291), (107, 336), (70, 300)):
        assert moved[right] @ axes.down == pytest.approx(moved[left] @ axes.down)
        assert moved[right] @ axes.right == pytest.approx(-(moved[left] @ axes.right))
    assert moved[61] @ axes.down < 0 < moved[107] @ axes.down
