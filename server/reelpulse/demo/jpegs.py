"""The webcam as JPEGs: each drawn at its moment, or all drawn before the show."""

from __future__ import annotations

from itertools import cycle
from typing import Protocol

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.webcams import ShowMoment, Webcam
from reelpulse.errors import MediaError

READY_STEP_S = 1.0
"""Ready pictures lie so far apart, so that they differ."""


class Jpegs(Protocol):
    """Gives the JPEG that a webcam would send at a moment of the show."""

    name: str

    def jpeg(self, moment: ShowMoment, /) -> bytes:
        """One compressed picture.

        Raises:
            MediaError: the webcam gives no picture.
        """
        ...


class DrawnJpegs:
    """Each picture is taken from the webcam and compressed when it is asked for."""

    def __init__(self, webcam: Webcam, *, quality: int) -> None:
        self.name = webcam.name
        self._webcam = webcam
        self._quality = quality

    def jpeg(self, moment: ShowMoment, /) -> bytes:
        """The picture of this moment."""
        return compress(self._webcam.picture(moment), quality=self._quality)


class ReadyJpegs:
    """Pictures taken before the show, in turn: drawing them costs nothing while it is measured."""

    def __init__(self, webcam: Webcam, *, ad_name: str, count: int, quality: int) -> None:
        self.name = webcam.name
        self.pictures = tuple(
            compress(
                webcam.picture(ShowMoment(at_s=at_s, ad_name=ad_name, ad_position_s=at_s)),
                quality=quality,
            )
            for at_s in (number * READY_STEP_S for number in range(count))
        )
        self._turn = cycle(self.pictures)

    def jpeg(self, _moment: ShowMoment, /) -> bytes:
        """The next picture, whatever the moment."""
        return next(self._turn)


def compress(rgb: npt.NDArray[np.uint8], *, quality: int) -> bytes:
    """JPEG of an RGB picture.

    Args:
        rgb: shape (height, width, 3).
        quality: 1 … 100.

    Raises:
        MediaError: OpenCV refuses the picture.
    """
    done, data = cv2.imencode(
        ".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality]
    )
    if not done:
        raise MediaError("webcam", "OpenCV cannot compress the picture.")
    return data.tobytes()
