"""A made film of eight seats whose truth is known: faces of real pictures, moved over a grey room."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from reelpulse.vision.decode import Picture
from reelpulse.vision.resample import resize

WIDTH_PX, HEIGHT_PX = 1280, 720
LENGTH_S = 64
FRAMES_PER_S = 5
ROW_Y_PX = (200, 520)
COLUMN_X_PX = (140, 420, 700, 980)
CAST_PX = 200
"""Side of the square in which a face is shown."""

LEAVES_S, RETURNS_S = 16.0, 36.0
TURNS_AWAY_S, TURNS_BACK_S = 26.0, 32.0
CROSSES_S, CROSSED_S = 6.0, 10.0
NEWCOMER_S = 46.0
WALK_S = 2.0

Place = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where one person is in one frame; later ones stand in front of earlier ones."""

    person: int
    at_px: Place
    turned_away: bool = False


def scene(at_s: float) -> tuple[Shown, ...]:
    """Who is where: persons 1 to 8 in two rows, 9 arrives late.

    1 and 2 swap places in front of everybody, 3 leaves for twenty seconds, 6 turns away, and 9 walks in
    and stands between the rows.
    """
    places = {4 * row + column + 1: _chair(row, column) for row in (0, 1) for column in range(4)}
    crossing = _part(at_s, CROSSES_S, CROSSED_S - CROSSES_S)
    places[1], places[2] = (
        _between(places[1], places[2], crossing),
        _between(places[2], places[1], crossing),
    )
    door = (places[3][0], -150.0)
    if LEAVES_S <= at_s < RETURNS_S:
        places[3] = _between(places[3], door, _part(at_s, LEAVES_S, WALK_S))
    elif at_s >= RETURNS_S:
        places[3] = _between(door, places[3], _part(at_s, RETURNS_S, WALK_S))
    if at_s >= NEWCOMER_S:
        places[9] = _between((1400.0, 360.0), (1190.0, 360.0), _part(at_s, NEWCOMER_S, WALK_S))
    return tuple(
        Shown(
            person=person,
            at_px=_swaying(place, person, at_s),
            turned_away=person == 6 and TURNS_AWAY_S <= at_s < TURNS_BACK_S,
        )
        for person, place in sorted(places.items(), reverse=True)
    )


def film(portraits: Sequence[Picture]) -> Iterator[tuple[float, Picture, tuple[Shown, ...]]]:
    """Time in seconds, picture and truth of every frame.

    Args:
        portraits: squares with one face each; they are given to the nine persons in turn.
    """
    cast = [resize(p, width_px=CAST_PX, height_px=CAST_PX) for p in portraits]
    for number in range(LENGTH_S * FRAMES_PER_S):
        at_s = number / FRAMES_PER_S
        picture = np.full((HEIGHT_PX, WIDTH_PX, 3), 120, dtype=np.uint8)
        shown = scene(at_s)
        for person in shown:
            _paint(picture, cast[(person.person - 1) % len(cast)], person)
        yield at_s, picture, shown


def _chair(row: int, column: int) -> Place:
    return float(COLUMN_X_PX[column]), float(ROW_Y_PX[row])


def _part(at_s: float, start_s: float, length_s: float) -> float:
    """0 before, 1 after, slow at both ends."""
    return 0.5 - 0.5 * math.cos(math.pi * min(max((at_s - start_s) / length_s, 0.0), 1.0))


def _between(a: Place, b: Place, part: float) -> Place:
    return a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])


def _swaying(place: Place, person: int, at_s: float) -> Place:
    phase = 1.7 * person
    return (
        place[0] + 6 * math.sin(1.3 * at_s + phase),
        place[1] + 4 * math.sin(0.9 * at_s + 2 * phase),
    )


def _paint(picture: Picture, portrait: Picture, shown: Shown) -> None:
    """Lay an oval of the portrait over the picture; of who turned away, only hair is seen."""
    (x, y), half = shown.at_px, CAST_PX / 2
    shift = np.array([[1, 0, x - half], [0, 1, y - half]], dtype=np.float32)
    rows, columns = np.mgrid[:CAST_PX, :CAST_PX] - half
    oval = (((columns / 80) ** 2 + (rows / 98) ** 2 <= 1) * 255).astype(np.uint8)
    seen = np.full_like(portrait, 40) if shown.turned_away else portrait
    mask = cv2.warpAffine(oval, shift, (WIDTH_PX, HEIGHT_PX))
    moved = cv2.warpAffine(seen, shift, (WIDTH_PX, HEIGHT_PX))
    picture[mask > 127] = moved[mask > 127]
