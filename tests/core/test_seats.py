"""Every person keeps one seat number; no false face gets one."""

from __future__ import annotations

from itertools import count

from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.frame import Box
from reelpulse.core.seats import SeatKeeper


def face(x_px: float, *, y_px: float = 200, width_px: float = 100) -> Box:
    """A face whose middle is at (x, y)."""
    return Box(
        left_px=x_px - width_px / 2,
        top_px=y_px - width_px * 0.6,
        width_px=width_px,
        height_px=width_px * 1.2,
    )


def keeper_with(*boxes: Box) -> SeatKeeper:
    """People who have been sitting there for a while."""
    keeper = SeatKeeper(sightings_needed=3)
    for _ in range(3):
        keeper.assign(boxes)
    return keeper


def test_a_face_is_a_person_from_its_third_sighting_on() -> None:
    keeper = SeatKeeper(sightings_needed=3)
    assert [keeper.assign([face(100)]) for _ in range(4)] == [(None,), (None,), (1,), (1,)]


def test_seats_that_appear_together_are_numbered_from_left_to_right() -> None:
    keeper = SeatKeeper(sightings_needed=1)
    assert keeper.assign([face(900), face(100), face(500)]) == (3, 1, 2)


def test_the_order_in_which_faces_are_found_swaps_nothing() -> None:
    left, right = face(200), face(400)
    keeper = keeper_with(left, right)
    assert keeper.assign([right, left]) == (2, 1)
    assert keeper.assign([left, right]) == (1, 2)


def test_two_people_who_lean_towards_each_other_swap_nothing() -> None:
    keeper = keeper_with(face(200), face(420))
    for step in range(0, 60, 10):
        assert keeper.assign([face(200 + step), face(420 - step)]) == (1, 2)
    for step in range(60, 0, -10):
        assert keeper.assign([face(420 - step), face(200 + step)]) == (2, 1)


def test_the_nearest_face_keeps_the_seat_when_a_false_one_appears_beside_it() -> None:
    keeper = keeper_with(face(200))
    assert keeper.assign([face(260), face(203)]) == (None, 1)


def test_a_false_face_in_one_frame_gets_no_seat_and_uses_up_no_number() -> None:
    keeper = keeper_with(face(200))
    assert keeper.assign([face(200), face(800)]) == (1, None)
    assert keeper.assign([face(200)]) == (1,)
    newcomer = face(500)
    assert [keeper.assign([face(200), newcomer])[1] for _ in range(3)] == [None, None, 2]


def test_false_faces_at_one_place_now_and_then_get_no_seat() -> None:
    keeper = keeper_with(face(200))
    for _ in range(10):
        assert keeper.assign([face(200), face(800)]) == (1, None)
        assert keeper.assign([face(200)]) == (1,)


def test_who_leaves_and_comes_back_has_the_old_number_at_once() -> None:
    keeper = keeper_with(face(200), face(500))
    for _ in range(1000):
        assert keeper.assign([face(500)]) == (2,)
    assert keeper.assign([face(210), face(500)]) == (1, 2)


def test_a_newcomer_gets_a_new_number_though_a_seat_is_empty() -> None:
    keeper = keeper_with(face(200), face(500))
    for _ in range(3):
        seats = keeper.assign([face(500), face(900)])
    assert seats == (2, 3)


def test_a_person_is_followed_who_moves_a_little_in_every_frame() -> None:
    keeper = keeper_with(face(100))
    for x_px in range(100, 900, 40):
        assert keeper.assign([face(x_px)]) == (1,)


def test_a_jump_of_more_than_a_face_width_is_somebody_else() -> None:
    keeper = keeper_with(face(100))
    assert keeper.assign([face(199)]) == (1,)
    assert keeper.assign([face(300)]) == (None,)


def test_a_picture_without_faces_changes_nothing() -> None:
    keeper = keeper_with(face(200))
    assert keeper.assign([]) == ()
    assert keeper.assign([face(200)]) == (1,)


def test_two_cameras_that_share_their_numbers_never_give_one_twice() -> None:
    numbers = count(1)
    left, right = (SeatKeeper(sightings_needed=1, numbers=numbers) for _ in range(2))
    assert left.assign([face(100), face(300)]) == (1, 2)
    assert right.assign([face(100)]) == (3,)
    assert left.assign([face(100), face(300), face(600)]) == (1, 2, 4)


frames_of_faces = st.lists(
    st.lists(st.integers(0, 40).map(lambda step: face(step * 37.0)), max_size=5), max_size=12
)


@given(frames_of_faces)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_no_two_faces_of_a_frame_share_a_seat_and_numbers_have_no_gap(
    frames: list[list[Box]],
) -> None:
    keeper = SeatKeeper(sightings_needed=2)
    given_so_far: set[int] = set()
    for boxes in frames:
        seats = [seat for seat in keeper.assign(boxes) if seat is not None]
        assert len(seats) == len(set(seats))
        given_so_far |= set(seats)
        assert given_so_far == set(range(1, len(given_so_far) + 1))
