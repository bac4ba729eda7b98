"""What seats, quality, attention and the rest cost on top of detector, mesh and emotion net."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass

import numpy as np

from reelpulse.core.following import People, is_finite
from reelpulse.core.frame import PictureAnalysis
from reelpulse.settings import Settings
from reelpulse.vision.analyser import build_analyser
from reelpulse.vision.decode import decode
from reelpulse.vision.face_quality import face_quality

_FRAMES = 90
_FRAME_NS = 66_666_667


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowingCost:
    """Medians over the frames of one camera, without tiles, the detector looking at every frame."""

    people: int
    nets_ms: float
    """Detector, mesh and emotion net, each with its crops."""
    following_ms: float
    """Quality of each face, seats, baseline, steadying, attention, talking and grades."""

    @property
    def line(self) -> str:
        """A sentence of the report."""
        return (
            f"Seats, quality, attention and the like, {self.people} people: {self.following_ms:.2f} ms "
            f"on top of {self.nets_ms:.1f} ms of detector, mesh and emotion net: "
            f"{100 * self.following_ms / self.nets_ms:.1f} %."
        )


def following_cost(
    settings: Settings, pictures: tuple[bytes, ...], *, people: int
) -> FollowingCost:
    """Measure it, frame by frame, in the calling thread.

    Args:
        settings: of a show; tiles and following are left out.
        pictures: JPEGs that show the people.
        people: how many.
    """
    alone = dataclasses.replace(settings.vision, tiles="off", look_every=1)
    max_pixels = settings.server.max_picture_pixels
    analyser = build_analyser(alone, max_picture_pixels=max_pixels, nets_dir=settings.nets_dir)
    decoded = [decode(jpeg, max_pixels=max_pixels) for jpeg in pictures]
    room = People(settings.follow_rules)
    nets_ms, following_ms = [], []
    for number in range(_FRAMES):
        picture, at_ns = decoded[number % len(decoded)], (number + 1) * _FRAME_NS
        began = time.perf_counter_ns()
        analysis = analyser.analyse_picture(picture, source="bench", at_ns=at_ns)
        measured = time.perf_counter_ns()
        for face in analysis.faces:  # a second time, because the analyser has it within
            face_quality(picture, face.box, face.landmarks_px)
        graded = time.perf_counter_ns()
        _follow(room, analysis, at_ns)
        if len(analysis.faces) == people:
            nets_ms.append((measured - began - (graded - measured)) / 1e6)
            following_ms.append((time.perf_counter_ns() - measured) / 1e6)
    return FollowingCost(
        people=people,
        nets_ms=float(np.median(nets_ms)),
        following_ms=float(np.median(following_ms)),
    )


def _follow(room: People, analysis: PictureAnalysis, at_ns: int) -> None:
    if is_finite(analysis):
        room.see(analysis, source="bench", at_ns=at_ns, exposure_id=1)
