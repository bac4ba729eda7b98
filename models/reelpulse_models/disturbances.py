"""The five ways in which a crop is spoilt to see what that costs a net."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np

from reelpulse.vision.crop import Square
from reelpulse_models.datasets import Picture

_ROLL_RAD: Final = math.radians(15)
_DARK: Final = 0.25
_SMALL_PX: Final = 32
_BLUR_SHARE: Final = 1 / 40
"""Standard deviation in sides of the crop."""
_BORDER_SHARE: Final = 0.15


@dataclass(frozen=True, slots=True, kw_only=True)
class Disturbance:
    """What happens to the square before it is cut, and to the crop after."""

    turn_rad: float = 0.0
    spoil: Callable[[Picture], Picture] = lambda crop: crop

    def turned(self, square: Square) -> Square:
        """The square as a chain that measures the roll wrongly would lay it."""
        return replace(square, roll_rad=square.roll_rad + self.turn_rad)


def _blurred(crop: Picture) -> Picture:
    return np.asarray(cv2.GaussianBlur(crop, (0, 0), len(crop) * _BLUR_SHARE), dtype=np.uint8)


def _dark(crop: Picture) -> Picture:
    return np.asarray(crop * _DARK, dtype=np.uint8)


def _small(crop: Picture) -> Picture:
    small = cv2.resize(crop, (_SMALL_PX, _SMALL_PX), interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.resize(small, crop.shape[1::-1]), dtype=np.uint8)


def _bordered(crop: Picture) -> Picture:
    width = round(len(crop) * _BORDER_SHARE)
    kept = crop.copy()
    kept[:width] = kept[:, :width] = 0
    return kept


NONE: Final = Disturbance()
DISTURBANCES: Final[Mapping[str, Disturbance]] = MappingProxyType(
    {
        "roll +15°": Disturbance(turn_rad=_ROLL_RAD),
        "roll -15°": Disturbance(turn_rad=-_ROLL_RAD),
        "blur": Disturbance(spoil=_blurred),
        "low light": Disturbance(spoil=_dark),
        "32 px": Disturbance(spoil=_small),
        "black borders": Disturbance(spoil=_bordered),
    }
)
