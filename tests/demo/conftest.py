"""The made audience's face, found by the product's own nets."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.core.frame import Face
from reelpulse.demo.made_audience import load_portrait
from reelpulse.settings import VisionSettings
from reelpulse.vision.analyser import PictureAnalyser, build_analyser


class Reader:
    """Reads a picture as the product does."""

    def __init__(self) -> None:
        self._analyser: PictureAnalyser = build_analyser(
            VisionSettings(), max_picture_pixels=1_000_000
        )

    def faces(self, rgb: npt.NDArray[np.uint8]) -> tuple[Face, ...]:
        done, jpeg = cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR))
        assert done
        return self._analyser.analyse(jpeg.tobytes()).faces


@pytest.fixture(scope="session")
def reader() -> Reader:
    return Reader()


@pytest.fixture(scope="session")
def landmarks_px(reader: Reader) -> npt.NDArray[np.float32]:
    (face,) = reader.faces(load_portrait().rgb)
    return face.landmarks_px
