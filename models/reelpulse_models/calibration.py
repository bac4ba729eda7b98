"""Whether probabilities are as high as they are right, and what makes them so: offsets and a temperature."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize, minimize_scalar
from scipy.special import log_softmax

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models.errors import ModelWorkError

_BINS: Final = 15
_RANGE: Final = (0.05, 20.0)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reliability:
    """Faces sorted into bins by the probability of the emotion that was read."""

    faces: npt.NDArray[np.int64]
    """Shape (15,)."""
    sure: npt.NDArray[np.float64]
    """Shape (15,): mean probability, 0 in an empty bin."""
    right: npt.NDArray[np.float64]
    """Shape (15,): share read right, 0 in an empty bin."""

    @property
    def error(self) -> float:
        """Expected calibration error (Guo et al. 2017, equation 3)."""
        gaps = np.abs(self.sure - self.right)
        return float((gaps * self.faces).sum() / max(self.faces.sum(), 1))


def reliability(
    probabilities: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.int64]
) -> Reliability:
    """Bins of equal width.

    Args:
        probabilities: shape (N, 7).
        labels: shape (N,), indices into the columns.
    """
    sure = probabilities.max(axis=1).astype(np.float64)
    right = (probabilities.argmax(axis=1) == labels).astype(np.float64)
    bins = np.minimum((sure * _BINS).astype(np.int64), _BINS - 1)
    faces = np.bincount(bins, minlength=_BINS)
    full = np.maximum(faces, 1)
    return Reliability(
        faces=faces,
        sure=np.bincount(bins, weights=sure, minlength=_BINS) / full,
        right=np.bincount(bins, weights=right, minlength=_BINS) / full,
    )


def fit_temperature(logits: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.int64]) -> float:
    """The divisor of the logits under which the labels are most likely (Guo et al. 2017, 4.2).

    Args:
        logits: shape (N, 7).
        labels: shape (N,), indices into the columns.
    """
    wide = np.asarray(logits, dtype=np.float64)
    rows = np.arange(len(labels))

    def surprise(log_temperature: float) -> float:
        likely = log_softmax(wide / np.exp(log_temperature), axis=1)
        return -float(likely[rows, labels].mean())

    found = minimize_scalar(surprise, bounds=tuple(np.log(_RANGE)), method="bounded")
    return float(np.exp(found.x))


def fit_offsets(
    logits: npt.NDArray[np.floating[Any]], labels: npt.NDArray[np.int64], *, evenness: float
) -> npt.NDArray[np.float32]:
    """What to add to the logits so that no emotion is read too rarely: shape (7,), mean 0.

    Found together with a temperature, which is then thrown away, as the offsets and temperature
    under which the labels are most likely (Alexandari et al. 2020, "bias-corrected temperature
    scaling").

    Args:
        logits: shape (N, 7).
        labels: shape (N,), indices into the columns; each emotion must be among them.
        evenness: 0 counts each face alike, 1 each emotion.

    Raises:
        ModelWorkError: an emotion is not among the labels, or nothing is found.
    """
    wide = np.asarray(logits, dtype=np.float64)
    rows, count = np.arange(len(labels)), wide.shape[1]
    sizes = np.bincount(labels, minlength=count).astype(np.float64)
    if sizes.min() == 0:
        raise ModelWorkError(
            "No held-out face shows {emotion}: offsets need faces of every emotion.",
            emotion=EMOTIONS[int(sizes.argmin())],
        )
    weights = (1 / sizes**evenness)[labels]
    weights /= weights.sum()

    def surprise(values: npt.NDArray[np.float64]) -> float:
        likely = log_softmax((wide + values[1:]) / np.exp(values[0]), axis=1)
        return -float(weights @ likely[rows, labels])

    result = minimize(surprise, np.zeros(count + 1), method="L-BFGS-B")
    if not result.success:
        raise ModelWorkError("No offsets can be found: {reason}", reason=result.message)
    found = result.x[1:]
    return np.asarray(found - found.mean(), dtype=np.float32)
