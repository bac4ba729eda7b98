"""In a made film of a minute nobody gets somebody else's seat, and nobody who is not there gets one."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.seat_film import CROSSED_S, CROSSES_S, LEAVES_S, NEWCOMER_S, RETURNS_S, film

from reelpulse.core.frame import Box
from reelpulse.core.seats import SeatKeeper
from reelpulse.vision.analyser import PictureAnalyser
from reelpulse.vision.decode import Picture

Pairs = Counter[tuple[int, int]]


class Room:
    """The whole chain as a webcam meets it, and the keeper of its seats."""

    def __init__(self, analyser: PictureAnalyser) -> None:
        self._analyser = analyser
        self._source = str(id(self))
        self._keeper = SeatKeeper()
        self.seats: set[int] = set()

    def boxes(self, picture: Picture) -> list[Box]:
        """Of a picture by itself."""
        return [face.box for face in self._analyser.analyse_picture(picture).faces]

    def seated(self, picture: Picture, at_s: float) -> dict[int, Box]:
        """Of the camera's next frame."""
        at_ns = 1 + int(at_s * 1e9)
        analysis = self._analyser.analyse_picture(picture, source=self._source, at_ns=at_ns)
        boxes = [face.box for face in analysis.faces]
        seats = self._keeper.assign(boxes, at_ns=at_ns)
        by_seat = {s: box for s, box in zip(seats, boxes, strict=True) if s is not None}
        self.seats |= set(by_seat)
        return by_seat


def seen_together(room: Room, portraits: Sequence[Picture]) -> tuple[Pairs, Counter[int]]:
    """How often each person was seen in each seat, and how often nobody was near a seat."""
    pairs: Pairs = Counter()
    strays: Counter[int] = Counter()
    for at_s, picture, shown in film(portraits):
        for seat, box in room.seated(picture, at_s).items():
            distance, person = min((math.dist(s.at_px, box.centre_px), s.person) for s in shown)
            if distance > 60:
                strays[seat] += 1
            elif not (person in {1, 2} and CROSSES_S < at_s < CROSSED_S):
                pairs[person, seat] += 1
    return pairs, strays


def astronauts(astronaut: Picture) -> list[Picture]:
    """One face in several lights and both ways round."""
    face = astronaut[10:250, 104:344]
    lit = [np.clip(face * gain, 0, 255).astype(np.uint8) for gain in (1.0, 0.85, 0.7)]
    return [*lit, *(np.ascontiguousarray(picture[:, ::-1]) for picture in lit)]


def portraits_of(clips: Path, room: Room) -> list[Picture]:
    """A square around the largest face of each clip."""
    squares = []
    for name in ("one_face_close.mp4", "one_face_expressive.mp4", "one_man.mp4", "two_people.mp4"):
        clip = cv2.VideoCapture(str(clips / name))
        clip.set(cv2.CAP_PROP_POS_FRAMES, 30)
        _, bgr = clip.read()
        clip.release()
        picture = np.asarray(cv2.cvtColor(bgr, cv2.COLOR_BGR2RGB), dtype=np.uint8)
        box = max(room.boxes(picture), key=lambda b: b.width_px)
        squares.append(square_around(picture, box))
    return squares


def square_around(picture: Picture, box: Box) -> Picture:
    """1.7 face heights wide, with the border drawn out where the picture ends."""
    (x, y), half = box.centre_px, round(0.85 * box.height_px)
    wide = cv2.copyMakeBorder(picture, half, half, half, half, cv2.BORDER_REPLICATE)
    left, top = round(x), round(y - 0.1 * box.height_px)
    return np.asarray(wide[top : top + 2 * half, left : left + 2 * half], dtype=np.uint8)


def check(pairs: Pairs, strays: Counter[int], seats: set[int]) -> None:
    """Nine people, nine seats, one each, and every one of them measured most of the time."""
    assert seats == set(range(1, 10))
    assert len(pairs) == 9, sorted(pairs.items())
    assert {person for person, _ in pairs} == {seat for _, seat in pairs} == set(range(1, 10))
    assert dict(strays) == {}
    by_person = {person: count for (person, _), count in pairs.items()}
    assert min(by_person[p] for p in (4, 5, 7, 8)) >= 310
    assert by_person[3] >= 5 * (64 - (RETURNS_S - LEAVES_S) - 6)
    assert by_person[9] >= 5 * (64 - NEWCOMER_S - 3)


@pytest.mark.timeout(600)
def test_nine_copies_of_one_face_keep_nine_seats(
    analyser: PictureAnalyser, astronaut: Picture
) -> None:
    room = Room(analyser)
    pairs, strays = seen_together(room, astronauts(astronaut))
    check(pairs, strays, room.seats)


@pytest.mark.shared_data
@pytest.mark.timeout(600)
def test_faces_of_real_clips_keep_nine_seats(analyser: PictureAnalyser, shared_data: Path) -> None:
    room = Room(analyser)
    pairs, strays = seen_together(room, portraits_of(shared_data / "clips", room))
    check(pairs, strays, room.seats)
