"""Scores from the seven probabilities, by second and by ad: valence, expressiveness, surprise."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion, Group, members
from reelpulse.core.metrics.bootstrap import ratio_interval
from reelpulse.core.metrics.epochs import SeatSeconds


def valence(probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Happiness less the strongest negative emotion: -1 … 1.

    Source: the rule that Noldus documents for FaceReader (Loijens, Krips, FaceReader Methodology
    Note), there over intensities. Surprise is in neither part, as it may be either.

    Args:
        probabilities: shape (n, 7) in the order of `EMOTIONS`.

    Returns:
        Shape (n,).
    """
    happiness = probabilities[:, EMOTIONS.index(Emotion.HAPPINESS)]
    negative = probabilities[:, members(Group.NEGATIVE)].max(axis=1)
    return np.asarray(happiness - negative, dtype=np.float64)


def expressiveness(probabilities: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """How much of the probability is not neutral: 1 - p(neutral), 0 … 1.

    Our own definition, no published scale: seven probabilities tell that a face moved, not how
    aroused a person is. The arousal that a program read from faces followed reported valence more than
    reported arousal (Höfling et al. 2020, Front. Psychol. 11), so none is given.

    Args:
        probabilities: shape (n, 7) in the order of `EMOTIONS`.

    Returns:
        Shape (n,).
    """
    return 1.0 - probabilities[:, EMOTIONS.index(Emotion.NEUTRAL)]


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupMean:
    """A mean over people, each with the mean of their own seconds."""

    value: float | None
    """None without people."""
    interval: tuple[float, float] | None
    """95 % interval by resampling of people, or None where `ratio_interval` has none."""
    people: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Scores:
    """The scores of one ad."""

    valence: GroupMean
    expressiveness: GroupMean
    surprise: GroupMean
    """Its level, the mean probability: of surprise it is the level that holds attention
    (Teixeira, Wedel, Pieters 2012, J. Mark. Res. 49)."""
    valence_by_second: npt.NDArray[np.float64]
    expressiveness_by_second: npt.NDArray[np.float64]
    """Shape (seconds,): mean over everybody measured; not a number where nobody was."""


def scores(seconds: SeatSeconds, of_contacts: SeatSeconds, *, duration_s: int) -> Scores:
    """All scores of one ad.

    Args:
        seconds: the ad's rows, none past its end, for the means by second.
        of_contacts: those of viewings that count, for the means over people.
        duration_s: length of the ad in whole seconds, rounded up.
    """
    surprise = of_contacts.probabilities[:, EMOTIONS.index(Emotion.SURPRISE)]
    return Scores(
        valence=_over_people(of_contacts, valence(of_contacts.probabilities)),
        expressiveness=_over_people(of_contacts, expressiveness(of_contacts.probabilities)),
        surprise=_over_people(of_contacts, surprise),
        valence_by_second=_by_second(seconds, valence(seconds.probabilities), duration_s),
        expressiveness_by_second=_by_second(
            seconds, expressiveness(seconds.probabilities), duration_s
        ),
    )


def _over_people(seconds: SeatSeconds, values: npt.NDArray[np.float64]) -> GroupMean:
    _, person = np.unique(seconds.seat, return_inverse=True)
    means = np.bincount(person, weights=values) / np.bincount(person)
    return GroupMean(
        value=float(means.mean()) if len(means) else None,
        interval=ratio_interval(means, np.ones(len(means))),
        people=len(means),
    )


def _by_second(
    seconds: SeatSeconds, values: npt.NDArray[np.float64], duration_s: int
) -> npt.NDArray[np.float64]:
    people = np.bincount(seconds.second, minlength=duration_s)
    total = np.bincount(seconds.second, weights=values, minlength=duration_s)
    return np.divide(total, people, out=np.full(duration_s, np.nan), where=people > 0)
