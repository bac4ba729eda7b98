"""What an ad is made of: scenes one after the other, joined by hard cuts."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from itertools import accumulate
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import Emotion
from reelpulse.demo.made_ads.drawing import Canvas

WIDTH_PX: Final = 640
HEIGHT_PX: Final = 360
FRAMES_PER_S: Final = 25

Draw = Callable[[Canvas, float], None]
"""Paints one frame; the number is the time since the scene began, seconds."""

Sound = Callable[[float], npt.NDArray[np.float32]]
"""Composes a scene of so many seconds: shape (samples,), -1…1, mono."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """One shot of an ad."""

    name: str
    frames: int
    aims_at: Emotion
    """What the shot is meant to make a viewer feel; the made audience goes by it."""
    draw: Draw
    sound: Sound

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / FRAMES_PER_S


@dataclass(frozen=True, slots=True, kw_only=True)
class Ad:
    """A made ad."""

    ad_id: str
    """Also the stem of its file."""
    title: str
    scenes: tuple[Scene, ...]

    @property
    def frames(self) -> int:
        """Number of pictures."""
        return sum(scene.frames for scene in self.scenes)

    @property
    def duration_s(self) -> float:
        """Length in seconds."""
        return self.frames / FRAMES_PER_S

    @property
    def file_name(self) -> str:
        """Under `assets`."""
        return f"{self.ad_id}.mp4"

    def starts_s(self) -> tuple[float, ...]:
        """When each scene begins, seconds; all but the first are the hard cuts."""
        ends = accumulate(scene.frames for scene in self.scenes)
        return (0.0, *(frame / FRAMES_PER_S for frame in list(ends)[:-1]))


def ease(at_s: float, *, start_s: float, length_s: float) -> float:
    """0 before `start_s`, 1 after it plus `length_s`, a smooth step between."""
    x = min(1.0, max(0.0, (at_s - start_s) / length_s))
    return x * x * (3 - 2 * x)


def spring(at_s: float, *, start_s: float, length_s: float) -> float:
    """Like `ease`, but it swings over the mark once before it rests."""
    x = min(1.0, max(0.0, (at_s - start_s) / length_s))
    return 1 - math.exp(-6 * x) * math.cos(7 * x) * (1 - x)
