"""Grades of people over an ad and over the show, worked out by hand."""

from __future__ import annotations

from dataclasses import replace

from reelpulse.core.metrics.seat_grades import Grades, SeatGrade, SeenFrames, grades, seen_by_person

ADS = {1: "tea", 2: "cake", 3: "tea"}


def seen(exposure_id: int, seat: int, *, found: int, grade: float, frames: int = 100) -> SeenFrames:
    return SeenFrames(
        exposure_id=exposure_id,
        seat=seat,
        frames=frames,
        found=found,
        valid=found if grade > 1 else 0,
        grade_total=found * grade,
    )


def test_a_grade_is_the_mean_over_the_frames_of_the_webcam() -> None:
    """90 frames of grade 6 and 10 without the person: (540 + 10) / 100 = 5.5, which is 6."""
    (person,) = grades([seen(1, 1, found=90, grade=6)], ADS).people
    assert person.ads == {"tea": SeatGrade(grade=6, frames=100, valid=90)}
    (person,) = grades([seen(1, 1, found=89, grade=6)], ADS).people
    assert person.show.grade == 5


def test_who_was_there_for_half_of_the_time_is_half_way_to_the_worst() -> None:
    (person,) = grades([seen(1, 1, found=50, grade=6)], ADS).people
    assert person.show.grade == 4


def test_all_showings_of_an_ad_count_together_and_by_their_frames() -> None:
    rows = [seen(1, 1, found=300, grade=6, frames=300), seen(3, 1, found=100, grade=2)]
    (person,) = grades(rows, ADS).people
    assert person.ads["tea"] == SeatGrade(grade=5, frames=400, valid=400)
    assert person.show == person.ads["tea"]


def test_who_came_for_the_second_ad_was_not_seen_badly_at_the_first() -> None:
    early, late = grades(
        [
            seen(1, 1, found=100, grade=5),
            seen(2, 1, found=100, grade=3),
            seen(2, 9, found=99, grade=6),
        ],
        ADS,
    ).people
    assert (early.seat, early.ads["tea"].grade, early.ads["cake"].grade) == (1, 5, 3)
    assert early.show.grade == 4
    assert (late.seat, list(late.ads), late.show.grade) == (9, ["cake"], 6)


def test_a_face_that_never_counted_has_the_worst_grade() -> None:
    (person,) = grades([seen(1, 1, found=100, grade=1)], ADS).people
    assert person.show == SeatGrade(grade=1, frames=100, valid=0)


def test_nobody_has_no_grade() -> None:
    assert grades([], ADS) == Grades()


def test_all_together_are_graded_by_their_frames() -> None:
    """(600 + 200) / 200 = 4 at the tea; with 100 frames of grade 1 at the cake 900 / 300 = 3."""
    rows = [
        seen(1, 1, found=100, grade=6),
        seen(1, 2, found=100, grade=2),
        seen(2, 1, found=100, grade=1),
    ]
    found = grades(rows, ADS)
    assert found.ads == {
        "tea": SeatGrade(grade=4, frames=200, valid=200),
        "cake": SeatGrade(grade=1, frames=100, valid=0),
    }
    assert found.show == SeatGrade(grade=3, frames=300, valid=200)


def test_two_seats_of_one_person_are_graded_and_heard_as_one() -> None:
    first = replace(seen(1, 1, found=60, grade=6), listened=60, talking=6)
    second = replace(seen(1, 4, found=40, grade=6), listened=40, talking=4)
    rows = seen_by_person([first, second], lambda seat: 1 if seat == 4 else seat)
    (person,) = grades(rows, ADS).people
    assert person.show == SeatGrade(grade=6, frames=100, valid=100, talking=0.1)


def test_who_talked_is_told_of_the_frames_in_which_it_was_known() -> None:
    rows = [
        replace(seen(1, 1, found=100, grade=6), listened=80, talking=20),
        replace(seen(2, 1, found=100, grade=6), listened=20, talking=20),
    ]
    (person,) = grades(rows, ADS).people
    assert (person.ads["tea"].talking, person.ads["cake"].talking) == (0.25, 1.0)
    assert person.show.talking == 0.4


def test_nobody_is_said_to_be_silent_whose_mouth_was_not_followed() -> None:
    (person,) = grades([seen(1, 1, found=100, grade=1)], ADS).people
    assert person.show.talking is None
