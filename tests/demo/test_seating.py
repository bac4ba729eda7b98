"""Places in the made audience's picture: apart from each other, large enough, inside."""

from __future__ import annotations

from itertools import combinations

import pytest

from reelpulse.demo.made_audience.seating import MAX_PEOPLE, places, room


@pytest.mark.parametrize("people", range(1, MAX_PEOPLE + 1))
def test_heads_stand_apart_and_inside(people: int) -> None:
    taken = places(people, width_px=640, height_px=360)
    assert len(taken) == people
    for place in taken:
        assert place.head_height_px >= 0.3 * 360
        assert place.head_top_px > 0
        assert place.head_top_px + place.head_height_px < 360 - 20
        assert 60 * place.scale < place.face_x_px < 640 - 60 * place.scale
    for one, other in combinations(taken, 2):
        aside = abs(one.face_x_px - other.face_x_px)
        below = abs(one.head_top_px - other.head_top_px)
        assert aside > 130 * min(one.scale, other.scale) or below > one.head_height_px


def test_a_picture_twice_as_large_doubles_everything() -> None:
    small = places(5, width_px=640, height_px=360)
    large = places(5, width_px=1280, height_px=720)
    for one, other in zip(small, large, strict=True):
        assert other.scale == pytest.approx(2 * one.scale)
        assert other.face_x_px == pytest.approx(2 * one.face_x_px)


def test_a_mirrored_face_sits_in_the_same_place() -> None:
    (place,) = places(1, width_px=640, height_px=360)
    plain, _ = place.left_top_px(mirrored=False, portrait_width_px=512)
    mirrored, _ = place.left_top_px(mirrored=True, portrait_width_px=512)
    assert plain + 226 * place.scale == pytest.approx(320, abs=1)
    assert mirrored + (512 - 226) * place.scale == pytest.approx(320, abs=1)


def test_the_room_has_a_panel_behind_each_person() -> None:
    taken = places(2, width_px=640, height_px=360)
    wall = room(taken, width_px=640, height_px=360).astype(int)
    assert wall.shape == (360, 640, 3)
    behind = [wall[150, round(place.face_x_px)] for place in taken]
    between = wall[20, 5]
    for colour in behind:
        assert abs(colour - between).sum() > 60
    assert abs(behind[0] - behind[1]).sum() > 60
