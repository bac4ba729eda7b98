"""A bicycle and the person on it, with turning wheels and pedalling legs."""

from __future__ import annotations

import math
from dataclasses import dataclass

from reelpulse.demo.made_ads.drawing import Canvas, Point, Rgb, arc


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """What the bicycle and its rider wear."""

    frame: Rgb
    dark: Rgb
    shirt: Rgb
    skin: Rgb


@dataclass(frozen=True, slots=True)
class _Place:
    """Turns figures drawn in wheel radii, y up, ground at zero, into pixels."""

    foot: Point
    unit_px: float
    tilt_deg: float

    def __call__(self, x: float, y: float) -> Point:
        tilt = math.radians(self.tilt_deg)
        along, up = x * self.unit_px, -y * self.unit_px
        return (
            self.foot[0] + along * math.cos(tilt) - up * math.sin(tilt),
            self.foot[1] + along * math.sin(tilt) + up * math.cos(tilt),
        )


_REAR: Point = (-1.5, 1.0)
_FRONT: Point = (1.5, 1.0)
_CRANK: Point = (-0.2, 0.95)
_SADDLE: Point = (-0.72, 2.5)
_HEAD_TUBE: Point = (1.02, 2.45)
_GRIP: Point = (0.88, 2.98)
_HIP: Point = (-0.66, 2.72)
_SHOULDER: Point = (0.12, 4.1)


def bicycle(
    canvas: Canvas,
    foot: Point,
    *,
    size_px: float,
    turn_deg: float,
    colours: Colours,
    tilt_deg: float = 0.0,
) -> None:
    """Draw a bicycle that faces right.

    Args:
        canvas: where it goes.
        foot: the point on the ground between the wheels.
        size_px: distance between the axles.
        turn_deg: how far the wheels have turned.
        colours: of frame and tyres.
        tilt_deg: clockwise lean of the whole.
    """
    at = _Place(foot, size_px / 3, tilt_deg)
    unit = at.unit_px
    for hub in (_REAR, _FRONT):
        for spoke in range(9):
            a = math.radians(turn_deg + 40 * spoke)
            rim = at(hub[0] + 0.86 * math.cos(a), hub[1] - 0.86 * math.sin(a))
            canvas.line([at(*hub), rim], (204, 208, 216), width_px=0.035 * unit)
        canvas.ring(at(*hub), 0.9 * unit, colours.dark, width_px=0.17 * unit)
        canvas.disc(at(*hub), 0.13 * unit, colours.dark)
    tube = 0.17 * unit
    canvas.line([at(*_REAR), at(*_CRANK), at(-0.62, 2.1), at(*_REAR)], colours.frame, width_px=tube)
    canvas.line([at(*_CRANK), at(1.08, 2.1), at(-0.6, 2.12)], colours.frame, width_px=tube)
    canvas.line([at(*_FRONT), at(*_HEAD_TUBE)], colours.frame, width_px=tube)
    canvas.line([at(*_HEAD_TUBE), at(0.96, 2.8), at(*_GRIP)], colours.dark, width_px=0.12 * unit)
    canvas.line([at(-0.62, 2.1), at(*_SADDLE)], colours.dark, width_px=0.11 * unit)
    canvas.line([at(-1.0, 2.56), at(-0.42, 2.52)], colours.dark, width_px=0.22 * unit)
    canvas.disc(at(*_CRANK), 0.22 * unit, colours.dark)
    for side in (0, 180):
        canvas.line([at(*_CRANK), at(*_pedal(turn_deg + side))], colours.dark, width_px=0.1 * unit)


def rider(
    canvas: Canvas,
    foot: Point,
    *,
    size_px: float,
    turn_deg: float,
    colours: Colours,
    tilt_deg: float = 0.0,
    waving: float | None = None,
) -> None:
    """Draw a person riding; arguments as for `bicycle`.

    With `waving`, a time in seconds, one arm greets the viewer.
    """
    at = _Place(foot, size_px / 3, tilt_deg)
    unit = at.unit_px
    far: Rgb = (colours.dark[0] + 26, colours.dark[1] + 26, colours.dark[2] + 34)
    _leg(canvas, at, turn_deg + 180, far)
    bicycle(canvas, foot, size_px=size_px, turn_deg=turn_deg, colours=colours, tilt_deg=tilt_deg)
    _leg(canvas, at, turn_deg, colours.dark)
    canvas.line([at(*_HIP), at(*_SHOULDER)], colours.shirt, width_px=0.78 * unit)
    _head(canvas, at, colours)
    elbow, hand = (0.62, 3.3), _GRIP
    if waving is not None:
        swing = 0.3 * math.sin(9 * waving)
        elbow, hand = (0.95, 3.75), (1.55 + swing, 4.7)
    canvas.line([at(*_SHOULDER), at(*elbow)], colours.shirt, width_px=0.3 * unit)
    canvas.line([at(*elbow), at(*hand)], colours.skin, width_px=0.22 * unit)
    canvas.disc(at(*hand), 0.17 * unit, colours.skin)


def _head(canvas: Canvas, at: _Place, colours: Colours) -> None:
    unit = at.unit_px
    canvas.line([at(*_SHOULDER), at(0.34, 4.62)], colours.skin, width_px=0.26 * unit)
    canvas.disc(at(0.46, 4.95), 0.42 * unit, colours.skin)
    helmet = arc(at(0.44, 5.02), 0.5 * unit, start_deg=178 + at.tilt_deg, end_deg=356 + at.tilt_deg)
    canvas.polygon(helmet, colours.frame)
    canvas.disc(at(0.68, 4.98), 0.06 * unit, colours.dark)
    smile = arc(at(0.62, 4.84), 0.17 * unit, start_deg=10 + at.tilt_deg, end_deg=120 + at.tilt_deg)
    canvas.line(smile, colours.dark, width_px=0.06 * unit)


def _leg(canvas: Canvas, at: _Place, turn_deg: float, colour: Rgb) -> None:
    pedal = _pedal(turn_deg)
    knee = _knee(_HIP, (pedal[0] - 0.05, pedal[1] + 0.1))
    canvas.line([at(*_HIP), at(*knee)], colour, width_px=0.42 * at.unit_px)
    canvas.line([at(*knee), at(pedal[0] - 0.05, pedal[1] + 0.1)], colour, width_px=0.3 * at.unit_px)
    canvas.line([at(pedal[0] - 0.14, pedal[1] + 0.08), at(pedal[0] + 0.3, pedal[1] + 0.04)], (245, 245, 245), width_px=0.2 * at.unit_px)  # fmt: skip


def _pedal(turn_deg: float) -> Point:
    a = math.radians(turn_deg)
    return _CRANK[0] + 0.5 * math.cos(a), _CRANK[1] - 0.5 * math.sin(a)


def _knee(hip: Point, ankle: Point, *, thigh: float = 1.2, shin: float = 1.25) -> Point:
    """Where two bones meet, the knee pointing forwards (law of cosines)."""
    dx, dy = ankle[0] - hip[0], ankle[1] - hip[1]
    reach = min(math.hypot(dx, dy), thigh + shin - 1e-6)
    bend = math.acos((thigh**2 + reach**2 - shin**2) / (2 * thigh * reach))
    angle = math.atan2(dy, dx) + bend
    return hip[0] + thigh * math.cos(angle), hip[1] + thigh * math.sin(angle)
