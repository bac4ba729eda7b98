"""Scales pictures down without turning fine texture into noise, at a price that is paid per face."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np

from reelpulse.vision.decode import Picture

OVERSAMPLING: Final = 2
"""Points sampled along each side of a pixel of the result."""


def resize(picture: Picture, *, width_px: int, height_px: int) -> Picture:
    """Scale to a size.

    Averaging all pixels of a large picture takes longer than a net; so it is sampled at twice the
    size wanted, and the samples are averaged.
    """
    size = (width_px, height_px)
    height, width = picture.shape[:2]
    if width > OVERSAMPLING * width_px and height > OVERSAMPLING * height_px:
        picture = _linear(picture, width_px * OVERSAMPLING, height_px * OVERSAMPLING)
        return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)
    return _linear(picture, width_px, height_px)


def _linear(picture: Picture, width_px: int, height_px: int) -> Picture:
    size = (width_px, height_px)
    return np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_LINEAR), dtype=np.uint8)
