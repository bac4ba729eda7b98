"""Makes a net's input from pictures of its size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.net_file import Colour, InputSpec, Layout

Plane = npt.NDArray[np.uint8]
"""Shape (height, width): one channel."""


class Preprocessor:
    """Turns pictures into one batch in the colour order, layout and range of a net."""

    def __init__(self, spec: InputSpec) -> None:
        self._spec = spec
        channels = len(spec.mean)
        self._channels_first = spec.layout is Layout.NCHW
        along = (channels, 1, 1) if self._channels_first else (channels,)
        self._mean = np.array(spec.mean, dtype=np.float32).reshape(along)
        self._factor = 1 / np.array(spec.std, dtype=np.float32).reshape(along)

    def batch(self, pictures: Sequence[Picture]) -> npt.NDArray[np.float32]:
        """One float32 array of all pictures.

        Args:
            pictures: red, green, blue; all of one size, which is that of the net's input, if it has one.
        """
        batch = np.empty((len(pictures), *self._shape(pictures)), dtype=np.float32)
        for number, picture in enumerate(pictures):
            for channel, plane in enumerate(self._planes(picture)):
                if self._channels_first:
                    batch[number, channel] = plane
                else:
                    batch[number, :, :, channel] = plane
        if self._mean.any():
            batch -= self._mean
        if (self._factor != 1).any():
            batch *= self._factor
        return batch

    def _shape(self, pictures: Sequence[Picture]) -> tuple[int, int, int]:
        side, channels = self._spec.side_px, len(self._spec.mean)
        height, width = pictures[0].shape[:2] if len(pictures) else (side, side)
        return (channels, height, width) if self._channels_first else (height, width, channels)

    def _planes(self, picture: Picture) -> Sequence[Plane]:
        """The picture's channels in the net's order."""
        if self._spec.colour is Colour.GREY:
            return [np.asarray(cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY), dtype=np.uint8)]
        planes = [np.asarray(plane, dtype=np.uint8) for plane in cv2.split(picture)]
        return planes[::-1] if self._spec.colour is Colour.BGR else planes
