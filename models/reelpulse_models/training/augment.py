"""Spoils training faces as cameras and detectors do: turn, light, blur, size, JPEG, borders, occlusion."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import Final, Protocol

import cv2
import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn import functional

from reelpulse_models.crop_cache import ROOM, middle_of
from reelpulse_models.own_net import SIDE_PX
from reelpulse_models.xception import LUMA


@dataclass(frozen=True, slots=True, kw_only=True)
class Spoiling:
    """How strongly and how often."""

    roll_deg: float = 20.0
    """Standard deviation is half of it; no face is turned further."""
    scale: float = 0.15
    shift: float = 0.08
    grey_share: float = 0.2
    light_share: float = 0.6
    small_share: float = 0.25
    blur_share: float = 0.2
    noise_share: float = 0.15
    jpeg_share: float = 0.1
    border_share: float = 0.15
    occlusion_share: float = 0.2

    def as_often(self, times: float) -> Spoiling:
        """Each share so many times as large; grey faces, turning and moving stay."""
        return replace(
            self,
            light_share=self.light_share * times,
            small_share=self.small_share * times,
            blur_share=self.blur_share * times,
            noise_share=self.noise_share * times,
            jpeg_share=self.jpeg_share * times,
            border_share=self.border_share * times,
            occlusion_share=self.occlusion_share * times,
        )


JPEG_QUALITY: Final = (15, 60)


def middle(pictures: npt.NDArray[np.uint8]) -> Tensor:
    """What the net sees when nothing is spoilt: (N, 116, 116, 3) to (N, 3, 96, 96) from 0 to 255."""
    return torch.from_numpy(middle_of(pictures))


class Spoiler:
    """Makes a batch for the net out of kept crops."""

    def __init__(self, spoiling: Spoiling, *, seed: int) -> None:
        self._spoiling = spoiling
        self._torch = torch.Generator().manual_seed(seed)
        self._numpy = np.random.default_rng(seed)

    def batch(self, pictures: npt.NDArray[np.uint8]) -> Tensor:
        """Kept crops of shape (N, 116, 116, 3) to (N, 3, 96, 96) from 0 to 255."""
        spoiling = self._spoiling
        value = self._moved(self._compressed(pictures))
        value = self._sometimes(value, spoiling.small_share, self._made_small)
        value = self._sometimes(value, spoiling.blur_share, self._blurred)
        value = self._sometimes(value, spoiling.grey_share, _grey)
        value = self._sometimes(value, spoiling.light_share, self._lit)
        value = self._sometimes(value, spoiling.noise_share, self._noisy)
        value = self._sometimes(value, spoiling.border_share, self._bordered)
        value = self._sometimes(value, spoiling.occlusion_share, self._occluded)
        return value.clamp(0, 255)

    def _uniform(self, count: int, low: float, high: float) -> Tensor:
        return torch.rand(count, generator=self._torch) * (high - low) + low

    def _sometimes(self, value: Tensor, share: float, change: _Change) -> Tensor:
        rows = torch.nonzero(self._uniform(len(value), 0, 1) < share).flatten()
        if len(rows):
            value[rows] = change(value[rows])
        return value

    def _compressed(self, pictures: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
        kept = pictures.copy()
        for row in np.flatnonzero(self._numpy.random(len(kept)) < self._spoiling.jpeg_share):
            quality = int(self._numpy.integers(*JPEG_QUALITY))
            _, content = cv2.imencode(".jpg", kept[row], [cv2.IMWRITE_JPEG_QUALITY, quality])
            kept[row] = cv2.imdecode(content, cv2.IMREAD_COLOR)
        return kept

    def _moved(self, pictures: npt.NDArray[np.uint8]) -> Tensor:
        """Turned, scaled, shifted and perhaps mirrored, in one sampling."""
        count, spoiling = len(pictures), self._spoiling
        value = torch.from_numpy(np.ascontiguousarray(pictures.transpose(0, 3, 1, 2))).float()
        limit = math.radians(spoiling.roll_deg)
        roll = (torch.randn(count, generator=self._torch) * limit / 2).clamp(-limit, limit)
        scale = self._uniform(count, 1 - spoiling.scale, 1 + spoiling.scale) / ROOM
        mirror = (self._uniform(count, 0, 1) < 0.5).float() * 2 - 1
        cos, sin = torch.cos(roll) * scale, torch.sin(roll) * scale
        x, y = (self._uniform(count, -1, 1) * spoiling.shift * 2 / ROOM for _ in range(2))
        rows = torch.stack([cos * mirror, -sin, x, sin * mirror, cos, y], dim=1)
        grid = functional.affine_grid(
            rows.reshape(count, 2, 3), [count, 3, SIDE_PX, SIDE_PX], align_corners=False
        )
        return functional.grid_sample(value, grid, padding_mode="border", align_corners=False)

    def _made_small(self, value: Tensor) -> Tensor:
        side = int(self._numpy.integers(20, 48))
        small = functional.interpolate(value, size=side, mode="area")
        return functional.interpolate(small, size=SIDE_PX, mode="bilinear", align_corners=False)

    def _blurred(self, value: Tensor) -> Tensor:
        sigma = float(self._numpy.uniform(0.5, 3.5))
        steps = torch.arange(-8, 9, dtype=torch.float32)
        line = torch.exp(-(steps**2) / (2 * sigma**2))
        line = line / line.sum()
        flat = functional.pad(value.flatten(0, 1)[:, None], (8, 8, 8, 8), mode="replicate")
        across = functional.conv2d(flat, line.reshape(1, 1, 1, 17))
        return functional.conv2d(across, line.reshape(1, 1, 17, 1)).reshape(value.shape)

    def _lit(self, value: Tensor) -> Tensor:
        """Gamma, gain and contrast; a third of them nearly dark."""
        count = len(value)
        gamma = self._uniform(count, 0.6, 1.7).reshape(-1, 1, 1, 1)
        dark = self._uniform(count, 0, 1) < 1 / 3
        gain = torch.where(
            dark, self._uniform(count, 0.15, 0.6), self._uniform(count, 0.7, 1.25)
        ).reshape(-1, 1, 1, 1)
        tint = torch.rand((count, 3, 1, 1), generator=self._torch) * 0.2 + 0.9
        return ((value.clamp(0, 255) / 255) ** gamma * gain * tint * 255).clamp(0, 255)

    def _noisy(self, value: Tensor) -> Tensor:
        sigma = self._uniform(len(value), 3, 20).reshape(-1, 1, 1, 1)
        return value + torch.randn(value.shape, generator=self._torch) * sigma

    def _bordered(self, value: Tensor) -> Tensor:
        """Black where a crop would reach over the picture's edge."""
        for row in range(len(value)):
            width = int(self._numpy.integers(3, SIDE_PX // 4))
            side = int(self._numpy.integers(0, 5))
            if side in {0, 4}:
                value[row, :, :, :width] = 0
            if side in {1, 4}:
                value[row, :, :, -width:] = 0
            if side in {2, 4}:
                value[row, :, :width] = 0
            if side in {3, 4}:
                value[row, :, -width:] = 0
        return value

    def _occluded(self, value: Tensor) -> Tensor:
        for row in range(len(value)):
            height, width = self._numpy.integers(8, SIDE_PX // 3, size=2)
            top, left = self._numpy.integers(0, SIDE_PX - max(height, width), size=2)
            shade = float(self._numpy.uniform(0, 255))
            value[row, :, top : top + height, left : left + width] = shade
        return value


class _Change(Protocol):
    def __call__(self, value: Tensor, /) -> Tensor: ...


def _grey(value: Tensor) -> Tensor:
    luma = torch.tensor(LUMA).reshape(1, 3, 1, 1)
    return (value * luma).sum(dim=1, keepdim=True).expand(-1, 3, -1, -1)
