"""The seven expressions: which muscles pull how strongly, and the make-up that goes with them.

The portrait smiles, so happiness is close to the portrait itself and every other face first takes
the smile away. The figures were found by searches that asked emotion nets (emotion-mean3-112, for
three of them emotion-reelpulse-96 too), not drawn from life.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

from reelpulse.core.emotion import Emotion
from reelpulse.demo.made_audience.muscles import Muscle
from reelpulse.demo.made_audience.paint import Paint


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """One full-strength face, as a difference from the portrait."""

    pose: Mapping[Muscle, float] = field(default_factory=dict)
    paint: Mapping[Paint, float] = field(default_factory=dict)


EXPRESSIONS: Final[Mapping[Emotion, Expression]] = MappingProxyType(
    {
        Emotion.HAPPINESS: Expression(pose={Muscle.CORNERS_UP: 0.3, Muscle.CHEEKS_UP: 0.3}),
        Emotion.ANGER: Expression(
            pose={
                Muscle.CORNERS_UP: -1.35,
                Muscle.CORNERS_DOWN: 0.58,
                Muscle.LIPS_TOGETHER: 0.18,
                Muscle.BROW_DOWN: 1.54,
                Muscle.BROW_OUTER_UP: 0.55,
                Muscle.LIDS_TIGHT: 0.45,
                Muscle.LIDS_WIDE: -0.22,
                Muscle.LIPS_THIN: 0.1,
                Muscle.CHIN_UP: 0.35,
                Muscle.CORNERS_OUT: -0.46,
                Muscle.NOSE_WRINKLE: 1.07,
                Muscle.CHEEKS_UP: -0.72,
            },
            paint={
                Paint.SMILE_FOLDS_GONE: 0.9,
                Paint.MOUTH_DARK: 0.72,
                Paint.FROWN_LINES: 0.35,
                Paint.BROWS_DARK: 0.41,
                Paint.CHEEKS_FLAT: 0.58,
            },
        ),
        Emotion.DISGUST: Expression(
            pose={
                Muscle.BROW_OUTER_UP: 0.1,
                Muscle.BROW_DOWN: 1.44,
                Muscle.LIDS_WIDE: -1.13,
                Muscle.LIDS_TIGHT: 1.35,
                Muscle.NOSE_WRINKLE: 1.58,
                Muscle.UPPER_LIP_UP: 0.66,
                Muscle.CORNERS_UP: -1.18,
                Muscle.CORNERS_OUT: -1.39,
                Muscle.CORNERS_DOWN: 1.56,
                Muscle.CHIN_UP: 1.1,
                Muscle.LIPS_THIN: 1.52,
                Muscle.LIPS_TOGETHER: -0.35,
                Muscle.JAW_DOWN: -0.33,
                Muscle.CHEEKS_UP: 1.35,
            },
            paint={
                Paint.MOUTH_DARK: 0.58,
                Paint.SMILE_FOLDS_GONE: 0.74,
                Paint.BROWS_DARK: 0.9,
                Paint.CHEEKS_FLAT: 0.24,
            },
        ),
        Emotion.FEAR: Expression(
            pose={
                Muscle.CORNERS_UP: -1.19,
                Muscle.CORNERS_DOWN: 1.29,
                Muscle.CORNERS_OUT: -0.05,
                Muscle.JAW_DOWN: 0.07,
                Muscle.LIPS_TOGETHER: 0.79,
                Muscle.BROW_INNER_UP: 1.55,
                Muscle.BROW_OUTER_UP: -0.5,
                Muscle.BROW_DOWN: 0.64,
                Muscle.LIDS_WIDE: 1.31,
                Muscle.CHEEKS_UP: -0.72,
                Muscle.UPPER_LIP_UP: -0.06,
                Muscle.CHIN_UP: 0.5,
            },
            paint={
                Paint.SMILE_FOLDS_GONE: 0.88,
                Paint.MOUTH_DARK: 0.23,
                Paint.FROWN_LINES: 0.35,
                Paint.BROW_LINES: 0.4,
                Paint.BROWS_DARK: 0.08,
                Paint.CORNER_LINES: 0.33,
                Paint.CHEEKS_FLAT: 0.59,
            },
        ),
        Emotion.SADNESS: Expression(
            pose={
                Muscle.BROW_INNER_UP: 1.33,
                Muscle.BROW_OUTER_UP: -0.91,
                Muscle.BROW_DOWN: 1.23,
                Muscle.LIDS_WIDE: 0.07,
                Muscle.LIDS_TIGHT: 1.45,
                Muscle.NOSE_WRINKLE: 0.04,
                Muscle.UPPER_LIP_UP: -0.47,
                Muscle.CORNERS_UP: -0.64,
                Muscle.CORNERS_OUT: -0.31,
                Muscle.CORNERS_DOWN: 1.34,
                Muscle.CHIN_UP: 1.09,
                Muscle.LIPS_THIN: -1.44,
                Muscle.LIPS_TOGETHER: 0.41,
                Muscle.JAW_DOWN: -0.89,
                Muscle.CHEEKS_UP: 0.4,
            },
            paint={
                Paint.MOUTH_DARK: 0.9,
                Paint.SMILE_FOLDS_GONE: 0.43,
                Paint.FROWN_LINES: 0.37,
                Paint.CORNER_LINES: 0.8,
                Paint.CHEEKS_FLAT: 0.17,
            },
        ),
        Emotion.SURPRISE: Expression(
            pose={
                Muscle.CORNERS_UP: -1.5,
                Muscle.JAW_DOWN: 1.09,
                Muscle.BROW_INNER_UP: 1.08,
                Muscle.BROW_OUTER_UP: 1.45,
                Muscle.LIDS_WIDE: 1.31,
                Muscle.CORNERS_OUT: -0.8,
                Muscle.CHEEKS_UP: -0.78,
                Muscle.UPPER_LIP_UP: -0.3,
            },
            paint={
                Paint.SMILE_FOLDS_GONE: 0.79,
                Paint.MOUTH_DARK: 0.9,
                Paint.BROW_LINES: 0.37,
                Paint.CHEEKS_FLAT: 0.17,
            },
        ),
        Emotion.NEUTRAL: Expression(
            pose={
                Muscle.BROW_OUTER_UP: 0.5,
                Muscle.LIDS_WIDE: -0.09,
                Muscle.LIDS_TIGHT: 0.27,
                Muscle.NOSE_WRINKLE: -1.0,
                Muscle.UPPER_LIP_UP: -1.6,
                Muscle.CORNERS_UP: -1.6,
                Muscle.CORNERS_OUT: 0.13,
                Muscle.CORNERS_DOWN: 1.6,
                Muscle.CHIN_UP: -0.78,
                Muscle.LIPS_THIN: 1.2,
                Muscle.LIPS_TOGETHER: -0.45,
                Muscle.JAW_DOWN: -0.21,
                Muscle.CHEEKS_UP: 0.39,
            },
            paint={
                Paint.MOUTH_DARK: 0.55,
                Paint.SMILE_FOLDS_GONE: 0.9,
                Paint.BROWS_DARK: 0.62,
                Paint.CHEEKS_FLAT: 0.9,
            },
        ),
    }
)

BLINK: Final[Mapping[Muscle, float]] = MappingProxyType(
    {Muscle.RIGHT_LID_SHUT: 0.95, Muscle.LEFT_LID_SHUT: 0.95}
)
