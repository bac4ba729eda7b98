"""How well predicted emotions agree with labels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS, group_probabilities


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Agreement:
    """Figures over a set of faces."""

    confusion: npt.NDArray[np.int64]
    """Shape (7, 7): row = label, column = prediction."""
    group_accuracy: float
    """Share of faces put into the right one of the three groups."""

    @property
    def accuracy(self) -> float:
        """Share of faces with the right emotion."""
        return float(self.confusion.trace() / self.confusion.sum())

    @property
    def f1(self) -> npt.NDArray[np.float64]:
        """Shape (7,): harmonic mean of precision and recall of each emotion."""
        found = self.confusion.sum(axis=0) + self.confusion.sum(axis=1)
        return np.asarray(2 * self.confusion.diagonal() / np.maximum(found, 1))

    @property
    def macro_f1(self) -> float:
        """Mean of the seven F1, each emotion counting the same."""
        return float(self.f1.mean())

    @property
    def recall(self) -> npt.NDArray[np.float64]:
        """Shape (7,): share of each emotion's faces that were recognised."""
        return np.asarray(self.confusion.diagonal() / np.maximum(self.confusion.sum(axis=1), 1))

    @property
    def balanced_accuracy(self) -> float:
        """Mean recall of the emotions that have faces."""
        present = self.confusion.sum(axis=1) > 0
        return float(self.recall[present].mean())


def agreement(
    probabilities: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.int64]
) -> Agreement:
    """Compare predictions with labels.

    The group is the one with the largest summed probability, as in the product, not the group of
    the largest emotion.

    Args:
        probabilities: shape (N, 7) in the order of `EMOTIONS`.
        labels: shape (N,), indices into `EMOTIONS`.
    """
    confusion = np.zeros((len(EMOTIONS), len(EMOTIONS)), dtype=np.int64)
    np.add.at(confusion, (labels, probabilities.argmax(axis=1)), 1)
    group_of = np.array([GROUPS.index(GROUP_OF[emotion]) for emotion in EMOTIONS])
    groups = group_probabilities(probabilities).argmax(axis=1)
    return Agreement(confusion=confusion, group_accuracy=float((groups == group_of[labels]).mean()))
