"""Follows people through films: `python -m reelpulse_models.seat_study ../shared/data/clips/*.m*`.

Each line is one film at up to 15 frames a second: seats given, faces in a seat and those that count, how
often the strongest emotion changes as measured and as shown live, who talks, and what judging the faces costs.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Final

import av
import cv2
import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.face_pose import mouth_openness
from reelpulse.core.frame import Face
from reelpulse.core.quality import QualityLimits
from reelpulse.core.seats import SeatKeeper
from reelpulse.core.steadiness import SteadyEmotion, SteadyRules
from reelpulse.core.talking import TalkingRules, TalkMeter
from reelpulse.settings import LiveSettings, VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser
from reelpulse.vision.decode import Picture
from reelpulse.vision.face_quality import face_quality

_FRAMES_PER_S: Final = 15
_PIXELS_MAX: Final = 33_200_000


@dataclass(slots=True, kw_only=True)
class Followed:
    """What became of one film."""

    seats: set[int] = field(default_factory=set)
    in_a_seat: int = 0
    measured: dict[int, list[Emotion]] = field(default_factory=dict)
    """Strongest emotion of each face that counts, by seat."""
    shown: dict[int, list[Emotion]] = field(default_factory=dict)
    judged: int = 0
    """Faces of which it was known whether their person talked."""
    talking: int = 0
    nets_ns: int = 0
    quality_ns: int = 0


def frames_of(film: Path) -> Iterator[tuple[int, Picture]]:
    """Capture time in nanoseconds and picture, at most `_FRAMES_PER_S`."""
    due_s = 0.0
    with av.open(str(film)) as container:
        for frame in container.decode(video=0):
            if frame.time is not None and frame.time >= due_s:
                due_s = frame.time + 0.99 / _FRAMES_PER_S
                picture = np.asarray(frame.to_ndarray(format="rgb24"), dtype=np.uint8)
                yield int(frame.time * 1e9), picture


def follow(film: Path, analyser: PictureAnalyser, limits: QualityLimits) -> Followed:
    """Measure one film from its beginning to its end."""
    live = LiveSettings()
    rules = SteadyRules(smoothing_ms=live.smoothing_ms, margin=live.switch_margin)
    keeper, found = SeatKeeper(), Followed()
    steady: dict[int, SteadyEmotion] = {}
    talk: dict[int, TalkMeter] = {}
    for at_ns, picture in frames_of(film):
        faces = _measured(analyser, picture, found, film=film.name, at_ns=at_ns)
        seats = keeper.assign([face.box for face in faces], at_ns=at_ns)
        for seat, face in zip(seats, faces, strict=True):
            if seat is None:
                continue
            found.seats.add(seat)
            found.in_a_seat += 1
            if limits.verdict(face.quality) is None:
                person = steady.setdefault(seat, SteadyEmotion(rules))
                values = tuple(face.probabilities.tolist())
                found.measured.setdefault(seat, []).append(EMOTIONS[int(np.argmax(values))])
                found.shown.setdefault(seat, []).append(person.see(values, at_ns=at_ns))
                meter = talk.setdefault(seat, TalkMeter(TalkingRules()))
                talks = meter.see(mouth_openness(face.landmarks_px), at_ns=at_ns)
                found.judged += talks is not None
                found.talking += talks is True
    return found


def _measured(
    analyser: PictureAnalyser, picture: Picture, found: Followed, *, film: str, at_ns: int
) -> tuple[Face, ...]:
    _, jpeg = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR))
    analysis = analyser.analyse(jpeg.tobytes(), source=film, at_ns=at_ns)
    started_ns = time.perf_counter_ns()
    for face in analysis.faces:
        face_quality(picture, face.box, face.landmarks_px)
    quality_ns = time.perf_counter_ns() - started_ns
    spent = analysis.durations
    found.quality_ns += quality_ns
    found.nets_ns += spent.detect_ns + spent.landmarks_ns + spent.emotions_ns - quality_ns
    return analysis.faces


def _changes(labels: dict[int, list[Emotion]]) -> int:
    return sum(one is not other for each in labels.values() for one, other in pairwise(each))


def main(arguments: Sequence[str] | None = None) -> int:
    """Read the command line and print a line for each film."""
    parser = argparse.ArgumentParser(description="Follow people through films.")
    parser.add_argument("films", type=Path, nargs="+")
    films = parser.parse_args(arguments).films
    if missing := [str(film) for film in films if not film.is_file()]:
        sys.stderr.write(f"{missing[0]} is no file. Name films that exist.\n")
        return 1
    analyser = build_analyser(VisionSettings(provider="cpu"), max_picture_pixels=_PIXELS_MAX)
    for film in films:
        found = follow(film, analyser, QualityLimits())
        counting = sum(map(len, found.measured.values()))
        sys.stdout.write(
            f"{film.stem:<22} seats {len(found.seats)}, in a seat {found.in_a_seat}, "
            f"counting {counting}, changes {_changes(found.measured)} → {_changes(found.shown)}, "
            f"talking {found.talking} of {found.judged}, "
            f"quality {found.quality_ns / max(found.nets_ns, 1):.1%} of the nets\n"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
