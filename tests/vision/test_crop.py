"""Squares are cut where they are, turned upright, and filled at the border."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest

from reelpulse.vision.crop import Square, cut
from reelpulse.vision.decode import Picture
from reelpulse.vision.emotion_spec import Border


def _ramp(width: int, height: int) -> Picture:
    """Red grows with x, green with y, one level for two pixels."""
    picture = np.full((height, width, 3), 77, dtype=np.uint8)
    picture[..., 0] = np.arange(width) // 2
    picture[..., 1] = (np.arange(height) // 2)[:, np.newaxis]
    return picture


def _square(x: float, y: float, side: float, roll_deg: float = 0.0) -> Square:
    return Square(centre_x_px=x, centre_y_px=y, side_px=side, roll_rad=math.radians(roll_deg))


def test_an_upright_square_of_the_crops_size_is_copied_exactly() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (60, 80, 3), dtype=np.uint8)
    crop = cut(picture, _square(40, 30, 20), size_px=20, border=Border.REPLICATE)
    np.testing.assert_array_equal(crop, picture[20:40, 30:50])


def test_enlarging_by_two_keeps_the_place() -> None:
    crop = cut(_ramp(200, 200), _square(100, 60, 40), size_px=80, border=Border.REPLICATE)
    assert crop[40, 40].astype(int) == pytest.approx([50, 30, 77], abs=1)
    assert crop[0, 79].astype(int) == pytest.approx([59, 20, 77], abs=1)


def test_a_square_turned_by_the_heads_roll_stands_upright() -> None:
    upright = np.zeros((201, 201, 3), dtype=np.uint8)
    upright[60:80, 70:90] = upright[60:80, 110:130] = 255  # two eyes
    turn = cv2.getRotationMatrix2D((100, 100), -20, 1.0)
    tilted = np.asarray(cv2.warpAffine(upright, turn, (201, 201)), dtype=np.uint8)
    wanted = cut(upright, _square(100.5, 100.5, 100), size_px=50, border=Border.BLACK)
    found = cut(tilted, _square(100.5, 100.5, 100, 20), size_px=50, border=Border.BLACK)
    assert np.abs(wanted.astype(int) - found).mean() < 4
    untouched = cut(tilted, _square(100.5, 100.5, 100), size_px=50, border=Border.BLACK)
    assert np.abs(wanted.astype(int) - untouched).mean() > 15


@pytest.mark.parametrize("side", [40.0, 90.0, 400.0])
@pytest.mark.parametrize("centre", [(0, 0), (100, 0), (99, 99), (-10, 50)])
def test_beyond_the_border_the_edge_is_continued_and_nothing_is_black(
    centre: tuple[int, int], side: float
) -> None:
    picture = np.full((100, 100, 3), 140, dtype=np.uint8)
    crop = cut(picture, _square(*centre, side, 15), size_px=32, border=Border.REPLICATE)
    assert crop.min() == crop.max() == 140
    black = cut(picture, _square(*centre, side, 15), size_px=32, border=Border.BLACK)
    assert black.min() == 0


@pytest.mark.parametrize("roll_deg", [0.0, 12.0])
@pytest.mark.parametrize("side", [130.0, 220.0, 501.0])
def test_a_large_square_is_averaged_and_keeps_its_place(side: float, roll_deg: float) -> None:
    picture = _ramp(510, 510).astype(np.float64)
    noise = np.random.default_rng(3).normal(scale=20, size=picture.shape)
    grainy = (picture + noise).clip(0, 255).astype(np.uint8)
    square = _square(255, 251, side, roll_deg)
    crop = cut(grainy, square, size_px=32, border=Border.REPLICATE)
    assert crop[..., 2].std() < 20 * 0.6
    middle = crop[8:24, 8:24].reshape(-1, 3).mean(axis=0)
    assert middle == pytest.approx([127, 125, 77], abs=2.5)


def test_the_matrix_maps_a_crops_corners_to_the_squares_corners() -> None:
    corners = np.array([[0, 0, 1], [10, 0, 1], [10, 10, 1], [0, 10, 1]])
    square = _square(50, 40, 20, 90)
    assert (corners @ square.matrix(10).T).tolist() == [
        pytest.approx(corner) for corner in ([60, 30], [60, 50], [40, 50], [40, 30])
    ]
