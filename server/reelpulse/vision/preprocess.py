"""Makes a net's input from pictures of its size."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.vision.decode import Picture
from reelpulse.vision.manifest import Colour, InputSpec, Layout


class Preprocessor:
    """Turns pictures into one batch in the colour order, layout and range of a net."""

    def __init__(self, spec: InputSpec) -> None:
        self._grey = spec.colour is Colour.GREY
        channels = 1 if self._grey else 3
        self._shape: tuple[int, ...] = (0, channels, spec.side_px, spec.side_px)
        if spec.layout is Layout.NHWC:
            self._shape = (0, spec.side_px, spec.side_px, channels)
        self._params = cv2.dnn.Image2BlobParams()
        self._params.scalefactor = _four([1 / std for std in spec.std], rest=1.0)
        self._params.mean = _four(spec.mean, rest=0.0)
        self._params.swapRB = spec.colour is Colour.BGR
        self._params.datalayout = (
            cv2.dnn.DNN_LAYOUT_NHWC if spec.layout is Layout.NHWC else cv2.dnn.DNN_LAYOUT_NCHW
        )

    def batch(self, pictures: Sequence[Picture]) -> npt.NDArray[np.float32]:
        """One float32 array of all pictures.

        Args:
            pictures: red, green, blue; each as large as the net's input.
        """
        if not pictures:
            return np.zeros(self._shape, dtype=np.float32)
        if self._grey:
            pictures = [_grey(picture) for picture in pictures]
        return np.asarray(
            cv2.dnn.blobFromImagesWithParams(list(pictures), self._params), dtype=np.float32
        )


def _four(values: Sequence[float], *, rest: float) -> tuple[float, float, float, float]:
    """OpenCV's scalars always have four figures."""
    filled = [*values, rest, rest, rest]
    return filled[0], filled[1], filled[2], filled[3]


def _grey(picture: Picture) -> Picture:
    return cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)  # type: ignore[return-value]
