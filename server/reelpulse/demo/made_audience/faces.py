"""One face's seven expressions and its blink, as fields that warp the portrait."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.demo.made_audience.displacement import displacement_px
from reelpulse.demo.made_audience.expressions import BLINK, EXPRESSIONS
from reelpulse.demo.made_audience.muscles import (
    ANCHORS,
    MEETINGS,
    PULLS,
)
from reelpulse.demo.made_audience.portrait import HEAD
from reelpulse.demo.made_audience.warp import backward_fields

Field = npt.NDArray[np.float32]
"""Shape (height, width, 2) on the head's window: where each pixel comes from, relative to itself."""


def _held_landmarks() -> npt.NDArray[np.intp]:
    """All landmarks that some muscle moves or that hold still by name."""
    held = set(ANCHORS)
    for pulls in PULLS.values():
        for pull in pulls:
            held.update(pull.landmarks, pull.mirrored)
    for meeting in MEETINGS.values():
        held.update(meeting.upper, meeting.lower, meeting.upper_edge, meeting.lower_edge)
    return np.array(sorted(held), dtype=np.intp)


_HELD: Final = _held_landmarks()


class ExpressionFields:
    """The warps of the portrait's face."""

    def __init__(self, landmarks_px: npt.NDArray[np.float64]) -> None:
        """Compute them from the landmarks of the portrait, shape (468, 2)."""
        poses = [EXPRESSIONS[emotion].pose for emotion in EMOTIONS]
        moved = [displacement_px(landmarks_px, pose)[_HELD] for pose in (*poses, BLINK)]
        *fields, self._blink = backward_fields(
            HEAD, face_px=landmarks_px, held=_HELD, moved_px=np.stack(moved)
        )
        self._fields: dict[Emotion, Field] = dict(zip(EMOTIONS, fields, strict=True))

    def mixed(self, weights: Mapping[Emotion, float], *, blink: float) -> Field:
        """The expressions added up by weight, with the lids shut by `blink`, 0…1."""
        parts = [(weight, self._fields[emotion]) for emotion, weight in weights.items()]
        shown = [part for part in (*parts, (blink, self._blink)) if part[0] > 0]
        (first_weight, first), *others = shown
        field = first * np.float32(first_weight)
        for weight, part in others:
            cv2.scaleAdd(part, weight, field, dst=field)
        return np.asarray(field, np.float32)
