"""Each seat's resting face, read in the neutral scene before the first ad, and readings freed of it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion

_NEUTRAL: Final = EMOTIONS.index(Emotion.NEUTRAL)
_PROBABILITY_MIN: Final = 1e-4
"""Below, a net's digits say nothing any more."""
_SECOND_NS: Final = 1_000_000_000

Values = npt.NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class BaselineRules:
    """How the neutral scene is used; kept with the session.

    Raises:
        ValueError: a value lies outside its range.
    """

    length_s: float = 10.0
    """Neutral scene before the first ad, unless the moderator wants another; 0: none (0 … 60)."""
    seconds_min: int = 3
    """A seat that was measured in fewer seconds of it stays raw (1 … 60)."""
    resting_ratio: float = 0.2
    """An emotion that a resting face shows at most so strongly beside neutral is left alone: the
    reference (0.01 … 1)."""
    shift_max: float = 2.0
    """An emotion is taken back by at most e to this power beside neutral: 7.4 times (0 … 5)."""
    shrink_s: float = 2.0
    """Of so many measured seconds only half of the difference is taken back (0 … 60)."""

    def __post_init__(self) -> None:
        ranges = (
            ("length_s", self.length_s, 0, 60),
            ("seconds_min", self.seconds_min, 1, 60),
            ("resting_ratio", self.resting_ratio, 0.01, 1),
            ("shift_max", self.shift_max, 0, 5),
            ("shrink_s", self.shrink_s, 0, 60),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")


def resting_face(readings: Values) -> Values:
    """Median over the readings of ln(p / p(neutral)), by emotion; 0 for neutral.

    A difference of log-probabilities is a difference of logits, of which softmax loses only a constant.
    That scores are freed of a person's baseline is recommended by Olderbak et al. 2014, Behav. Res.
    Methods 46. The median and not the mean is our choice: one smile into the neutral scene is no
    resting face.

    Args:
        readings: shape (n, 7), n at least 1, in the order of `EMOTIONS`.

    Returns:
        Shape (7,).
    """
    logarithms = np.log(np.maximum(readings, _PROBABILITY_MIN))
    against_neutral = logarithms - logarithms[:, [_NEUTRAL]]
    return np.asarray(np.median(against_neutral, axis=0), dtype=np.float64)


def shift_of(resting: Values, *, seconds: int, rules: BaselineRules) -> Values:
    """What is taken off a seat's logits: w · clip(resting - ln(resting_ratio), 0, shift_max).

    It is never negative, so no emotion ever gains on neutral by it, and noise cannot become an emotion.
    w = seconds / (seconds + shrink_s) shrinks the difference where few seconds tell it, as in the
    estimators of James, Stein 1961 and Efron, Morris 1975, J. Am. Stat. Assoc. 70; seconds and not
    readings, because readings of one second are nearly one.

    Args:
        resting: shape (7,), as from `resting_face`.
        seconds: in which the seat was measured in the neutral scene.
        rules: reference, limit and shrinkage.

    Returns:
        Shape (7,), in the order of `EMOTIONS`, 0 for neutral.
    """
    above = np.clip(resting - math.log(rules.resting_ratio), 0.0, rules.shift_max)
    above[_NEUTRAL] = 0.0
    return above * (seconds / (seconds + rules.shrink_s))


def corrected(probabilities: Sequence[float], shift: Values) -> tuple[float, ...]:
    """softmax(ln p - shift): p · e^-shift, made to sum to 1.

    The same as moving a classifier to other prior probabilities (Saerens, Latinne, Decaestecker 2002,
    Neural Comput. 14), those that the seat's resting face asks for.

    Args:
        probabilities: seven, in the order of `EMOTIONS`, of sum 1.
        shift: shape (7,), none below 0.
    """
    weighed = np.asarray(probabilities, dtype=np.float64) * np.exp(-shift)
    return tuple((weighed / weighed.sum()).tolist())


class NeutralScene:
    """Gathers what every seat shows in the neutral scene; once its ad is on, it corrects readings."""

    def __init__(self, rules: BaselineRules) -> None:
        """No scene was shown yet, so nothing is corrected."""
        self._rules = rules
        self._began_at_ns: int | None = None
        self._before_exposure: int | None = None
        self._readings: dict[int, list[tuple[int, Sequence[float]]]] = {}
        self._shifts: dict[int, Values] = {}

    def begin(self, at_ns: int, *, before_exposure: int) -> None:
        """The room sees the neutral scene until this showing; an earlier scene counts for nothing."""
        self._began_at_ns, self._before_exposure = at_ns, before_exposure
        self._readings.clear()
        self._shifts.clear()

    def look(self, exposure_id: int | None) -> None:
        """What the room sees in the next frame; a late picture of another ad ends nothing."""
        if self._began_at_ns is not None and exposure_id == self._before_exposure:
            self._began_at_ns = None
            self._shifts = dict(self._shifts_found())
            self._readings.clear()

    def see(
        self, seat: int, probabilities: Sequence[float], *, at_ns: int, between_ads: bool
    ) -> tuple[float, ...] | None:
        """Take one valid reading; corrected, or None while nothing is known of the seat's rest."""
        if self._began_at_ns is not None:
            if between_ads and at_ns >= self._began_at_ns:
                self._readings.setdefault(seat, []).append((at_ns, probabilities))
            return None
        shift = self._shifts.get(seat)
        return None if shift is None else corrected(probabilities, shift)

    def _shifts_found(self) -> Iterator[tuple[int, Values]]:
        """Of the seats that were measured for long enough."""
        for seat, rows in self._readings.items():
            seconds = len({at_ns // _SECOND_NS for at_ns, _ in rows})
            if seconds >= self._rules.seconds_min:
                resting = resting_face(np.array([row for _, row in rows], dtype=np.float64))
                yield seat, shift_of(resting, seconds=seconds, rules=self._rules)
