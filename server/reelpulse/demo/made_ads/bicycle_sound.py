"""What the ad for Veldra sounds like, scene by scene."""

from __future__ import annotations

import numpy as np

from reelpulse.demo.made_ads import sound
from reelpulse.demo.made_ads.sound import Samples


def park(length_s: float) -> Samples:
    """A tune at an easy pace."""
    tune = sound.melody([3, 7, 10, 7, 12, 10, 7, 10], beat_s=0.36, start_s=0.05, brightness=0.6)
    steps = [(0.36 * i, sound.thump(length_s=0.2) * np.float32(0.4)) for i in range(9)]
    return sound.mix(length_s, (0, sound.pad([-21, -14, -9, -5], length_s=length_s)), *tune, *steps)


def jam(length_s: float) -> Samples:
    """Horns over engines."""
    honks = [
        (0.2, sound.horn([-9, -5], length_s=0.5)),
        (0.7, sound.horn([-12, -11], length_s=0.7)),
        (1.1, sound.horn([-6, -2], length_s=0.4)),
        (1.6, sound.horn([-10, -9], length_s=0.9)),
        (2.0, sound.horn([-8, -3], length_s=0.7)),
    ]
    engines = sound.growl(base_hz=70, length_s=length_s) * np.float32(0.7)
    return sound.mix(length_s, (0, sound.thump()), (0, engines), *honks)


def tunnel(length_s: float) -> Samples:
    """Something comes nearer."""
    return sound.mix(
        length_s,
        (0, sound.thump(length_s=0.8)),
        (0, sound.growl(base_hz=44, length_s=length_s)),
        (0, sound.glide(start_hz=180, end_hz=860, length_s=length_s)),
        (length_s - 1.2, sound.horn([-7, -6, -1], length_s=1.1)),
    )


def rain(length_s: float) -> Samples:
    """Rain and four falling notes."""
    rain = sound.hiss(length_s=length_s, low_hz=1500, high_hz=9000, seed=9) * np.float32(0.45)
    tune = sound.melody([0, -2, -5, -9], beat_s=0.66, start_s=0.15, brightness=0.35)
    return sound.mix(length_s, (0, rain), (0, sound.pad([-21, -17, -12], length_s=length_s)), *tune)


def jump(length_s: float) -> Samples:
    """Up and away."""
    sparkle = sound.melody([2, 6, 9, 14, 18, 21, 26, 30], beat_s=0.16, start_s=0.45)
    return sound.mix(
        length_s,
        (0, sound.whoosh(length_s=1.1, seed=6)),
        (0, sound.glide(start_hz=220, end_hz=1760, length_s=0.9)),
        (0.35, sound.thump(length_s=0.6)),
        (0.35, sound.pad([-10, -3, 2, 6], length_s=length_s - 0.35)),
        *sparkle,
    )


def finale(length_s: float) -> Samples:
    """The jingle and the bicycle bell."""
    tune = sound.melody(
        [10, 10, 15, 14, 15, 19, None, 22], beat_s=0.27, start_s=0.05, brightness=0.6
    )
    bell = [(0.25 + d, sound.pluck(34, length_s=0.5)) for d in (0.0, 0.12)]
    return sound.mix(length_s, (0, sound.pad([-14, -9, -2, 3], length_s=length_s)), *bell, *tune)
