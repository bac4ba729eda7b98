"""A small anti-aliased canvas: gradients, shapes, light and type, in pixels of the finished frame."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.demo.lettering import Face, line_of_type

Rgb = tuple[int, int, int]
Point = tuple[float, float]
_OVER: Final = 2
"""Drawn at twice the size and averaged down."""
_SHIFT: Final = 5
"""OpenCV takes coordinates in thirty-seconds of a pixel."""


class Canvas:
    """One frame in the making; the origin is the upper left corner, y points down."""

    def __init__(self, *, width_px: int, height_px: int) -> None:
        self.width_px = width_px
        self.height_px = height_px
        self._pixels = np.zeros((height_px * _OVER, width_px * _OVER, 3), np.uint8)

    def picture(self) -> npt.NDArray[np.uint8]:
        """The finished frame, shape (height, width, 3), RGB."""
        small = cv2.resize(
            self._pixels, (self.width_px, self.height_px), interpolation=cv2.INTER_AREA
        )
        return np.asarray(small, dtype=np.uint8)

    def gradient(self, *stops: tuple[float, Rgb]) -> None:
        """Fill everything from top to bottom; each stop is (0…1 of the height, colour)."""
        rows = np.linspace(0, 1, self._pixels.shape[0])
        places = [place for place, _ in stops]
        for channel in range(3):
            values = np.interp(rows, places, [colour[channel] for _, colour in stops])
            self._pixels[..., channel] = np.round(values)[:, None]

    def polygon(self, points: Sequence[Point], colour: Rgb, *, opacity: float = 1.0) -> None:
        """A filled outline."""
        self._shapes([points], colour, opacity)

    def disc(self, centre: Point, radius_px: float, colour: Rgb, *, opacity: float = 1.0) -> None:
        """A filled circle."""
        self.ellipse(centre, (radius_px, radius_px), colour, opacity=opacity)

    def ellipse(
        self,
        centre: Point,
        radii_px: tuple[float, float],
        colour: Rgb,
        *,
        turn_deg: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """A filled ellipse, turned clockwise."""
        self._shapes([oval(centre, radii_px, turn_deg=turn_deg)], colour, opacity)

    def box(
        self,
        left_top: Point,
        size_px: tuple[float, float],
        colour: Rgb,
        *,
        corner_px: float = 0.0,
        opacity: float = 1.0,
    ) -> None:
        """A filled rectangle with round corners."""
        (x, y), (w, h), r = left_top, size_px, corner_px
        corners = ((x + w - r, y + r, -90), (x + w - r, y + h - r, 0), (x + r, y + h - r, 90))
        outline: list[Point] = []
        for cx, cy, start in (*corners, (x + r, y + r, 180)):
            outline += arc((cx, cy), r, start_deg=start, end_deg=start + 90)
        self._shapes([outline], colour, opacity)

    def line(
        self,
        points: Sequence[Point],
        colour: Rgb,
        *,
        width_px: float,
        opacity: float = 1.0,
        closed: bool = False,
    ) -> None:
        """A stroke with round joints and ends."""
        path = [*points, points[0]] if closed else list(points)
        parts: list[Sequence[Point]] = [oval(point, (width_px / 2,) * 2) for point in path]
        for (x0, y0), (x1, y1) in pairwise(path):
            length = math.hypot(x1 - x0, y1 - y0)
            if length > 0:
                nx, ny = (y0 - y1) / length * width_px / 2, (x1 - x0) / length * width_px / 2
                parts.append(
                    [(x0 + nx, y0 + ny), (x1 + nx, y1 + ny), (x1 - nx, y1 - ny), (x0 - nx, y0 - ny)]
                )
        self._shapes(parts, colour, opacity)

    def ring(
        self, centre: Point, radius_px: float, colour: Rgb, *, width_px: float, opacity: float = 1.0
    ) -> None:
        """A circle's outline."""
        self.line(oval(centre, (radius_px,) * 2), colour, width_px=width_px, opacity=opacity,
                  closed=True)  # fmt: skip

    def rays(
        self, centre: Point, colour: Rgb, *, count: int, turn_deg: float, opacity: float
    ) -> None:
        """A fan of wedges that reaches over every edge."""
        reach = float(self.width_px + self.height_px)
        wedges: list[Sequence[Point]] = []
        for i in range(count):
            a = math.radians(turn_deg + 360 * i / count)
            b = a + math.pi / count
            wedges.append([centre, *(_polar(centre, reach, angle) for angle in (a, b))])
        self._shapes(wedges, colour, opacity)

    def glow(self, centre: Point, radius_px: float, colour: Rgb, *, strength: float) -> None:
        """Light that is added and fades to nothing at `radius_px`."""
        x, y, r = (value * _OVER for value in (*centre, radius_px))
        left, right = max(0, int(x - r)), min(self._pixels.shape[1], int(x + r) + 1)
        top, bottom = max(0, int(y - r)), min(self._pixels.shape[0], int(y + r) + 1)
        if left >= right or top >= bottom:
            return
        rows, columns = np.ogrid[top:bottom, left:right]
        near = np.clip(1 - np.hypot(columns - x, rows - y) / r, 0, 1) ** 2
        light = near[..., None] * np.asarray(colour, np.float32) * np.float32(strength)
        region = self._pixels[top:bottom, left:right]
        region[:] = np.clip(region + light, 0, 255).astype(np.uint8)

    def shade_edges(self, *, strength: float) -> None:
        """Darken the corners, as a lens does."""
        fall = _edge_shade(self._pixels.shape[1], self._pixels.shape[0], strength)
        self._pixels = cv2.multiply(self._pixels, fall, scale=1 / 255).astype(np.uint8)

    def words(
        self,
        text: str,
        centre: Point,
        *,
        size_px: float,
        colour: Rgb,
        face: Face = "bold",
        opacity: float = 1.0,
        turn_deg: float = 0.0,
        scale: float = 1.0,
        shadow: Rgb | None = None,
    ) -> None:
        """One centred line of type; `shadow` sets a soft dark copy below it."""
        if shadow is not None:
            below = (centre[0], centre[1] + size_px * 0.05)
            mask = _type_mask(text, face, round(size_px * _OVER), soft=True)
            self._stamp(mask, below, shadow, opacity=opacity * 0.75, turn_deg=turn_deg, scale=scale)
        mask = _type_mask(text, face, round(size_px * _OVER), soft=False)
        self._stamp(mask, centre, colour, opacity=opacity, turn_deg=turn_deg, scale=scale)

    def _stamp(
        self,
        mask: npt.NDArray[np.uint8],
        centre: Point,
        colour: Rgb,
        *,
        opacity: float,
        turn_deg: float,
        scale: float,
    ) -> None:
        if opacity <= 0 or scale <= 0:
            return
        height, width = mask.shape
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), -turn_deg, scale)
        matrix = np.array(turn, np.float64)
        matrix[:, 2] += np.array(centre) * _OVER - (width / 2, height / 2)
        cover = cv2.warpAffine(
            mask, matrix, self._pixels.shape[1::-1], flags=cv2.INTER_LINEAR
        ).astype(np.uint8)
        self._cover(cover, colour, opacity)

    def _shapes(self, outlines: Sequence[Sequence[Point]], colour: Rgb, opacity: float) -> None:
        """Fill outlines as one shape, so that where they overlap nothing shows through twice."""
        polygons = [
            np.round(np.array(outline) * _OVER * 2**_SHIFT).astype(np.int32) for outline in outlines
        ]
        if opacity >= 1.0:
            for polygon in polygons:
                cv2.fillPoly(self._pixels, [polygon], colour, lineType=cv2.LINE_AA, shift=_SHIFT)
        elif opacity > 0.0:
            cover = np.zeros(self._pixels.shape[:2], np.uint8)
            for polygon in polygons:
                cv2.fillPoly(cover, [polygon], (255,), lineType=cv2.LINE_AA, shift=_SHIFT)
            self._cover(cover, colour, opacity)

    def _cover(self, cover: npt.NDArray[np.uint8], colour: Rgb, opacity: float) -> None:
        left, top, width, height = cv2.boundingRect(cover)
        if width == 0:
            return
        region = self._pixels[top : top + height, left : left + width]
        part = cv2.convertScaleAbs(cover[top : top + height, left : left + width], alpha=opacity)
        weight = cv2.merge([part, part, part])
        paint = np.empty_like(weight)
        paint[:] = colour
        kept = cv2.multiply(region, cv2.bitwise_not(weight), scale=1 / 255)
        region[:] = cv2.add(kept, cv2.multiply(paint, weight, scale=1 / 255))


def oval(centre: Point, radii_px: tuple[float, float], *, turn_deg: float = 0.0) -> list[Point]:
    """An ellipse's outline, turned clockwise."""
    turn = math.radians(turn_deg)
    points: list[Point] = []
    for i in range(48):
        x = radii_px[0] * math.cos(math.tau * i / 48)
        y = radii_px[1] * math.sin(math.tau * i / 48)
        points.append(
            (
                centre[0] + x * math.cos(turn) - y * math.sin(turn),
                centre[1] + x * math.sin(turn) + y * math.cos(turn),
            )
        )
    return points


def arc(centre: Point, radius_px: float, *, start_deg: float, end_deg: float) -> list[Point]:
    """Points along a circle, clockwise from the right."""
    angles = np.radians(np.linspace(start_deg, end_deg, 16))
    return [_polar(centre, radius_px, float(angle)) for angle in angles]


def _polar(centre: Point, radius_px: float, angle: float) -> Point:
    return centre[0] + radius_px * math.cos(angle), centre[1] + radius_px * math.sin(angle)


@lru_cache(maxsize=128)
def _type_mask(text: str, face: Face, size_px: int, *, soft: bool) -> npt.NDArray[np.uint8]:
    """White type on black with a margin; `soft` blurs it to a shadow."""
    mask = line_of_type(text, face=face, size_px=size_px, margin_px=size_px // 2)
    return np.asarray(cv2.GaussianBlur(mask, (0, 0), size_px * 0.09), np.uint8) if soft else mask


@lru_cache(maxsize=4)
def _edge_shade(width_px: int, height_px: int, strength: float) -> npt.NDArray[np.uint8]:
    rows = np.linspace(-1, 1, height_px)[:, None]
    columns = np.linspace(-1, 1, width_px)[None]
    fall = 1 - strength * np.clip((rows**2 + columns**2) / 2, 0, 1) ** 1.5
    return np.repeat(np.round(fall * 255).astype(np.uint8)[..., None], 3, axis=2)
