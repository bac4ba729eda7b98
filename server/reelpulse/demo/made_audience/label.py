"""The line that says a picture is made, so that nobody takes it for a recording."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.lettering import line_of_type

_MARGIN_PX: Final = 4


class Label:
    """Light type on a dark strip in the lower left corner, where no face is."""

    def __init__(self, text: str, *, width_px: int, height_px: int) -> None:
        """Set the type for pictures of one size; it is cut off where the picture is too narrow."""
        size_px = max(8, round(height_px / 32))
        line = line_of_type(text, face="bold", size_px=size_px, margin_px=_MARGIN_PX)
        line = np.ascontiguousarray(line[:height_px, :width_px])
        self._rows = slice(height_px - line.shape[0], height_px)
        self._columns = slice(0, line.shape[1])
        self._type = cv2.merge([line, line, line])
        self._strip = np.full_like(self._type, 24)

    def stamp(self, picture: npt.NDArray[np.uint8]) -> None:
        """Write it into a picture, in place."""
        region = picture[self._rows, self._columns]
        dimmed = cv2.addWeighted(region, 0.25, self._strip, 0.75, 0)
        region[:] = cv2.max(dimmed, self._type)
