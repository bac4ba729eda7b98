"""What the ad for Olmera sounds like, scene by scene."""

from __future__ import annotations

import numpy as np

from reelpulse.demo.made_ads import sound
from reelpulse.demo.made_ads.sound import Samples


def dawn(length_s: float) -> Samples:
    """Birds and a slow tune."""
    birds = [
        (0.5 + 0.55 * i, sound.glide(start_hz=2600, end_hz=3500, length_s=0.12) * np.float32(0.35))
        for i in range(5)
    ]
    tune = sound.melody([-5, -1, 2, 7, 4, 2], beat_s=0.5, start_s=0.1)
    return sound.mix(length_s, (0, sound.pad([-17, -10, -5, -1], length_s=length_s)), *birds, *tune)


def alarm(length_s: float) -> Samples:
    """The bell, and a horn in the street."""
    rings = [(0.7 * i, sound.ringing(length_s=0.55)) for i in range(5)]
    horns = [(0.9 + i, sound.horn([-10, -9], length_s=0.35)) for i in range(2)]
    return sound.mix(length_s, (0, sound.thump()), *rings, *horns)


def mug(length_s: float) -> Samples:
    """Drips and a fly."""
    drips = [
        (0.3 + 0.6 * i, sound.glide(start_hz=900, end_hz=260, length_s=0.13)) for i in range(5)
    ]
    buzz = sound.horn([-20.5, -20.0], length_s=length_s) * np.float32(0.5)
    low = sound.growl(base_hz=58, length_s=length_s) * np.float32(0.6)
    return sound.mix(length_s, (0, sound.thump()), (0, low), (0.2, buzz), *drips)


def burst(length_s: float) -> Samples:
    """A bang, then sparks."""
    sparkle = sound.melody([7, 11, 14, 19, 23, 26, 31, 26, 31], beat_s=0.13, start_s=0.3)
    return sound.mix(
        length_s,
        (0, sound.whoosh(length_s=0.5, seed=3)),
        (0.25, sound.thump(length_s=0.6)),
        (0.25, sound.glide(start_hz=300, end_hz=1500, length_s=0.4)),
        (0.3, sound.pad([-5, 2, 7, 11], length_s=length_s - 0.3)),
        *sparkle,
    )


def cup(length_s: float) -> Samples:
    """The jingle."""
    tune = sound.melody([2, 7, 11, 14, 11, 14, None, 19], beat_s=0.32, start_s=0.05, brightness=0.6)
    return sound.mix(
        length_s,
        (0, sound.pad([-17, -10, -5, -1, 2], length_s=length_s)),
        (0, sound.pluck(-17, length_s=1.5)),
        *tune,
    )
