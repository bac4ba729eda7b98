"""Every person keeps one seat number; no false face gets one."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import count

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.frame import Box
from reelpulse.core.seats import SeatKeeper

FRAME_NS = 1_000_000_000 // 15


class Row:
    """A keeper that sees 15 frames a second."""

    def __init__(self, *boxes: Box, sightings_needed: int = 3) -> None:
        """With people who have been sitting there for a while."""
        self._keeper = SeatKeeper(sightings_needed=sightings_needed)
        self._at_ns = 0
        for _ in range(sightings_needed if boxes else 0):
            self.see(boxes)

    def see(self, boxes: Sequence[Box]) -> tuple[int | None, ...]:
        self._at_ns += FRAME_NS
        return self._keeper.assign(boxes, at_ns=self._at_ns)

    def wait(self, seconds: float) -> None:
        self._at_ns += int(seconds * 1e9)


def face(x_px: float, *, y_px: float = 200, width_px: float = 100) -> Box:
    """A face whose middle is at (x, y)."""
    return Box(
        left_px=x_px - width_px / 2,
        top_px=y_px - width_px * 0.6,
        width_px=width_px,
        height_px=width_px * 1.2,
    )


def test_a_face_is_a_person_from_its_third_sighting_on() -> None:
    row = Row()
    assert [row.see([face(100)]) for _ in range(4)] == [(None,), (None,), (1,), (1,)]


def test_seats_that_appear_together_are_numbered_from_left_to_right() -> None:
    row = Row(sightings_needed=1)
    assert row.see([face(900), face(100), face(500)]) == (3, 1, 2)


def test_sixteen_people_have_sixteen_seats_in_whatever_order_they_are_found() -> None:
    people = [face(40 + 75 * (i % 8), y_px=150 + 200 * (i // 8), width_px=60) for i in range(16)]
    row = Row(*people)
    seats = row.see(people)
    assert set(seats) == set(range(1, 17))
    assert row.see(people[::-1]) == seats[::-1]


def test_the_order_in_which_faces_are_found_swaps_nothing() -> None:
    left, right = face(200), face(400)
    row = Row(left, right)
    assert row.see([right, left]) == (2, 1)
    assert row.see([left, right]) == (1, 2)


def test_two_people_who_lean_towards_each_other_swap_nothing() -> None:
    row = Row(face(200), face(420))
    for step in range(0, 60, 10):
        assert row.see([face(200 + step), face(420 - step)]) == (1, 2)
    for step in range(60, 0, -10):
        assert row.see([face(420 - step), face(200 + step)]) == (2, 1)


@pytest.mark.parametrize("hidden_frames", [1, 4, 8, 12])
@pytest.mark.parametrize("step_px", [10, 20])
def test_two_people_who_pass_each_other_keep_their_seats(step_px: int, hidden_frames: int) -> None:
    row = Row(face(200), face(1000))
    meeting = 400 // step_px
    for frame in range(2 * meeting + 1):
        walker, other = face(200 + frame * step_px), face(1000 - frame * step_px)
        if abs(frame - meeting) * 2 < hidden_frames:
            assert row.see([walker]) == (1,)
        else:
            assert row.see([other, walker]) == (2, 1)


def test_who_walks_behind_a_seated_person_takes_nobodys_seat() -> None:
    row = Row(face(200, width_px=70), face(600))
    for x_px in range(200, 1000, 16):
        walker = face(x_px, width_px=70)
        if abs(x_px - 600) < 60:
            assert row.see([face(600)]) == (2,)
        else:
            assert row.see([walker, face(600)]) == (1, 2)


def test_a_newcomer_has_no_seat_before_sitting_down() -> None:
    row = Row(face(200))
    for x_px in range(1200, 800, -20):
        assert row.see([face(x_px), face(200)]) == (None, 1)
    assert [row.see([face(800), face(200)])[0] for _ in range(15)][-1] == 2


def test_a_newcomer_who_passes_an_empty_chair_does_not_take_its_number() -> None:
    row = Row(face(200), face(600))
    row.see([face(200)])
    row.wait(20)
    for x_px in range(1200, 400, -20):
        assert row.see([face(x_px), face(200)]) == (None, 1)
    for _ in range(15):
        seats = row.see([face(400), face(200), face(600)])
    assert seats == (3, 1, 2)


def test_who_left_on_one_side_and_returns_from_the_other_has_the_number_of_the_chair() -> None:
    row = Row(face(600), face(900))
    for x_px in range(600, 60, -20):
        row.see([face(x_px), face(900)])
    row.wait(20)
    for x_px in range(1250, 600, -25):
        assert row.see([face(x_px, y_px=500), face(900)]) == (None, 2)
    assert [row.see([face(600, y_px=215), face(900)])[0] for _ in range(20)][-1] == 1


def test_a_second_box_on_the_same_face_is_no_person() -> None:
    row = Row(face(200))
    for _ in range(30):
        assert row.see([face(200), face(230)]) == (1, None)


def test_the_nearest_face_keeps_the_seat_when_a_false_one_appears_beside_it() -> None:
    assert Row(face(200)).see([face(260), face(203)]) == (None, 1)


def test_nobody_is_moved_one_seat_on_when_somebody_sits_down_at_the_end_of_a_full_row() -> None:
    row = Row(face(200), face(280), face(360))
    assert row.see([face(120), face(200), face(280)]) == (None, 1, 2)


def test_a_false_face_in_one_frame_gets_no_seat_and_uses_up_no_number() -> None:
    row = Row(face(200))
    assert row.see([face(200), face(800)]) == (1, None)
    assert row.see([face(200)]) == (1,)
    newcomer = face(500)
    assert [row.see([face(200), newcomer])[1] for _ in range(3)] == [None, None, 2]


def test_false_faces_at_one_place_now_and_then_get_no_seat() -> None:
    row = Row(face(200))
    for _ in range(10):
        assert row.see([face(200), face(800)]) == (1, None)
        assert row.see([face(200)]) == (1,)


def test_who_leaves_and_comes_back_has_the_old_number_at_once() -> None:
    row = Row(face(200), face(500))
    for _ in range(1000):
        assert row.see([face(500)]) == (2,)
    assert row.see([face(210), face(500)]) == (1, 2)


def test_a_newcomer_gets_a_new_number_though_a_seat_is_empty() -> None:
    row = Row(face(200), face(500))
    for _ in range(3):
        seats = row.see([face(500), face(900)])
    assert seats == (2, 3)


def test_a_person_is_followed_who_moves_a_little_in_every_frame() -> None:
    row = Row(face(100))
    for x_px in range(100, 900, 40):
        assert row.see([face(x_px)]) == (1,)


def test_a_jump_of_more_than_a_face_width_is_somebody_else() -> None:
    assert Row(face(100)).see([face(199)]) == (1,)
    assert Row(face(100)).see([face(201)]) == (None,)


def test_a_face_of_twice_the_size_at_the_same_place_is_somebody_else() -> None:
    assert Row(face(100)).see([face(100, width_px=190)]) == (1,)
    assert Row(face(100)).see([face(100, width_px=210)]) == (None,)


def test_a_picture_without_faces_changes_nothing() -> None:
    row = Row(face(200))
    assert row.see([]) == ()
    assert row.see([face(200)]) == (1,)


def test_two_cameras_that_share_their_numbers_never_give_one_twice() -> None:
    numbers = count(1)
    left, right = (SeatKeeper(sightings_needed=1, numbers=numbers) for _ in range(2))
    assert left.assign([face(100), face(300)], at_ns=0) == (1, 2)
    assert right.assign([face(100)], at_ns=0) == (3,)
    assert left.assign([face(100), face(300), face(600)], at_ns=FRAME_NS) == (1, 2, 4)


frames_of_faces = st.lists(
    st.lists(st.integers(0, 40).map(lambda step: face(step * 37.0)), max_size=5), max_size=12
)


@given(frames_of_faces)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_no_two_faces_of_a_frame_share_a_seat_and_numbers_have_no_gap(
    frames: list[list[Box]],
) -> None:
    row = Row(sightings_needed=2)
    given_so_far: set[int] = set()
    for boxes in frames:
        seats = [seat for seat in row.see(boxes) if seat is not None]
        assert len(seats) == len(set(seats))
        given_so_far |= set(seats)
        assert given_so_far == set(range(1, len(given_so_far) + 1))
