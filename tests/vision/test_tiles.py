"""Tiles cover a picture so that every small face stands whole in one of them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reelpulse.vision.tiles import EDGE_PX, Tile, tiles_of


def test_a_wide_picture_has_two_rows_of_three() -> None:
    tiles = tiles_of(width_px=1280, height_px=720)
    assert [(tile.left_px, tile.top_px) for tile in tiles] == [
        (0, 0),
        (384, 0),
        (769, 0),
        (0, 209),
        (384, 209),
        (769, 209),
    ]
    assert {(tile.width_px, tile.height_px, tile.reach_px) for tile in tiles} == {(511, 511, 119)}


@pytest.mark.parametrize(
    ("width_px", "height_px", "count"),
    [(1280, 720, 6), (640, 360, 6), (1920, 1080, 6), (720, 1280, 6), (640, 480, 6), (512, 512, 4)],
)
def test_the_number_of_tiles_does_not_grow_with_the_picture(
    width_px: int, height_px: int, count: int
) -> None:
    assert len(tiles_of(width_px=width_px, height_px=height_px)) == count


@pytest.mark.parametrize("size", [(256, 256), (200, 150), (1, 1), (1, 200)])
def test_a_picture_as_small_as_the_detectors_input_has_none(size: tuple[int, int]) -> None:
    assert tiles_of(width_px=size[0], height_px=size[1]) == ()


@given(st.integers(1, 8000), st.integers(1, 8000))
def test_tiles_lie_in_the_picture_and_are_never_many(width_px: int, height_px: int) -> None:
    tiles = tiles_of(width_px=width_px, height_px=height_px)
    assert len(tiles) <= 16
    for tile in tiles:
        assert min(tile.left_px, tile.top_px) >= 0
        assert tile.left_px + tile.width_px <= width_px
        assert tile.top_px + tile.height_px <= height_px


@given(st.data())
def test_every_small_box_in_the_picture_is_answered_for_by_a_tile(data: st.DataObject) -> None:
    width_px, height_px = data.draw(st.integers(260, 4000)), data.draw(st.integers(260, 4000))
    tiles = tiles_of(width_px=width_px, height_px=height_px)
    reach = tiles[0].reach_px
    wide, high = data.draw(st.integers(1, reach)), data.draw(st.integers(1, reach))
    left = data.draw(st.integers(0, width_px - wide))
    top = data.draw(st.integers(0, height_px - high))
    box = np.array([[left, top, left + wide, top + high]], dtype=np.float32)
    assert any(
        tile.answers_for(box, picture_width_px=width_px, picture_height_px=height_px)[0]
        for tile in tiles
    )


def test_a_tile_leaves_cut_faces_to_its_neighbour_and_large_ones_to_the_whole_picture() -> None:
    tile = Tile(left_px=100, top_px=0, width_px=300, height_px=300, reach_px=80)
    boxes = np.array(
        [
            [150, 50, 200, 100],  # inside
            [100 + EDGE_PX - 1, 50, 150, 100],  # cut by the left edge
            [350, 50, 400, 100],  # cut by the right edge
            [150, -20, 200, 40],  # over the picture's own edge, which cuts it everywhere
            [150, 50, 231, 100],  # too wide
            [150, 50, 200, 131],  # too high
        ],
        dtype=np.float32,
    )
    answered = tile.answers_for(boxes, picture_width_px=1000, picture_height_px=300)
    assert answered.tolist() == [True, False, False, True, False, False]


def test_a_tile_is_the_picture_s_own_pixels() -> None:
    picture = np.arange(20 * 30 * 3, dtype=np.uint8).reshape(20, 30, 3)
    tile = Tile(left_px=5, top_px=2, width_px=10, height_px=8, reach_px=4)
    part = tile.cut(picture)
    assert part.shape == (8, 10, 3)
    assert part[0, 0].tolist() == picture[2, 5].tolist()
    assert part.base is not None
