"""The one real face: NASA's portrait of Eileen Collins, cut out of its background."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt
from skimage import data

from reelpulse.demo.made_audience.warp import Window

SIZE_PX: Final = 512
HEAD: Final = Window(left_px=130, top_px=0, width_px=195, height_px=210)
"""What moves: the head from the hair to the collar."""
HEAD_TOP_PX: Final = 16
CHIN_PX: Final = 175
FACE_CENTRE_PX: Final = (226.0, 112.0)
NECK_PX: Final = (226.0, 196.0)
"""What the head turns on."""

_OUTLINE: Final = (
    (203, 22), (186, 37), (162, 52), (156, 59), (153, 68), (154, 92), (157, 103), (168, 116),
    (174, 118), (179, 123), (183, 135), (184, 151), (175, 156), (166, 154), (158, 156), (144, 163),
    (136, 172), (133, 186), (125, 200), (121, 204), (114, 203), (92, 225), (78, 234), (65, 246),
    (43, 285), (31, 328), (25, 336), (21, 392), (24, 452), (37, 511), (489, 511), (491, 477),
    (488, 471), (490, 460), (488, 439), (482, 422), (474, 408), (466, 398), (442, 376), (407, 358),
    (384, 354), (368, 351), (363, 347), (360, 341), (356, 303), (342, 266), (331, 253), (304, 233),
    (300, 222), (289, 203), (276, 189), (256, 172), (257, 161), (267, 140), (277, 132), (292, 114),
    (299, 96), (299, 73), (295, 56), (285, 39), (275, 31), (247, 18), (228, 16), (213, 21),
)  # fmt: skip


@dataclass(frozen=True, slots=True, eq=False)
class Portrait:
    """A person without a background."""

    rgb: npt.NDArray[np.uint8]
    """Shape (512, 512, 3)."""
    cover: npt.NDArray[np.uint8]
    """Shape (512, 512): 255 on the person, 0 beside."""


def load_portrait() -> Portrait:
    """The picture that ships with scikit-image (public domain), with its traced outline."""
    rgb = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    cover = np.zeros((SIZE_PX, SIZE_PX), np.uint8)
    cv2.fillPoly(cover, [np.array(_OUTLINE, np.int32)], (255,), lineType=cv2.LINE_AA)
    inside = cv2.erode(cover, np.ones((3, 3), np.uint8))
    return Portrait(rgb, np.asarray(cv2.GaussianBlur(inside, (0, 0), 1.1), np.uint8))
