"""What a face can do: pulls on FaceMesh landmarks, in units of the distance between the eyes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from types import MappingProxyType
from typing import Final

LANDMARKS: Final = 468


class Muscle(Enum):
    """One movement; the numbers in brackets are the Facial Action Coding System's."""

    BROW_INNER_UP = "brow_inner_up"  # AU 1
    BROW_OUTER_UP = "brow_outer_up"  # AU 2
    BROW_DOWN = "brow_down"  # AU 4
    LIDS_WIDE = "lids_wide"  # AU 5
    LIDS_TIGHT = "lids_tight"  # AU 7
    NOSE_WRINKLE = "nose_wrinkle"  # AU 9
    UPPER_LIP_UP = "upper_lip_up"  # AU 10
    CORNERS_UP = "corners_up"  # AU 12
    CORNERS_OUT = "corners_out"  # AU 14 and 20
    CORNERS_DOWN = "corners_down"  # AU 15
    CHIN_UP = "chin_up"  # AU 17
    LIPS_THIN = "lips_thin"  # AU 24
    LIPS_TOGETHER = "lips_together"
    JAW_DOWN = "jaw_down"  # AU 26
    CHEEKS_UP = "cheeks_up"  # AU 6
    RIGHT_LID_SHUT = "right_lid_shut"  # AU 43
    LEFT_LID_SHUT = "left_lid_shut"  # AU 43


@dataclass(frozen=True, slots=True)
class Pull:
    """Landmarks of the face's right half, which stands left in the picture, and where they go."""

    landmarks: tuple[int, ...]
    mirrored: tuple[int, ...]
    """The same landmarks of the other half."""
    out: float
    """Away from the nose, eye distances."""
    down: float
    """Towards the chin, eye distances."""


@dataclass(frozen=True, slots=True)
class Meeting:
    """Two edges of an opening that close on one smooth line across it."""

    upper: tuple[int, ...]
    """Landmarks from one end to the other; the middle one sets the line's height."""
    lower: tuple[int, ...]
    upper_edge: tuple[int, ...]
    """What goes along with the upper ones, e.g. the upper lip's outer edge."""
    lower_edge: tuple[int, ...]
    ends: tuple[int, ...]
    """The opening's corners, brought onto the line."""
    share: float
    """How much of the way the upper edge goes, 0…1."""
    bow: float
    """How far the line hangs in the middle, eye distances."""


_Pair = tuple[tuple[int, ...], tuple[int, ...]]
_Lip = tuple[_Pair, _Pair, _Pair, _Pair, _Pair]
_Profile = tuple[float, float, float, float, float]

_BROW_INNER = ((107, 55, 66, 65), (336, 285, 296, 295))
_BROW_MIDDLE = ((105, 52), (334, 282))
_BROW_OUTER = ((70, 63, 46, 53), (300, 293, 276, 283))
_UPPER_LID = ((160, 159, 158), (387, 386, 385))
_UPPER_LID_EDGE = ((161, 157), (388, 384))
_LOWER_LID = ((144, 145, 153), (373, 374, 380))
_WING = ((98, 64, 129), (327, 294, 358))
_CORNER = ((61, 78), (291, 308))
_UPPER_LIP = (
    ((185, 191), (409, 415)),
    ((40, 80), (270, 310)),
    ((39, 81), (269, 311)),
    ((37, 82), (267, 312)),
    ((0, 13), (0, 13)),
)
_LOWER_LIP = (
    ((146, 95), (375, 324)),
    ((91, 88), (321, 318)),
    ((181, 178), (405, 402)),
    ((84, 87), (314, 317)),
    ((17, 14), (17, 14)),
)
_CHIN = ((148, 176, 149), (377, 400, 378))
_CHIN_MIDDLE = ((152, 175, 199, 200, 18), (152, 175, 199, 200, 18))
_JAW = ((150, 136), (379, 365))
_CHEEK = ((50, 205), (280, 425))
_FOLD = ((206, 216, 212), (426, 436, 432))


def _pull(pair: tuple[tuple[int, ...], tuple[int, ...]], out: float, down: float) -> Pull:
    return Pull(landmarks=pair[0], mirrored=pair[1], out=out, down=down)


def _lip(lip: _Lip, *, out: _Profile, down: _Profile) -> tuple[Pull, ...]:
    """A lip's pulls from beside the corner to the middle."""
    return tuple(_pull(lip[i], out[i], down[i]) for i in range(5))


def _mouth(*, corner: tuple[float, float], out: _Profile, down: _Profile) -> tuple[Pull, ...]:
    """Both lips and the corners together, so that closed lips stay closed."""
    lips = _lip(_UPPER_LIP, out=out, down=down) + _lip(_LOWER_LIP, out=out, down=down)
    return (_pull(_CORNER, *corner), *lips)


_STILL: _Profile = (0.0, 0.0, 0.0, 0.0, 0.0)

PULLS: Final[Mapping[Muscle, tuple[Pull, ...]]] = MappingProxyType(
    {
        Muscle.BROW_INNER_UP: (
            _pull(_BROW_INNER, 0.0, -0.12),
            _pull(_BROW_MIDDLE, 0.0, -0.05),
        ),
        Muscle.BROW_OUTER_UP: (
            _pull(_BROW_OUTER, 0.0, -0.12),
            _pull(_BROW_MIDDLE, 0.0, -0.08),
        ),
        Muscle.BROW_DOWN: (
            _pull(_BROW_INNER, -0.06, 0.11),
            _pull(_BROW_MIDDLE, -0.03, 0.07),
            _pull(_BROW_OUTER, 0.0, 0.02),
        ),
        Muscle.LIDS_WIDE: (
            _pull(_UPPER_LID, 0.0, -0.05),
            _pull(_UPPER_LID_EDGE, 0.0, -0.03),
            _pull(_LOWER_LID, 0.0, 0.025),
        ),
        Muscle.LIDS_TIGHT: (
            _pull(_UPPER_LID, 0.0, 0.03),
            _pull(_UPPER_LID_EDGE, 0.0, 0.02),
            _pull(_LOWER_LID, 0.0, -0.035),
        ),
        Muscle.NOSE_WRINKLE: (
            _pull(_WING, 0.02, -0.07),
            _pull(_BROW_INNER, -0.03, 0.05),
            _pull(_CHEEK, 0.0, -0.03),
        ),
        Muscle.UPPER_LIP_UP: (
            *_lip(_UPPER_LIP, out=_STILL, down=(-0.05, -0.09, -0.1, -0.09, -0.08)),
            _pull(_FOLD, 0.01, -0.04),
        ),
        Muscle.CORNERS_UP: (
            *_mouth(
                corner=(0.08, -0.1),
                out=(0.07, 0.05, 0.03, 0.015, 0.0),
                down=(-0.07, -0.035, -0.01, 0.0, 0.0),
            ),
            _pull(_FOLD, 0.04, -0.05),
        ),
        Muscle.CORNERS_OUT: (
            *_mouth(corner=(0.12, 0.0), out=(0.105, 0.08, 0.05, 0.025, 0.0), down=_STILL),
            _pull(_FOLD, 0.04, 0.0),
        ),
        Muscle.CORNERS_DOWN: (
            *_mouth(corner=(0.0, 0.1), out=_STILL, down=(0.07, 0.035, 0.01, 0.0, 0.0)),
            _pull(_FOLD, 0.0, 0.04),
        ),
        Muscle.CHIN_UP: (
            *_mouth(corner=(0.0, 0.0), out=_STILL, down=(-0.01, -0.025, -0.04, -0.05, -0.05)),
            _pull(_CHIN_MIDDLE, 0.0, -0.04),
        ),
        Muscle.LIPS_THIN: (
            _pull(((39, 37), (269, 267)), 0.0, 0.04),
            _pull(((40,), (270,)), 0.0, 0.025),
            _pull(((0,), (0,)), 0.0, 0.04),
            _pull(((181, 84), (405, 314)), 0.0, -0.05),
            _pull(((91,), (321,)), 0.0, -0.03),
            _pull(((17,), (17,)), 0.0, -0.05),
        ),
        Muscle.JAW_DOWN: (
            _pull(_CORNER, -0.04, 0.1),
            *_lip(_UPPER_LIP, out=(-0.03, -0.015, 0.0, 0.0, 0.0), down=(0.04, 0.01, 0.0, 0.0, 0.0)),
            *_lip(
                _LOWER_LIP,
                out=(-0.03, -0.02, -0.01, 0.0, 0.0),
                down=(0.17, 0.235, 0.27, 0.285, 0.29),
            ),
            _pull(_CHIN, 0.0, 0.24),
            _pull(_CHIN_MIDDLE, 0.0, 0.28),
            _pull(_JAW, 0.0, 0.12),
        ),
        Muscle.CHEEKS_UP: (
            _pull(_CHEEK, 0.0, -0.06),
            _pull(_LOWER_LID, 0.0, -0.02),
        ),
    }
)

MEETINGS: Final[Mapping[Muscle, Meeting]] = MappingProxyType(
    {
        Muscle.LIPS_TOGETHER: Meeting(
            upper=(191, 80, 81, 82, 13, 312, 311, 310, 415),
            lower=(95, 88, 178, 87, 14, 317, 402, 318, 324),
            upper_edge=(185, 40, 39, 37, 0, 267, 269, 270, 409),
            lower_edge=(146, 91, 181, 84, 17, 314, 405, 321, 375),
            ends=(61, 78, 291, 308),
            share=0.5,
            bow=0.0,
        ),
        Muscle.RIGHT_LID_SHUT: Meeting(
            upper=(246, 161, 160, 159, 158, 157, 173),
            lower=(7, 163, 144, 145, 153, 154, 155),
            upper_edge=(),
            lower_edge=(),
            ends=(),
            share=0.85,
            bow=0.06,
        ),
        Muscle.LEFT_LID_SHUT: Meeting(
            upper=(466, 388, 387, 386, 385, 384, 398),
            lower=(249, 390, 373, 374, 380, 381, 382),
            upper_edge=(),
            lower_edge=(),
            ends=(),
            share=0.85,
            bow=0.06,
        ),
    }
)

ANCHORS: Final[tuple[int, ...]] = (
    # the upper half of the face's outline, the eyes' corners, the ridge of the nose, the ears
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288,
    109, 67, 103, 54, 21, 162, 127, 234, 93, 132, 58,
    33, 133, 263, 362, 168, 6, 197, 195, 4, 1, 2, 97, 326, 117, 346,
)  # fmt: skip
