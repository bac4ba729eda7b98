"""Small nets of random weights in the shape of our own, and drawn faces to train them on."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse_models.crop_cache import KEPT_SIDE_PX, Crops
from reelpulse_models.face_api import DenseBlock, FaceApiNet
from reelpulse_models.layers import ConvLayer, SeparableLayer, Weights
from reelpulse_models.own_net import OwnNet
from reelpulse_models.xception import Module, Xception


def _weights(random: np.random.Generator, *shape: int) -> Weights:
    """Spread as He et al. 2015, equation 10."""
    # A little less, because sums of layers without normalisation grow.
    spread = 0.8 * np.sqrt(2 / np.prod(shape[1:]))
    return np.asarray(random.normal(0, spread, shape), dtype=np.float32)


def _conv(random: np.random.Generator, outputs: int, inputs: int, kernel: int) -> ConvLayer:
    bias = np.asarray(random.normal(0, 0.1, outputs), dtype=np.float32)
    return ConvLayer(weights=_weights(random, outputs, inputs, kernel, kernel), bias=bias)


def _separable(random: np.random.Generator, outputs: int, inputs: int) -> SeparableLayer:
    return SeparableLayer(
        depthwise=_weights(random, inputs, 1, 3, 3), pointwise=_conv(random, outputs, inputs, 1)
    )


def _xception(random: np.random.Generator, *, stride: int, relu_before: bool) -> Xception:
    modules = tuple(
        Module(
            first=_separable(random, outputs, inputs),
            second=_separable(random, outputs, outputs),
            shortcut=_conv(random, outputs, inputs, 1),
        )
        for inputs, outputs in ((8, 12), (12, 16))
    )
    return Xception(
        entry=(_conv(random, 8, 3, 3), _conv(random, 8, 8, 3)),
        entry_stride=stride,
        modules=modules,
        relu_before_modules=relu_before,
        head=_conv(random, 7, 16, 3),
    )


def _face_api(random: np.random.Generator) -> FaceApiNet:
    firsts: list[ConvLayer | SeparableLayer] = [
        _conv(random, 8, 3, 3),
        _separable(random, 12, 8),
        _separable(random, 16, 12),
        _separable(random, 16, 16),
    ]
    blocks = tuple(
        DenseBlock(
            first=first, rest=tuple(_separable(random, channels, channels) for _ in range(3))
        )
        for first, channels in zip(firsts, (8, 12, 16, 16), strict=True)
    )
    return FaceApiNet(blocks=blocks, head=_conv(random, 7, 16, 1))


def random_net(seed: int = 3) -> OwnNet:
    """About 10,000 weights."""
    random = np.random.default_rng(seed)
    return OwnNet(
        face_api=_face_api(random),
        big=_xception(random, stride=2, relu_before=True),
        mini=_xception(random, stride=2, relu_before=False),
        shares=(0.2, 0.5, 0.3),
    )


def _drawn(kind: int, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A face whose mouth and brows differ with its kind, and all else by chance."""
    side = KEPT_SIDE_PX
    ground = random.integers(0, 120, 3).tolist()
    skin = random.integers(140, 256, 3).tolist()
    picture = np.full((side, side, 3), ground, dtype=np.uint8)
    x, y = (int(side // 2 + random.integers(-3, 4)) for _ in range(2))
    cv2.ellipse(picture, (x, y), (32, 40), 0, 0, 360, skin, -1)
    for eye in (-13, 13):
        cv2.circle(picture, (x + eye, y - 12), 4 + 2 * (kind in {2, 5}), (20, 20, 20), -1)
        slope = {0: 6, 4: -6}.get(kind, 0) * (1 if eye < 0 else -1)
        ends = ((x + eye - 7, y - 24 - slope // 2), (x + eye + 7, y - 24 + slope // 2))
        cv2.line(picture, *ends, (20, 20, 20), 2)
    _draw_mouth(picture, kind, (x, y + 20))
    return picture


def _draw_mouth(picture: npt.NDArray[np.uint8], kind: int, centre: tuple[int, int]) -> None:
    ink = (90, 10, 10)
    if kind == 3:
        cv2.ellipse(picture, centre, (16, 10), 0, 0, 180, ink, -1)
    elif kind in {0, 4}:
        cv2.ellipse(picture, centre, (14, 8), 0, 180, 360, ink, 3)
    elif kind == 5:
        cv2.circle(picture, centre, 9, ink, -1)
    elif kind == 2:
        cv2.rectangle(
            picture, (centre[0] - 14, centre[1] - 3), (centre[0] + 14, centre[1] + 5), ink
        )
    elif kind == 1:
        cv2.line(picture, (centre[0] - 12, centre[1] + 6), (centre[0] + 12, centre[1] - 6), ink, 3)
    else:
        cv2.line(picture, (centre[0] - 12, centre[1]), (centre[0] + 12, centre[1]), ink, 3)


def drawn_faces(count: int, *, seed: int) -> Crops:
    """As many of each kind as of any other, within one."""
    random = np.random.default_rng(seed)
    labels = np.arange(count, dtype=np.int64) % 7
    return Crops(
        pictures=np.stack([_drawn(int(label), random) for label in labels]),
        labels=labels,
        names=tuple(f"drawn {seed} {number}" for number in range(count)),
    )
