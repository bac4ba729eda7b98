"""The ad for Olmera, a tea that does not exist: a morning that goes wrong and is put right."""

from __future__ import annotations

import math
from typing import Final

import numpy as np

from reelpulse.core.emotion import Emotion
from reelpulse.demo.made_ads import tea_sound
from reelpulse.demo.made_ads.drawing import Canvas, Point, Rgb, arc
from reelpulse.demo.made_ads.scenes import Ad, Scene, ease, spring

_CREAM: Final[Rgb] = (255, 244, 224)
_INK: Final[Rgb] = (48, 28, 34)
_LEAF: Final[Rgb] = (38, 132, 92)
_LEAF_LIGHT: Final[Rgb] = (98, 190, 120)


def _captions(
    canvas: Canvas,
    at_s: float,
    english: str,
    russian: str,
    *,
    y_px: float,
    colour: Rgb,
    shadow: Rgb,
) -> None:
    """The line and its subtitle rise into place."""
    first, second = (ease(at_s, start_s=start, length_s=0.45) for start in (0.08, 0.28))
    canvas.words(english, (320, y_px + 14 * (1 - first)), size_px=43, colour=colour,
                 opacity=first, shadow=shadow)  # fmt: skip
    canvas.words(russian, (320, y_px + 41 + 10 * (1 - second)), size_px=21, colour=colour,
                 opacity=second, shadow=shadow)  # fmt: skip


def _leaf(canvas: Canvas, centre: Point, size_px: float, turn_deg: float, colour: Rgb) -> None:
    """A tea leaf with its vein."""
    turn = math.radians(turn_deg)
    outline: list[Point] = []
    for side in (1, -1):
        for i in range(13):
            along = (i if side == 1 else 12 - i) / 12
            x = (along - 0.5) * size_px
            y = side * math.sin(math.pi * along**0.8) * size_px * 0.24
            outline.append(
                (
                    centre[0] + x * math.cos(turn) - y * math.sin(turn),
                    centre[1] + x * math.sin(turn) + y * math.cos(turn),
                )
            )
    canvas.polygon(outline, colour)
    dx, dy = math.cos(turn) * size_px * 0.42, math.sin(turn) * size_px * 0.42
    vein = (min(255, colour[0] + 60), min(255, colour[1] + 50), min(255, colour[2] + 50))
    canvas.line(
        [(centre[0] - dx, centre[1] - dy), (centre[0] + dx, centre[1] + dy)],
        vein,
        width_px=max(1.0, size_px * 0.03),
    )


def _dawn(canvas: Canvas, at_s: float) -> None:
    """The sun comes up behind terraces of tea."""
    canvas.gradient((0, (96, 116, 190)), (0.42, (255, 176, 150)), (0.68, (255, 222, 160)))
    sun = (430.0, 196 - 62 * ease(at_s, start_s=-0.6, length_s=4.2))
    canvas.glow(sun, 270, (255, 170, 80), strength=0.55)
    canvas.glow(sun, 90, (255, 220, 150), strength=0.6)
    canvas.disc(sun, 44, (255, 251, 232))
    for i in range(3):
        x = (60 + 250 * i + 10 * at_s * (1 + i / 2)) % 760 - 60
        for dx, r in ((-26, 12), (0, 19), (26, 13)):
            canvas.ellipse((x + dx, 62 + 24 * i), (r * 1.7, r * 0.62), (255, 226, 214), opacity=0.5)
    hills: tuple[tuple[float, float, Rgb], ...] = (
        (214, 0.9, (126, 132, 160)),
        (244, 1.6, (74, 132, 118)),
        (282, 2.3, (38, 106, 78)),
    )
    for level, speed, colour in hills:
        crest = [
            (x, level - 22 * math.sin(x / 105 + level + 0.06 * speed * at_s) - 9 * math.sin(x / 41 + level))
            for x in range(-10, 660, 10)
        ]  # fmt: skip
        canvas.polygon([*crest, (660, 370), (-20, 370)], colour)
        if level > 240:
            for row in range(1, 6):
                bushes = [(x, y + row * (10 + level / 40)) for x, y in crest]
                canvas.line(bushes, _LEAF_LIGHT, width_px=2.4, opacity=0.32)
    for i in range(4):
        bird = (80 + 46 * i + 42 * at_s, 118 - 18 * i + 6 * math.sin(2 * at_s + i))
        flap = 7 * math.sin(9 * at_s + i)
        wings = [(bird[0] - 13, bird[1] - flap), bird, (bird[0] + 13, bird[1] - flap)]
        canvas.line(wings, (70, 52, 84), width_px=2.6)
    _captions(canvas, at_s, "A quiet morning.", "Тихое утро.", y_px=292, colour=_CREAM,
              shadow=(10, 40, 34))  # fmt: skip
    canvas.shade_edges(strength=0.3)


def _alarm(canvas: Canvas, at_s: float) -> None:
    """The alarm clock shakes, red all around."""
    canvas.gradient((0, (212, 32, 34)), (1, (122, 8, 26)))
    canvas.rays((196, 176), (255, 96, 40), count=14, turn_deg=38 * at_s, opacity=0.5)
    rattle = np.random.default_rng(round(at_s * 25)).uniform(-5.5, 5.5, 2)
    x, y = 196 + float(rattle[0]), 184 + float(rattle[1])
    tilt = 9 * math.sin(44 * at_s)
    for side in (-1, 1):
        foot = (x + side * 62, y + 104)
        canvas.line([(x + side * 44, y + 70), foot], _INK, width_px=14)
        bell = (x + side * 62 + tilt * 0.4, y - 92 - side * tilt * 0.4)
        canvas.ellipse(bell, (42, 30), (255, 206, 64), turn_deg=side * 38)
        canvas.ellipse((bell[0], bell[1] - 6), (22, 9), (255, 240, 170), turn_deg=side * 38, opacity=0.8)  # fmt: skip
    canvas.line([(x, y - 70), (x + tilt * 2.4, y - 116)], _INK, width_px=9)
    canvas.disc((x + tilt * 2.4, y - 116), 12, _INK)
    canvas.disc((x, y), 102, _INK)
    canvas.disc((x, y), 90, _CREAM)
    for hour in range(12):
        a = math.tau * hour / 12
        mark = [(x + r * math.cos(a), y + r * math.sin(a)) for r in (74, 83)]
        canvas.line(mark, _INK, width_px=6 if hour % 3 == 0 else 3)
    canvas.line([(x, y), (x, y + 50)], _INK, width_px=9)
    canvas.line([(x, y), (x, y - 68)], _INK, width_px=6)
    canvas.disc((x, y), 8, (212, 32, 34))
    for i in range(3):
        reach = 128 + 16 * i + 6 * math.sin(30 * at_s + i)
        for middle in (180, 0):
            wave = arc((x, y - 10), reach, start_deg=middle - 16, end_deg=middle + 16)
            canvas.line(wave, (255, 226, 150), width_px=5, opacity=0.85 - 0.22 * i)
    jitter = 3.5 * math.sin(61 * at_s)
    grow = 0.5 + 0.5 * spring(at_s, start_s=0.0, length_s=0.6)
    canvas.words("WAKE UP!", (472 + jitter, 142), size_px=49, colour=(255, 255, 255), scale=grow,
                 turn_deg=-6, shadow=(80, 0, 10))  # fmt: skip
    canvas.words("NOW! NOW!", (474 - jitter, 202), size_px=44, colour=(255, 222, 90), scale=grow,
                 turn_deg=-6, shadow=(80, 0, 10))  # fmt: skip
    canvas.words("Вставай! Живо!", (478, 256), size_px=25, colour=(255, 255, 255), turn_deg=-6,
                 shadow=(80, 0, 10))  # fmt: skip
    canvas.shade_edges(strength=0.45)


def _mug(canvas: Canvas, at_s: float) -> None:
    """Yesterday's coffee: cold, thick, and not alone."""
    canvas.gradient(
        (0, (128, 136, 70)), (0.72, (84, 92, 48)), (0.73, (66, 58, 42)), (1, (42, 36, 28))
    )
    for i in range(3):
        x = 372 + 52 * i
        smell = [(x + 9 * math.sin(y / 15 + 4 * at_s + i * 2), float(y)) for y in range(28, 108, 5)]
        canvas.line(smell, (178, 196, 80), width_px=6, opacity=0.5)
    canvas.ellipse((424, 316), (120, 17), (24, 20, 16), opacity=0.6)
    canvas.ring((522, 214), 38, (186, 178, 156), width_px=17)
    canvas.box((330, 132), (188, 182), (208, 200, 178), corner_px=26)
    canvas.box((330, 132), (54, 182), (232, 226, 206), corner_px=26, opacity=0.7)
    canvas.ellipse((424, 136), (94, 26), (166, 156, 132))
    canvas.ellipse((424, 140), (82, 20), (70, 64, 22))
    for i in range(5):
        phase = (0.55 * at_s + 0.37 * i) % 1.0
        bubble = (368 + 28 * i, 140 + 5 * math.sin(2.1 * i))
        canvas.disc(bubble, 3 + 8 * phase, (138, 146, 48), opacity=1 - phase**3)
        canvas.disc((bubble[0] - 2, bubble[1] - 2), 1 + 2.5 * phase, (206, 214, 120), opacity=1 - phase**3)  # fmt: skip
    for i, (x, speed) in enumerate(((346, 30), (374, 52), (446, 40), (488, 60))):
        length = min(26 + 14 * i % 30 + speed * at_s, 152.0)
        canvas.line([(x, 142), (x, 142 + length)], (122, 134, 34), width_px=13)
        canvas.disc((x, 146 + length), 9.5, (122, 134, 34))
        canvas.disc((x - 3, 142 + length), 3, (190, 202, 96))
    for i in range(2):
        a = 3.6 * at_s + 3 * i
        fly = (424 + (104 - 22 * i) * math.cos(a), 84 + 30 * math.sin(2 * a + i))
        for side in (-1, 1):
            wing = 24 + 30 * math.sin(70 * at_s)
            canvas.ellipse((fly[0] + side * 7, fly[1] - 6), (9, 4.5), (224, 230, 236),
                           turn_deg=side * wing, opacity=0.75)  # fmt: skip
        canvas.ellipse(fly, (8, 6), (26, 24, 22))
    shown = ease(at_s, start_s=0.05, length_s=0.35)
    for row, (text, colour) in enumerate((("Cold.", (238, 236, 208)), ("Bitter.", (222, 226, 120)), ("Again.", (238, 236, 208)))):  # fmt: skip
        come = ease(at_s, start_s=0.1 + 0.35 * row, length_s=0.3)
        canvas.words(text, (166, 96 + 60 * row + 12 * (1 - come)), size_px=52, colour=colour, opacity=come, shadow=(24, 26, 8))  # fmt: skip
    canvas.words("Холодный. Горький. Опять.", (168, 278), size_px=19, colour=(238, 236, 208),
                 opacity=shown, shadow=(24, 26, 8))  # fmt: skip
    canvas.shade_edges(strength=0.55)


def _burst(canvas: Canvas, at_s: float) -> None:
    """A teapot's lid flies off and leaves pour out."""
    canvas.gradient((0, (14, 32, 74)), (0.6, (14, 96, 116)), (1, (10, 54, 78)))
    centre = (320.0, 236.0)
    bang = ease(at_s, start_s=0.25, length_s=0.5)
    canvas.rays(centre, (120, 236, 214), count=16, turn_deg=24 * at_s, opacity=0.12 + 0.2 * bang)
    canvas.glow((320, 190), 230, (255, 214, 110), strength=0.9 * bang)
    random = np.random.default_rng(7)
    for _ in range(46):
        angle, speed, size, spin = random.uniform((-2.9, 70, 20, -300), (-0.24, 300, 40, 300))
        age = max(0.0, at_s - 0.25 - 0.5 * float(random.random()))
        if age > 0:
            reach = speed * (1 - math.exp(-2.2 * age)) * 1.25
            place = (
                centre[0] + reach * math.cos(angle),
                centre[1] - 36 + reach * math.sin(angle) + 32 * age * age,
            )
            colour: Rgb = _LEAF_LIGHT if spin > 0 else (255, 196, 84)
            _leaf(canvas, place, size * min(1.0, 4 * age), spin * age, colour)
    _pot(canvas, centre, lid_px=96 * spring(at_s, start_s=0.25, length_s=0.9), at_s=at_s)
    pop = spring(at_s, start_s=0.3, length_s=0.7)
    canvas.words("WOW!", (320, 62), size_px=74, colour=(255, 232, 120), scale=pop,
                 turn_deg=4 * math.sin(6 * at_s), shadow=(4, 18, 40))  # fmt: skip
    canvas.words("What is that scent?", (320, 322), size_px=29, colour=_CREAM,
                 opacity=ease(at_s, start_s=0.5, length_s=0.4), shadow=(4, 18, 40))  # fmt: skip
    canvas.words("Ух ты! Что за аромат?", (320, 346), size_px=17, colour=_CREAM,
                 opacity=ease(at_s, start_s=0.7, length_s=0.4), shadow=(4, 18, 40))  # fmt: skip
    canvas.shade_edges(strength=0.35)


def _pot(canvas: Canvas, centre: Point, *, lid_px: float, at_s: float) -> None:
    """A round teapot; its lid hovers `lid_px` above it."""
    x, y = centre
    glaze, light = (236, 92, 74), (255, 158, 128)
    canvas.ring((x + 84, y), 32, glaze, width_px=12)
    canvas.polygon(
        [(x - 66, y + 22), (x - 118, y - 44), (x - 102, y - 48), (x - 52, y - 14)], glaze
    )
    canvas.ellipse((x, y + 4), (84, 62), glaze)
    canvas.ellipse((x - 30, y - 18), (26, 20), light, turn_deg=-30, opacity=0.8)
    canvas.ellipse((x, y - 50), (44, 11), (110, 30, 34))
    tilt = 22 * math.sin(7 * at_s) * min(1.0, lid_px / 60)
    lid_x = x + 1.8 * lid_px
    canvas.ellipse((lid_x, y - 54 - lid_px), (46, 15), light, turn_deg=tilt)
    canvas.ellipse((lid_x, y - 58 - lid_px), (46, 15), glaze, turn_deg=tilt)
    canvas.disc((lid_x + 0.3 * tilt, y - 76 - lid_px), 9, light)


def _cup(canvas: Canvas, at_s: float) -> None:
    """The cup, the name, the promise."""
    canvas.gradient((0, (250, 190, 104)), (0.8, (255, 232, 190)))
    canvas.rays((178, 190), (255, 250, 226), count=18, turn_deg=10 * at_s, opacity=0.3)
    canvas.polygon([(-5, 262), (645, 262), (645, 365), (-5, 365)], (190, 112, 70))
    canvas.polygon([(-5, 262), (645, 262), (645, 269), (-5, 269)], (222, 154, 100))
    for i in range(5):
        drift = (0.24 * at_s + 0.21 * i) % 1.0
        _leaf(canvas, (620 - 640 * drift, 30 + 62 * i % 150 + 90 * drift), 24, 200 * drift + 70 * i, _LEAF_LIGHT)  # fmt: skip
    canvas.ellipse((178, 306), (128, 19), (112, 58, 40), opacity=0.45)
    canvas.ellipse((178, 298), (118, 18), (255, 252, 244))
    canvas.ellipse((178, 294), (84, 11), (226, 214, 196))
    canvas.ring((264, 226), 27, (236, 222, 202), width_px=13)
    bowl = [(90, 188), *[(178 - 88 * math.cos(a), 188 + 104 * math.sin(a) ** 0.8) for a in np.linspace(0, math.pi, 30)]]  # fmt: skip
    canvas.polygon(bowl, (255, 252, 244))
    canvas.ellipse((178, 188), (88, 20), (232, 222, 206))
    canvas.ellipse((178, 191), (79, 16), (196, 104, 38))
    canvas.ellipse((160, 189), (40, 6), (240, 166, 84), opacity=0.8)
    _leaf(canvas, (178, 240), 48, -32, _LEAF)
    for i in range(3):
        x = 140 + 38 * i
        steam = [(x + (5 + (168 - y) / 12) * math.sin(y / 20 + 2.6 * at_s + i), float(y)) for y in range(60, 170, 5)]  # fmt: skip
        canvas.line(steam, (255, 255, 255), width_px=7, opacity=0.55)
    _name(canvas, at_s)
    canvas.shade_edges(strength=0.25)


def _name(canvas: Canvas, at_s: float) -> None:
    """The brand with its slogan in both languages."""
    rise = spring(at_s, start_s=0.1, length_s=0.8)
    canvas.words("OLMERA", (464, 118 + 30 * (1 - rise)), size_px=65, colour=(32, 104, 72),
                 face="serif", opacity=min(1.0, max(0.0, rise)))  # fmt: skip
    canvas.words("T E A", (464, 166), size_px=25, colour=(180, 74, 44), face="serif",
                 opacity=ease(at_s, start_s=0.4, length_s=0.4))  # fmt: skip
    second = ease(at_s, start_s=0.75, length_s=0.5)
    canvas.words("The morning, made right.", (464, 210), size_px=22, colour=_INK, face="italic",
                 opacity=second)  # fmt: skip
    canvas.words("Утро, каким ему быть.", (464, 239), size_px=18, colour=_INK,
                 opacity=second)  # fmt: skip


OLMERA: Final = Ad(
    ad_id="tea",
    title="Olmera Tea: The morning, made right",
    scenes=(
        Scene(name="dawn", frames=84, aims_at=Emotion.HAPPINESS, draw=_dawn, sound=tea_sound.dawn),
        Scene(name="alarm", frames=78, aims_at=Emotion.ANGER, draw=_alarm, sound=tea_sound.alarm),
        Scene(name="mug", frames=78, aims_at=Emotion.DISGUST, draw=_mug, sound=tea_sound.mug),
        Scene(
            name="burst", frames=72, aims_at=Emotion.SURPRISE, draw=_burst, sound=tea_sound.burst
        ),
        Scene(name="cup", frames=98, aims_at=Emotion.HAPPINESS, draw=_cup, sound=tea_sound.cup),
    ),
)
