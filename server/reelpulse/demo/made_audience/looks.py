"""Makes one portrait look like several people: hair, clothes, light, left and right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.made_audience.portrait import Portrait

_OVAL: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377,
    152, 148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
_HAIR_BOTTOM_PX: Final = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """How one person differs from the portrait."""

    mirrored: bool
    hair: tuple[float, float, float]
    """Factors on red, green and blue."""
    suit_hue_deg: float
    """Turn of the orange suit's hue."""
    light: tuple[float, float, float]
    """Factors on red, green and blue of everything: the lamp this person sits under."""


LOOKS: Final[tuple[Look, ...]] = (
    Look(mirrored=False, hair=(1.0, 1.0, 1.0), suit_hue_deg=0, light=(1.0, 1.0, 1.0)),
    Look(mirrored=True, hair=(0.5, 0.42, 0.38), suit_hue_deg=190, light=(0.97, 0.95, 0.92)),
    Look(mirrored=False, hair=(1.0, 0.68, 0.45), suit_hue_deg=130, light=(1.03, 0.99, 0.93)),
    Look(mirrored=True, hair=(1.1, 1.1, 1.05), suit_hue_deg=300, light=(0.94, 0.96, 1.0)),
    Look(mirrored=False, hair=(0.36, 0.32, 0.32), suit_hue_deg=150, light=(0.92, 0.88, 0.85)),
    Look(mirrored=True, hair=(0.78, 0.6, 0.46), suit_hue_deg=25, light=(1.0, 1.0, 1.03)),
    Look(mirrored=False, hair=(0.9, 0.9, 0.98), suit_hue_deg=240, light=(1.02, 0.97, 0.94)),
    Look(mirrored=True, hair=(0.62, 0.5, 0.42), suit_hue_deg=60, light=(0.95, 0.93, 0.9)),
)


def dressed(
    portrait: Portrait, look: Look, *, landmarks_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.uint8]:
    """The portrait's colours in another look, shape (512, 512, 3); not yet mirrored."""
    rgb = portrait.rgb.astype(np.float32)
    hair = _hair_mask(portrait, landmarks_px)[..., None]
    rgb *= 1.0 - hair + hair * np.asarray(look.hair, np.float32)
    rgb = np.asarray(np.clip(rgb * np.asarray(look.light, np.float32), 0, 255), np.float32)
    return _suit_turned(rgb.astype(np.uint8), look.suit_hue_deg)


def _hair_mask(
    portrait: Portrait, landmarks_px: npt.NDArray[np.float64]
) -> npt.NDArray[np.float32]:
    """1 on the hair, 0 on the face; soft between."""
    face = np.zeros_like(portrait.cover)
    oval = np.round(landmarks_px[list(_OVAL)]).astype(np.int32)
    cv2.fillPoly(face, [oval], (255,))
    # The fringe hangs into the oval: what is as dark as hair there belongs to it.
    dark = cv2.cvtColor(portrait.rgb, cv2.COLOR_RGB2GRAY) <= 150
    brows_top = int(landmarks_px[[105, 334], 1].min()) - 4
    face[:brows_top][dark[:brows_top]] = 0
    hair = cv2.bitwise_and(portrait.cover, cv2.bitwise_not(face))
    hair[_HAIR_BOTTOM_PX:] = 0
    return cv2.GaussianBlur(hair, (0, 0), 2.0).astype(np.float32) / np.float32(255)


def _suit_turned(rgb: npt.NDArray[np.uint8], turn_deg: float) -> npt.NDArray[np.uint8]:
    """Another colour for the orange cloth below the collar."""
    hsv = cv2.cvtColor(rgb, cv2.COLOR_RGB2HSV)
    hue, saturation, _ = cv2.split(hsv)
    cloth = (hue < 20) & (saturation > 110)
    cloth[:200] = False
    hsv[..., 0][cloth] = (hue[cloth] + turn_deg / 2) % 180
    hsv[..., 1][cloth] = saturation[cloth] * 0.62
    return np.asarray(cv2.cvtColor(hsv, cv2.COLOR_HSV2RGB), np.uint8)
