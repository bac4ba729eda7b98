"""The ad for Veldra, a bicycle that does not exist: out of the jam and over it."""

from __future__ import annotations

import math
from itertools import pairwise
from typing import Final

import numpy as np

from reelpulse.core.emotion import Emotion
from reelpulse.demo.made_ads import bicycle_sound
from reelpulse.demo.made_ads.drawing import Canvas, Point, Rgb
from reelpulse.demo.made_ads.props import car, tree
from reelpulse.demo.made_ads.rider import Colours, bicycle, rider
from reelpulse.demo.made_ads.scenes import Ad, Scene, ease, spring

_WHITE: Final[Rgb] = (255, 255, 255)
_NIGHT: Final[Rgb] = (16, 18, 34)
_SUNNY: Final = Colours(frame=(232, 62, 70), dark=(40, 36, 56), shirt=(255, 206, 64), skin=(240, 186, 150))  # fmt: skip
_LONELY: Final = Colours(frame=(196, 116, 112), dark=(30, 36, 52), shirt=(0, 0, 0), skin=(0, 0, 0))


def _captions(
    canvas: Canvas,
    at_s: float,
    english: str,
    russian: str,
    *,
    centre: Point,
    size_px: float,
    colour: Rgb = _WHITE,
    shadow: Rgb = _NIGHT,
) -> None:
    """The line slides in from the left, the subtitle follows."""
    first, second = (ease(at_s, start_s=start, length_s=0.4) for start in (0.05, 0.25))
    x, y = centre
    canvas.words(english, (x - 60 * (1 - first), y), size_px=size_px, colour=colour,
                 opacity=first, shadow=shadow)  # fmt: skip
    canvas.words(russian, (x - 40 * (1 - second), y + size_px * 0.98), size_px=21, colour=colour,
                 opacity=second, shadow=shadow)  # fmt: skip


def _park(canvas: Canvas, at_s: float) -> None:
    """A ride through a summer park."""
    canvas.gradient((0, (70, 170, 236)), (0.62, (196, 236, 250)))
    canvas.glow((92, 66), 150, (255, 224, 120), strength=0.8)
    canvas.disc((92, 66), 34, (255, 246, 200))
    for i in range(4):
        x = (200 * i - 26 * at_s + 900) % 800 - 80
        for dx, r in ((-30, 16), (0, 25), (30, 17)):
            canvas.ellipse((x + dx, 84 - 22 * (i % 2)), (r * 1.5, r * 0.8), _WHITE, opacity=0.85)
    crest = [(float(x), 214 - 26 * math.sin((x + 60 * at_s) / 92)) for x in range(-10, 660, 10)]
    canvas.polygon([*crest, (660, 370), (-20, 370)], (120, 196, 112))
    for i in range(5):
        tree(canvas, ((190 * i - 130 * at_s + 1900) % 950 - 120, 262), 92, (58, 150, 84))
    canvas.polygon([(-5, 256), (645, 256), (645, 365), (-5, 365)], (86, 176, 92))
    canvas.polygon([(-5, 292), (645, 292), (645, 345), (-5, 345)], (236, 214, 172))
    for i in range(4):
        x = (260 * i - 330 * at_s + 3120) % 1040 - 160
        canvas.box((x, 316), (70, 5), (214, 186, 142), corner_px=2)
    bob = 2.2 * math.sin(7 * at_s)
    x = 330 + 46 * ease(at_s, start_s=0, length_s=3.0)
    canvas.ellipse((x, 327), (112, 8), (150, 128, 96), opacity=0.6)
    rider(canvas, (x, 324 + bob * 0.3), size_px=104, turn_deg=330 * at_s, colours=_SUNNY)
    for i in range(3):
        y = 190 + 34 * i
        canvas.line([(x - 190 - 20 * i, y), (x - 128 - 8 * i, y)], _WHITE, width_px=5, opacity=0.7)
    for i in range(4):
        bush = ((330 * i - 520 * at_s + 4200) % 1320 - 240, 366.0)
        for dx, r in ((-34, 22), (0, 32), (36, 24)):
            canvas.disc((bush[0] + dx, bush[1]), r, (34, 118, 70))
        canvas.disc((bush[0] + 6, bush[1] - 14), 14, (76, 160, 88), opacity=0.8)
    _captions(canvas, at_s, "Sunday feels like this.", "Вот оно, воскресенье.",
              centre=(368, 40), size_px=35, shadow=(20, 70, 120))  # fmt: skip
    canvas.shade_edges(strength=0.22)


def _jam(canvas: Canvas, at_s: float) -> None:
    """Cars as far as one sees, and every one of them honks."""
    canvas.gradient((0, (92, 98, 110)), (0.55, (156, 156, 156)))
    random = np.random.default_rng(4)
    for i in range(12):
        height = float(random.uniform(70, 165))
        left = 58.0 * i - 20
        canvas.box((left, 216 - height), (52, height + 10), (104, 108, 120))
        for row in range(int(height / 24)):
            for column in range(3):
                lit = random.random() < 0.3
                canvas.box((left + 8 + 14 * column, 224 - height + 24 * row), (8, 12),
                           (236, 206, 130) if lit else (84, 88, 100))  # fmt: skip
    canvas.polygon([(-5, 210), (645, 210), (645, 365), (-5, 365)], (66, 66, 74))
    shake = 1.6 * math.sin(50 * at_s)
    blink = int(at_s * 4) % 2 == 0
    paints: tuple[Rgb, ...] = ((170, 60, 56), (88, 104, 132), (186, 176, 150), (70, 108, 96))
    for i in range(5):
        car(canvas, (-60 + 148 * i - 5 * at_s, 256 + shake * (i % 2)), 128, paints[(i + 1) % 4], braking=not blink)  # fmt: skip
    for i in range(4):
        car(canvas, (-70 + 204 * i + 5 * at_s, 346 - shake * (i % 2)), 186, paints[i % 4], braking=blink)  # fmt: skip
    for i, (x, y, when) in enumerate(((120, 196, 0.2), (330, 236, 0.7), (530, 188, 1.1), (212, 262, 1.6), (470, 250, 2.0))):  # fmt: skip
        pop = spring(at_s, start_s=when, length_s=0.35)
        canvas.words("BEEP!", (x, y), size_px=27, colour=(255, 226, 70), scale=max(0.0, pop),
                     turn_deg=12 * (-1) ** i + 3 * shake, shadow=(60, 10, 10))  # fmt: skip
    canvas.box((0, 16), (640, 84), (40, 40, 46), opacity=0.72)
    _captions(canvas, at_s, "Monday. Nobody moves.", "Понедельник. Все стоят.",
              centre=(320, 44), size_px=40, colour=(255, 238, 226))  # fmt: skip
    canvas.shade_edges(strength=0.45)


def _tunnel(canvas: Canvas, at_s: float) -> None:
    """A dark underpass; two headlights come straight at the viewer."""
    canvas.gradient((0, (6, 8, 16)), (1, (14, 16, 26)))
    vanish = (320 + 5 * math.sin(9 * at_s), 160 + 4 * math.cos(11 * at_s))
    for i in range(9):
        depth = ((i + 1.6 * at_s) % 9) / 9
        reach = 20 + 460 * depth**2.2
        tone = int(18 + 36 * depth)
        wall = [
            (vanish[0] + reach * math.cos(a), vanish[1] + reach * math.sin(a) * 0.82)
            for a in np.linspace(math.pi, math.tau, 24)
        ]
        foot = vanish[1] + reach * 0.42
        wall = [(vanish[0] - reach, foot), *wall, (vanish[0] + reach, foot)]
        canvas.line(wall, (tone, tone + 6, tone + 22), width_px=3 + 20 * depth)
    for i in range(7):
        depth = ((i + 2.4 * at_s) % 7) / 7
        y = vanish[1] + 8 + 210 * depth**2
        canvas.polygon(
            [(vanish[0] - 2 - 9 * depth, y), (vanish[0] + 2 + 9 * depth, y),
             (vanish[0] + 3 + 14 * depth, y + 26 * depth), (vanish[0] - 3 - 14 * depth, y + 26 * depth)],
            (128, 122, 92),
        )  # fmt: skip
    near = min(1.0, at_s / 2.6) ** 2.4
    for side in (-1, 1):
        lamp = (vanish[0] + side * (9 + 150 * near), vanish[1] + 22 + 36 * near)
        canvas.glow(lamp, 34 + 250 * near, (255, 236, 180), strength=0.95)
        canvas.disc(lamp, 4 + 40 * near, (255, 255, 238))
    shake = 4 * near * math.sin(70 * at_s)
    canvas.words("LOOK OUT!", (320 + shake, 298), size_px=62, colour=(255, 74, 60),
                 scale=0.7 + 0.3 * spring(at_s, start_s=0.05, length_s=0.5), shadow=(0, 0, 0))  # fmt: skip
    canvas.words("Берегись!", (320 - shake, 342), size_px=22, colour=(255, 200, 190),
                 opacity=ease(at_s, start_s=0.2, length_s=0.3), shadow=(0, 0, 0))  # fmt: skip
    canvas.shade_edges(strength=0.6)


def _rain(canvas: Canvas, at_s: float) -> None:
    """A bicycle nobody rides leans against a wall in the rain."""
    canvas.gradient(
        (0, (58, 76, 108)), (0.7, (86, 104, 132)), (0.71, (48, 58, 78)), (1, (36, 44, 62))
    )
    for row in range(9):
        for column in range(12):
            left = 62 * column - 31 * (row % 2) - 10.0
            canvas.box((left, 28 * row + 2), (58, 24), (74, 92, 122), corner_px=3, opacity=0.55)
    canvas.box((444, 30), (150, 124), (40, 50, 72), corner_px=4)
    canvas.box((452, 38), (134, 108), (150, 152, 140), corner_px=3)
    canvas.box((516, 38), (7, 108), (40, 50, 72))
    canvas.glow((520, 92), 130, (150, 130, 80), strength=0.35)
    canvas.ellipse((290, 326), (190, 14), (26, 32, 48), opacity=0.8)
    bicycle(canvas, (290, 322), size_px=178, turn_deg=0, colours=_LONELY)
    for i in range(5):
        age = (0.9 * at_s + 0.37 * i) % 1.0
        puddle = (90 + 118 * i, 330 + 7 * (i % 2))
        canvas.line([(puddle[0] + 34 * age * math.cos(a), puddle[1] + 7 * age * math.sin(a)) for a in np.linspace(0, math.tau, 30)], (150, 170, 200), width_px=2, opacity=0.6 * (1 - age))  # fmt: skip
    random = np.random.default_rng(11)
    for _ in range(90):
        x, y, speed = random.uniform((-40, 0, 520), (680, 400, 760))
        fall = (y + speed * at_s) % 420 - 30
        left = x - 0.16 * fall
        canvas.line([(left, fall), (left - 4, fall + 24)], (196, 212, 236), width_px=1.7)
    drop = (0.8 * at_s) % 1.0
    canvas.ellipse((342, 150 + 150 * drop**2), (4, 6.5), (220, 234, 250), opacity=1 - drop**4)
    _captions(canvas, at_s, "It still waits for you.", "Он всё ещё ждёт тебя.",
              centre=(226, 52), size_px=32, colour=(236, 242, 250), shadow=(12, 18, 34))  # fmt: skip
    canvas.shade_edges(strength=0.55)


def _flight(leap: float) -> Point:
    """Where the rider's wheels are after so much of the leap, 0…1; highest before the moon."""
    return 30 + 560 * leap, 336 - 118 * math.sin(math.pi * min(1.0, 0.06 + leap * 0.78))


def _jump(canvas: Canvas, at_s: float) -> None:
    """The rider takes off over the jam, past the moon."""
    canvas.gradient((0, (44, 18, 98)), (0.55, (176, 52, 140)), (0.82, (255, 150, 110)))
    canvas.glow((404, 132), 210, (255, 210, 150), strength=0.6)
    canvas.disc((404, 132), 92, (255, 240, 204))
    for dx, dy, r in ((-30, -22, 15), (26, 20, 20), (-8, 40, 9), (44, -30, 10)):
        canvas.disc((404 + dx, 132 + dy), r, (244, 218, 176))
    random = np.random.default_rng(21)
    for _ in range(70):
        x, y, size, phase = random.uniform((0, 0, 0.8, 0), (640, 200, 2.4, 6))
        if math.hypot(x - 404, y - 132) > 98:
            canvas.disc((x, y), size * (0.7 + 0.3 * math.sin(5 * at_s + phase)), (255, 244, 220))
    skyline = [(40.0 * x, 300 - float(random.uniform(0, 58))) for x in range(-1, 18)]
    city: list[Point] = []
    for (x, y), (following, _) in pairwise(skyline):
        city += [(x, y), (following, y)]
    canvas.polygon([(-60, 370), *city, (700, 370)], (58, 20, 84))
    paints: tuple[Rgb, ...] = ((120, 40, 96), (84, 32, 104), (140, 60, 90))
    for i in range(5):
        car(canvas, (-40 + 142 * i - 26 * at_s, 352), 122, paints[i % 3], braking=i % 2 == 0)
    leap = at_s / 2.8
    for i in range(26):
        back = max(0.0, leap - 0.014 * (i + 1))
        x, y = _flight(back)
        spark: Rgb = ((255, 236, 130), (130, 240, 255), (255, 130, 190))[i % 3]
        wobble = 12 * math.sin(3.1 * i + 9 * at_s)
        canvas.disc((x - 60, y - 30 + wobble), 8 * (1 - i / 28), spark, opacity=1 - i / 27)
    rider(
        canvas,
        _flight(leap),
        size_px=98,
        turn_deg=500 * at_s,
        colours=_SUNNY,
        tilt_deg=-30 + 46 * leap,
    )
    pop = spring(at_s, start_s=0.35, length_s=0.7)
    canvas.words("WHAT?!", (150, 62), size_px=60, colour=(255, 236, 110), scale=max(0.0, pop),
                 turn_deg=-7 + 3 * math.sin(5 * at_s), shadow=(30, 6, 60))  # fmt: skip
    canvas.words("Just fly over it.", (166, 116), size_px=25, colour=_WHITE,
                 opacity=ease(at_s, start_s=0.7, length_s=0.4), shadow=(30, 6, 60))  # fmt: skip
    canvas.words("Что?! Просто взлети.", (156, 146), size_px=18, colour=_WHITE,
                 opacity=ease(at_s, start_s=0.9, length_s=0.4), shadow=(30, 6, 60))  # fmt: skip
    canvas.shade_edges(strength=0.35)


def _finale(canvas: Canvas, at_s: float) -> None:
    """The bicycle on its own, the name, confetti."""
    canvas.gradient(
        (0, (255, 200, 60)), (0.76, (255, 232, 150)), (0.765, (250, 128, 84)), (1, (236, 96, 72))
    )
    canvas.rays((196, 206), (255, 246, 206), count=20, turn_deg=12 * at_s, opacity=0.35)
    canvas.polygon([(-5, 276), (645, 276), (645, 365), (-5, 365)], (242, 108, 78))
    roll = ease(at_s, start_s=-0.2, length_s=1.0)
    x = -140 + 336 * roll
    canvas.ellipse((x, 305), (132, 10), (170, 62, 56), opacity=0.6)
    rider(
        canvas, (x, 300), size_px=128, turn_deg=420 * roll + 90 * at_s, colours=_SUNNY, waving=at_s
    )
    random = np.random.default_rng(5)
    for i in range(60):
        left, top, speed, spin = random.uniform((0, -380, 90, -7), (640, 0, 190, 7))
        y = top + 200 + speed * at_s
        if -10 < y < 370:
            wide = 8 * abs(math.cos(spin * at_s + i)) + 1
            paper: Rgb = ((232, 62, 70), (40, 150, 220), (255, 255, 255), (60, 176, 110))[i % 4]
            canvas.box((left - wide / 2 + 9 * math.sin(2 * at_s + i), y), (wide, 9), paper)
    rise = spring(at_s, start_s=0.25, length_s=0.8)
    canvas.words("VELDRA", (462, 106 + 30 * (1 - rise)), size_px=66, colour=(196, 30, 52),
                 opacity=min(1.0, max(0.0, rise)))  # fmt: skip
    canvas.words("B I C Y C L E S", (462, 154), size_px=20, colour=(74, 40, 66),
                 opacity=ease(at_s, start_s=0.5, length_s=0.4))  # fmt: skip
    last = ease(at_s, start_s=0.85, length_s=0.5)
    canvas.words("Your day moves again.", (462, 202), size_px=25, colour=(74, 40, 66), face="italic",
                 opacity=last)  # fmt: skip
    canvas.words("Твой день снова едет.", (462, 232), size_px=18, colour=(74, 40, 66), opacity=last)
    canvas.shade_edges(strength=0.22)


VELDRA: Final = Ad(
    ad_id="bicycle",
    title="Veldra Bicycles: Your day moves again",
    scenes=(
        Scene(
            name="park", frames=76, aims_at=Emotion.HAPPINESS, draw=_park, sound=bicycle_sound.park
        ),
        Scene(name="jam", frames=76, aims_at=Emotion.ANGER, draw=_jam, sound=bicycle_sound.jam),
        Scene(
            name="tunnel", frames=65, aims_at=Emotion.FEAR, draw=_tunnel, sound=bicycle_sound.tunnel
        ),
        Scene(
            name="rain", frames=72, aims_at=Emotion.SADNESS, draw=_rain, sound=bicycle_sound.rain
        ),
        Scene(
            name="jump", frames=70, aims_at=Emotion.SURPRISE, draw=_jump, sound=bicycle_sound.jump
        ),
        Scene(
            name="finale",
            frames=84,
            aims_at=Emotion.HAPPINESS,
            draw=_finale,
            sound=bicycle_sound.finale,
        ),
    ),
)
