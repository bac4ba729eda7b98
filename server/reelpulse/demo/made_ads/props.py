"""Things that stand about in the ads: trees and cars."""

from __future__ import annotations

from reelpulse.demo.made_ads.drawing import Canvas, Point, Rgb


def tree(canvas: Canvas, foot: Point, height_px: float, colour: Rgb) -> None:
    """A round tree with a lit side."""
    x, y = foot
    canvas.line([(x, y), (x, y - height_px * 0.5)], (112, 76, 54), width_px=height_px * 0.09)
    light: Rgb = (min(255, colour[0] + 42), min(255, colour[1] + 34), min(255, colour[2] + 10))
    for dx, dy, r in ((-0.17, 0.52, 0.2), (0.17, 0.52, 0.2), (0, 0.7, 0.26)):
        canvas.disc((x + dx * height_px, y - dy * height_px), r * height_px, colour)
    canvas.disc((x + 0.06 * height_px, y - 0.76 * height_px), 0.14 * height_px, light, opacity=0.8)


def car(canvas: Canvas, left_bottom: Point, size_px: float, colour: Rgb, *, braking: bool) -> None:
    """A car from the side, facing right."""
    x, y = left_bottom
    s = size_px
    dark: Rgb = (colour[0] // 2, colour[1] // 2, colour[2] // 2)
    cabin = [(x + 0.16 * s, y - 0.28 * s), (x + 0.28 * s, y - 0.46 * s), (x + 0.66 * s, y - 0.46 * s), (x + 0.84 * s, y - 0.28 * s)]  # fmt: skip
    canvas.polygon(cabin, colour)
    glass = [(x + 0.22 * s, y - 0.29 * s), (x + 0.31 * s, y - 0.42 * s), (x + 0.64 * s, y - 0.42 * s), (x + 0.77 * s, y - 0.29 * s)]  # fmt: skip
    canvas.polygon(glass, (150, 166, 182))
    canvas.line([(x + 0.47 * s, y - 0.43 * s), (x + 0.47 * s, y - 0.28 * s)], colour, width_px=0.035 * s)  # fmt: skip
    canvas.box((x, y - 0.3 * s), (s, 0.22 * s), colour, corner_px=0.06 * s)
    canvas.box((x, y - 0.14 * s), (s, 0.06 * s), dark, corner_px=0.02 * s)
    for wheel in (0.22, 0.78):
        canvas.disc((x + wheel * s, y - 0.08 * s), 0.1 * s, (26, 26, 32))
        canvas.disc((x + wheel * s, y - 0.08 * s), 0.045 * s, (150, 154, 164))
    canvas.box((x + 0.94 * s, y - 0.25 * s), (0.06 * s, 0.06 * s), (255, 240, 190), corner_px=2)
    if braking:
        canvas.box((x, y - 0.26 * s), (0.05 * s, 0.08 * s), (255, 60, 50), corner_px=2)
        canvas.glow((x, y - 0.22 * s), 0.34 * s, (255, 40, 30), strength=0.75)
