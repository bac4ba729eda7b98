"""Pictures become a net's input in any colour order, layout and range."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.vision.decode import Picture
from reelpulse.vision.net_file import Colour, InputSpec, Layout
from reelpulse.vision.preprocess import Preprocessor

_MEAN = (10.0, 20.0, 30.0)
_STD = (2.0, 3.0, 4.0)


def _spec(colour: Colour, layout: Layout) -> InputSpec:
    channels = 1 if colour is Colour.GREY else 3
    return InputSpec(
        name="x",
        side_px=8,
        colour=colour,
        layout=layout,
        mean=_MEAN[:channels],
        std=_STD[:channels],
    )


def _by_hand(pictures: list[Picture], colour: Colour, layout: Layout) -> npt.NDArray[np.float64]:
    values = np.stack(pictures).astype(np.float64)
    if colour is Colour.BGR:
        values = values[..., ::-1]
    if colour is Colour.GREY:
        grey = [cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY) for picture in pictures]
        values = np.stack(grey)[..., np.newaxis].astype(np.float64)
    channels = values.shape[-1]
    scaled = (values - np.array(_MEAN[:channels])) / np.array(_STD[:channels])
    return np.asarray(scaled.transpose(0, 3, 1, 2) if layout is Layout.NCHW else scaled)


@pytest.mark.parametrize("layout", list(Layout))
@pytest.mark.parametrize("colour", list(Colour))
def test_every_colour_order_and_layout_equals_the_formula(colour: Colour, layout: Layout) -> None:
    random = np.random.default_rng(0)
    pictures = [random.integers(0, 256, (8, 8, 3), dtype=np.uint8) for _ in range(3)]
    batch = Preprocessor(_spec(colour, layout)).batch(pictures)
    assert batch.dtype == np.float32
    np.testing.assert_allclose(batch, _by_hand(pictures, colour, layout), atol=1e-4)


def test_no_pictures_give_an_empty_batch() -> None:
    assert Preprocessor(_spec(Colour.RGB, Layout.NHWC)).batch([]).shape == (0, 8, 8, 3)
    assert Preprocessor(_spec(Colour.GREY, Layout.NCHW)).batch([]).shape == (0, 1, 8, 8)
