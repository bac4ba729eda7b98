"""Small nets of random weights in the shape of our own, and drawn faces to train them on."""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse_models.crop_cache import KEPT_SIDE_PX, Crops, picture_digest
from reelpulse_models.layers import ConvLayer
from reelpulse_models.own_net import OwnNet, Unit

_WIDTHS = ((16, 32), (32, 48), (48, 64), (64, 64))


def _conv(random: np.random.Generator, outputs: int, inputs: int, kernel: int) -> ConvLayer:
    """Spread as He et al. 2015, equation 10."""
    shape = (outputs, inputs, kernel, kernel)
    spread = np.sqrt(2 / np.prod(shape[1:]))
    return ConvLayer(
        weights=np.asarray(random.normal(0, spread, shape), dtype=np.float32),
        bias=np.asarray(random.normal(0, 0.1, outputs), dtype=np.float32),
    )


def random_net(seed: int = 3) -> OwnNet:
    """About 11,000 weights."""
    random = np.random.default_rng(seed)
    units = [Unit(layer=_conv(random, 16, 3, 3), stride=2)]
    for inputs, outputs in _WIDTHS:
        each = _conv(random, inputs, 1, 3)
        units.append(Unit(layer=each, stride=2 if inputs < 64 else 1, depthwise=True))
        units.append(Unit(layer=_conv(random, outputs, inputs, 1)))
    return OwnNet(units=tuple(units), head=_conv(random, 7, 64, 1))


def _drawn(kind: int, random: np.random.Generator) -> npt.NDArray[np.uint8]:
    """A face whose mouth and brows differ with its kind, and all else by chance."""
    side = KEPT_SIDE_PX
    ground = random.integers(0, 120, 3).tolist()
    skin = random.integers(140, 256, 3).tolist()
    blotches = cv2.resize(random.uniform(-40, 40, (7, 7, 3)), (side, side))
    picture = np.full((side, side, 3), ground, dtype=np.uint8)
    x, y = (int(side // 2 + random.integers(-3, 4)) for _ in range(2))
    cv2.ellipse(picture, (x, y), (38, 48), 0, 0, 360, skin, -1)
    for eye in (-13, 13):
        cv2.circle(picture, (x + eye, y - 12), 4 + 2 * (kind in {2, 5}), (20, 20, 20), -1)
        slope = {0: 6, 4: -6}.get(kind, 0) * (1 if eye < 0 else -1)
        ends = ((x + eye - 7, y - 24 - slope // 2), (x + eye + 7, y - 24 + slope // 2))
        cv2.line(picture, *ends, (20, 20, 20), 2)
    _draw_mouth(picture, kind, (x, y + 20))
    # Without these one face would be taken for a near copy of another.
    return np.asarray((picture + blotches).clip(0, 255), dtype=np.uint8)


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
    pictures = [_drawn(int(label), random) for label in labels]
    return Crops(
        pictures=np.stack(pictures),
        labels=labels,
        names=tuple(f"drawn {seed} {number}" for number in range(count)),
        sets=np.zeros(count, dtype=np.int64),
        digests=np.array([picture_digest(picture) for picture in pictures], dtype=np.uint64),
    )
