"""Keeps the emotion that is shown live of a person from flickering; what is stored stays raw."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion

_PROBABILITY_MIN: Final = 1e-4
"""Below, one frame's certainty would outweigh seconds of others."""
_FORGET_AFTER_NS: Final = 2_000_000_000
"""A longer gap starts anew: the face of before says nothing of the one of now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SteadyRules:
    """How sluggish what is shown may be."""

    smoothing_ms: int
    """Time constant of the smoothing; 0 smooths nothing."""
    margin: float
    """Natural logarithm of how many times as probable another emotion must be to be shown instead."""


class SteadyEmotion:
    """The shown emotion of one person: smoothed, and held until another is clearly stronger.

    Logarithms of probabilities are smoothed exponentially, with a weight that follows the time between
    frames, so that the frame rate changes nothing; it looks at no later frame.
    """

    def __init__(self, rules: SteadyRules) -> None:
        """Know nothing of the person yet."""
        self._rules = rules
        self._smoothed: npt.NDArray[np.float64] | None = None
        self._seen_at_ns = 0
        self._shown = 0

    def see(self, probabilities: Sequence[float], *, at_ns: int) -> Emotion:
        """What to show from now on.

        Args:
            probabilities: seven, in the order of `EMOTIONS`.
            at_ns: when the frame was captured, on any clock that only goes forward.
        """
        logarithms = np.log(np.maximum(probabilities, _PROBABILITY_MIN))
        elapsed_ns = at_ns - self._seen_at_ns
        self._seen_at_ns = at_ns
        if self._smoothed is None or elapsed_ns > _FORGET_AFTER_NS:
            self._smoothed = logarithms
            self._shown = int(logarithms.argmax())
        else:
            self._smoothed = self._smoothed + self._share(elapsed_ns) * (
                logarithms - self._smoothed
            )
            self._switch(self._smoothed)
        return EMOTIONS[self._shown]

    def _share(self, elapsed_ns: int) -> float:
        if self._rules.smoothing_ms == 0:
            return 1.0
        return 1 - math.exp(-max(elapsed_ns, 0) / (self._rules.smoothing_ms * 1e6))

    def _switch(self, smoothed: npt.NDArray[np.float64]) -> None:
        strongest = int(smoothed.argmax())
        if smoothed[strongest] - smoothed[self._shown] > self._rules.margin:
            self._shown = strongest
