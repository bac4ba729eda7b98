"""The colours stay apart, also for readers who see fewer."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import numpy.typing as npt
import pytest
from skimage.color import deltaE_ciede2000, rgb2lab

from reelpulse.core.emotion import EMOTIONS, GROUPS
from reelpulse.reports.palette import EMOTION_COLOURS, GROUP_COLOURS

# Machado, Oliveira, Fernandes 2009, IEEE TVCG 15 (6), severity 1, on linear RGB.
SIGHT = {
    "all colours": [[1, 0, 0], [0, 1, 0], [0, 0, 1]],
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def seen(colour: str, sight: str) -> npt.NDArray[np.float64]:
    """A colour in CIELAB as an eye of this kind sees it."""
    srgb = np.array([int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)])
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    turned = np.clip(np.array(SIGHT[sight]) @ linear, 0, 1)
    back = np.where(turned <= 0.0031308, turned * 12.92, 1.055 * turned ** (1 / 2.4) - 0.055)
    return np.asarray(rgb2lab(back[None, None])[0, 0])


def difference(one: npt.NDArray[np.float64], other: npt.NDArray[np.float64]) -> float:
    return float(deltaE_ciede2000(one, other))  # type: ignore[no-untyped-call]


@pytest.mark.parametrize("sight", SIGHT)
@pytest.mark.parametrize("colours", [EMOTION_COLOURS, GROUP_COLOURS], ids=["emotions", "groups"])
def test_every_two_colours_are_told_apart(sight: str, colours: dict[str, str]) -> None:
    """A difference of 10 in CIEDE2000 is seen at a glance."""
    for one, other in combinations(colours.values(), 2):
        assert difference(seen(one, sight), seen(other, sight)) > 13, (one, other)


def test_every_emotion_and_group_has_a_colour() -> None:
    assert tuple(EMOTION_COLOURS) == EMOTIONS
    assert set(GROUP_COLOURS) == set(GROUPS)
