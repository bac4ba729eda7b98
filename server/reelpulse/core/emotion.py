"""The seven emotions, their three groups, and the order of every probability vector."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt


class Emotion(StrEnum):
    """The emotions that are measured, in the order of every vector of seven."""

    ANGER = "anger"
    DISGUST = "disgust"
    FEAR = "fear"
    HAPPINESS = "happiness"
    SADNESS = "sadness"
    SURPRISE = "surprise"
    NEUTRAL = "neutral"


class Group(StrEnum):
    """The three groups into which marketers sum the emotions."""

    POSITIVE = "positive"
    NEGATIVE = "negative"
    NEUTRAL = "neutral"


EMOTIONS: Final[tuple[Emotion, ...]] = tuple(Emotion)
GROUPS: Final[tuple[Group, ...]] = tuple(Group)

GROUP_OF: Final[Mapping[Emotion, Group]] = MappingProxyType(
    {
        Emotion.ANGER: Group.NEGATIVE,
        Emotion.DISGUST: Group.NEGATIVE,
        Emotion.FEAR: Group.NEGATIVE,
        Emotion.HAPPINESS: Group.POSITIVE,
        Emotion.SADNESS: Group.NEGATIVE,
        Emotion.SURPRISE: Group.POSITIVE,
        Emotion.NEUTRAL: Group.NEUTRAL,
    }
)


def members(group: Group) -> tuple[int, ...]:
    """Indices into a vector of seven of the emotions in `group`."""
    return tuple(i for i, emotion in enumerate(EMOTIONS) if GROUP_OF[emotion] is group)


def group_probabilities(
    probabilities: npt.NDArray[np.floating[Any]],
) -> npt.NDArray[np.float64]:
    """Sum seven probabilities into three.

    Args:
        probabilities: shape (..., 7) in the order of `EMOTIONS`.

    Returns:
        Shape (..., 3) in the order of `GROUPS`.
    """
    wide = np.asarray(probabilities, dtype=np.float64)
    return np.stack([wide[..., list(members(group))].sum(axis=-1) for group in GROUPS], axis=-1)
