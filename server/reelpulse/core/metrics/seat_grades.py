"""How well each person was seen over an ad and over the show: a grade from the frames of their webcam."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from reelpulse.core.grades import WORST, whole_grade


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenFrames:
    """How one seat was seen in one showing of an ad."""

    exposure_id: int
    seat: int
    frames: int
    """Frames of the seat's webcam that were measured in the showing."""
    found: int
    """Of these, frames in which the seat was found."""
    valid: int
    """Of these, frames in which its face counted."""
    grade_total: float
    """Sum of the grades of the frames in which it was found."""
    listened: int = 0
    """Frames in which it was known whether the person talked."""
    talking: int = 0
    """Of these, frames in which they did."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGrade:
    """How well somebody was seen over some frames."""

    grade: int
    """1 … 6, 6 the best."""
    frames: int
    valid: int
    """Frames in which the face counted."""
    talking: float | None = None
    """0 … 1 of the frames in which it was known whether the person talked; None without any."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatGrades:
    """One person, by ad and over the show."""

    seat: int
    ads: Mapping[str, SeatGrade]
    """By ad; one at which the seat was never found is not in it."""
    show: SeatGrade


@dataclass(frozen=True, slots=True, kw_only=True)
class Grades:
    """How well everybody was seen: each person, and all of them together."""

    people: tuple[SeatGrades, ...] = ()
    ads: Mapping[str, SeatGrade] = field(default_factory=dict)
    """By ad, over the frames of all people who were found at it."""
    show: SeatGrade | None = None
    """Over all of these frames; None where nobody was found, or nothing was graded."""


def seen_by_person(
    seen: Iterable[SeenFrames], counted_as: Callable[[int], int]
) -> tuple[SeenFrames, ...]:
    """The same, with seats that are one person as one: never found twice in one frame."""
    people: dict[tuple[int, int], SeenFrames] = {}
    for row in seen:
        key = (row.exposure_id, counted_as(row.seat))
        known = people.get(key)
        if known is None:
            people[key] = replace(row, seat=key[1])
            continue
        found = known.found + row.found
        people[key] = SeenFrames(
            exposure_id=row.exposure_id,
            seat=key[1],
            frames=max(known.frames, row.frames, found),
            found=found,
            valid=known.valid + row.valid,
            grade_total=known.grade_total + row.grade_total,
            listened=known.listened + row.listened,
            talking=known.talking + row.talking,
        )
    return tuple(people.values())


def grades(seen: Sequence[SeenFrames], ad_of_exposure: Mapping[int, str]) -> Grades:
    """All people who were found while an ad played, by seat, and all of them together.

    grade = mean of the frames' grades (`frame_grade`), rounded; a frame of the seat's webcam in which
    the seat was not found counts as 1. Showings at which a seat was never found are left out of its
    grades: who had not come yet was not seen badly.
    """
    seats = sorted({row.seat for row in seen})
    return Grades(
        people=tuple(
            _of_seat([row for row in seen if row.seat == s], ad_of_exposure) for s in seats
        ),
        ads=_by_ad(seen, ad_of_exposure),
        show=_graded(seen) if seen else None,
    )


def _of_seat(rows: Sequence[SeenFrames], ad_of_exposure: Mapping[int, str]) -> SeatGrades:
    return SeatGrades(seat=rows[0].seat, ads=_by_ad(rows, ad_of_exposure), show=_graded(rows))


def _by_ad(rows: Iterable[SeenFrames], ad_of_exposure: Mapping[int, str]) -> dict[str, SeatGrade]:
    of_ads: dict[str, list[SeenFrames]] = {}
    for row in rows:
        of_ads.setdefault(ad_of_exposure[row.exposure_id], []).append(row)
    return {ad_id: _graded(of_ad) for ad_id, of_ad in of_ads.items()}


def _graded(rows: Sequence[SeenFrames]) -> SeatGrade:
    frames = sum(row.frames for row in rows)
    missing = frames - sum(row.found for row in rows)
    total = sum(row.grade_total for row in rows) + WORST * missing
    listened = sum(row.listened for row in rows)
    return SeatGrade(
        grade=whole_grade(total / frames),
        frames=frames,
        valid=sum(row.valid for row in rows),
        talking=sum(row.talking for row in rows) / listened if listened else None,
    )
