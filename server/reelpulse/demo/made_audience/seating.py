"""Where one to eight people sit in the webcam's picture, and the room behind them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_audience.portrait import CHIN_PX, FACE_CENTRE_PX, HEAD_TOP_PX

MAX_PEOPLE: Final = 8
_WIDTH_PX: Final = 640
_HEIGHT_PX: Final = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One person's place in the picture."""

    face_x_px: float
    head_top_px: float
    scale: float
    """Size of the portrait's pixels in the picture's."""

    @property
    def head_height_px(self) -> float:
        """From the hair to the chin."""
        return (CHIN_PX - HEAD_TOP_PX) * self.scale

    def left_top_px(self, *, mirrored: bool, portrait_width_px: int) -> tuple[int, int]:
        """Where the portrait's upper left corner goes."""
        face_x = portrait_width_px - FACE_CENTRE_PX[0] if mirrored else FACE_CENTRE_PX[0]
        return (
            round(self.face_x_px - face_x * self.scale),
            round(self.head_top_px - HEAD_TOP_PX * self.scale),
        )


_Row = tuple[tuple[float, float, float], ...]
"""Face x, top of the head, scale; in a picture of 640 by 360 pixels."""

_PLACES: Final[Mapping[int, _Row]] = MappingProxyType(
    {
        1: ((320, 56, 1.3),),
        2: ((182, 62, 1.14), (456, 46, 1.2)),
        3: ((116, 74, 0.98), (322, 52, 1.06), (530, 84, 0.94)),
        4: ((84, 60, 0.84), (242, 96, 0.86), (400, 58, 0.82), (556, 92, 0.86)),
        5: ((210, 20, 0.74), (428, 16, 0.74), (100, 168, 0.78), (318, 172, 0.8), (538, 166, 0.78)),
        6: (
            (108, 18, 0.74), (320, 14, 0.74), (530, 20, 0.74),
            (116, 176, 0.76), (326, 180, 0.78), (536, 174, 0.76),
        ),
        7: (
            (80, 16, 0.69), (240, 20, 0.7), (402, 14, 0.7), (560, 18, 0.69),
            (118, 184, 0.72), (322, 188, 0.74), (526, 184, 0.72),
        ),
        8: (
            (82, 14, 0.69), (242, 18, 0.69), (400, 13, 0.69), (558, 17, 0.69),
            (80, 186, 0.7), (238, 190, 0.7), (402, 186, 0.7), (560, 190, 0.7),
        ),
    }
)  # fmt: skip


def places(people: int, *, width_px: int, height_px: int) -> tuple[Place, ...]:
    """The places of so many people, those in the back first.

    Raises:
        ValueError: fewer than one person or more than eight.
    """
    if not 1 <= people <= MAX_PEOPLE:
        raise ValueError(f"a made audience has 1 to {MAX_PEOPLE} people, not {people}")
    zoom = min(width_px / _WIDTH_PX, height_px / _HEIGHT_PX)
    left, top = (width_px - _WIDTH_PX * zoom) / 2, (height_px - _HEIGHT_PX * zoom) / 2
    return tuple(
        Place(face_x_px=left + x * zoom, head_top_px=top + y * zoom, scale=scale * zoom)
        for x, y, scale in _PLACES[people]
    )


def room(
    places_taken: tuple[Place, ...], *, width_px: int, height_px: int
) -> npt.NDArray[np.uint8]:
    """A wall with a coloured panel behind each person, out of focus; RGB."""
    rows = np.linspace(0, 1, height_px, dtype=np.float32)[:, None, None]
    wall = (1 - rows) * np.array([214, 208, 196], np.float32) + rows * np.array([150, 140, 132])
    picture = np.repeat(wall, width_px, axis=1).astype(np.uint8)
    panels = ((96, 128, 138), (172, 138, 104), (122, 138, 108), (150, 116, 128), (108, 116, 150))
    for number, place in enumerate(places_taken):
        half, top = 96 * place.scale, place.head_top_px - 26 * place.scale
        corners = ((place.face_x_px - half, top), (place.face_x_px + half, top + 300 * place.scale))
        first, last = ((round(x), round(y)) for x, y in corners)
        cv2.rectangle(picture, first, last, panels[number % len(panels)], -1)
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), 9), np.uint8)
