"""A handful of synthesised instruments and noises; every one returns samples at 48 kHz, mono."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
import numpy.typing as npt

SAMPLES_PER_S: Final = 48_000
Samples = npt.NDArray[np.float32]


def silence(length_s: float) -> Samples:
    """Nothing, for so long."""
    return np.zeros(round(length_s * SAMPLES_PER_S), np.float32)


def pitch_hz(semitones_from_a4: float) -> float:
    """Equal temperament: A4 is 440 Hz."""
    return float(440.0 * 2 ** (semitones_from_a4 / 12))


def pluck(semitones: float, *, length_s: float, brightness: float = 0.5) -> Samples:
    """A soft bell: a note of a few partials, the high ones dying first."""
    t = _time(length_s)
    note = np.zeros_like(t)
    for partial in range(1, 6):
        decay = np.exp(-t * (2.5 + 2.5 * partial))
        note += brightness ** (partial - 1) * decay * np.sin(2 * np.pi * pitch_hz(semitones) * partial * t)  # fmt: skip
    return _f32(note * _attack(t, 0.004) * 0.35)


def pad(semitones: Sequence[float], *, length_s: float) -> Samples:
    """A quiet chord that swells and goes."""
    t = _time(length_s)
    chord = np.zeros_like(t)
    for tone in semitones:
        for detune in (0.997, 1.0, 1.003):
            chord += np.sin(2 * np.pi * pitch_hz(tone) * detune * t)
    swell = np.sin(np.pi * np.clip(t / length_s, 0, 1)) ** 0.5
    return _f32(chord * swell * 0.12 / len(semitones))


def horn(semitones: Sequence[float], *, length_s: float) -> Samples:
    """A car's: square-ish tones that grate."""
    t = _time(length_s)
    tone = sum((np.tanh(4 * np.sin(2 * np.pi * pitch_hz(s) * t)) for s in semitones), np.zeros_like(t))  # fmt: skip
    return _f32(tone * _attack(t, 0.02) * _release(t, length_s, 0.05) * 0.14)


def ringing(*, length_s: float) -> Samples:
    """An alarm clock's hammer between two bells."""
    t = _time(length_s)
    hammer = 0.5 + 0.5 * np.sign(np.sin(2 * np.pi * 14 * t))
    bells = sum(np.sin(2 * np.pi * f * t) for f in (1870.0, 2210.0, 3150.0))
    return _f32(bells * hammer * _attack(t, 0.005) * _release(t, length_s, 0.03) * 0.09)


def hiss(*, length_s: float, low_hz: float, high_hz: float, seed: int) -> Samples:
    """Noise between two frequencies, e.g. rain or wind."""
    count = round(length_s * SAMPLES_PER_S)
    spectrum = np.fft.rfft(np.random.default_rng(seed).standard_normal(count))
    hz = np.fft.rfftfreq(count, 1 / SAMPLES_PER_S)
    spectrum[(hz < low_hz) | (hz > high_hz)] = 0
    noise = np.fft.irfft(spectrum, count)
    return _f32(noise / max(1e-9, float(np.abs(noise).max())) * 0.3)


def whoosh(*, length_s: float, seed: int) -> Samples:
    """Air that rushes by."""
    noise = hiss(length_s=length_s, low_hz=300, high_hz=6000, seed=seed)
    t = _time(length_s) / length_s
    return _f32(noise * np.sin(np.pi * t**2) ** 2)


def thump(*, length_s: float = 0.4) -> Samples:
    """A low drum."""
    t = _time(length_s)
    sweep = 2 * np.pi * (45 * t + 90 * (1 - np.exp(-18 * t)) / 18)
    return _f32(np.sin(sweep) * np.exp(-9 * t) * _attack(t, 0.002) * 0.8)


def glide(*, start_hz: float, end_hz: float, length_s: float) -> Samples:
    """A tone that rises or falls."""
    t = _time(length_s)
    hz = start_hz * (end_hz / start_hz) ** (t / length_s)
    tone = np.sin(2 * np.pi * np.cumsum(hz) / SAMPLES_PER_S)
    return _f32(tone * _attack(t, 0.02) * _release(t, length_s, 0.08) * 0.25)


def growl(*, base_hz: float, length_s: float) -> Samples:
    """Two low tones that beat against each other."""
    t = _time(length_s)
    tone = np.tanh(2 * (np.sin(2 * np.pi * base_hz * t) + np.sin(2 * np.pi * base_hz * 1.06 * t)))
    return _f32(tone * _attack(t, 0.15) * _release(t, length_s, 0.2) * 0.25)


def mix(length_s: float, *parts: tuple[float, Samples]) -> Samples:
    """Lay parts over each other, each from its own second; what reaches over the end is cut."""
    whole = silence(length_s)
    for start_s, part in parts:
        start = round(start_s * SAMPLES_PER_S)
        end = min(len(whole), start + len(part))
        whole[start:end] += part[: max(0, end - start)]
    return whole


def melody(
    notes: Sequence[float | None], *, beat_s: float, start_s: float = 0.0, brightness: float = 0.5
) -> list[tuple[float, Samples]]:
    """Parts for `mix`: one pluck a beat, None is a rest."""
    return [
        (start_s + i * beat_s, pluck(note, length_s=1.2, brightness=brightness))
        for i, note in enumerate(notes)
        if note is not None
    ]


def mastered(samples: Samples) -> Samples:
    """Level the loudest moment, soften the clipping, fade the last tenth of a second."""
    level = np.tanh(1.4 * samples / max(1e-9, float(np.quantile(np.abs(samples), 0.999))))
    t = np.arange(len(samples)) / SAMPLES_PER_S
    return _f32(level * 0.8 * _release(t, len(samples) / SAMPLES_PER_S, 0.1))


def _time(length_s: float) -> npt.NDArray[np.float64]:
    return np.arange(round(length_s * SAMPLES_PER_S)) / SAMPLES_PER_S


def _attack(t: npt.NDArray[np.float64], length_s: float) -> npt.NDArray[np.float64]:
    return np.clip(t / length_s, 0, 1)


def _release(
    t: npt.NDArray[np.float64], whole_s: float, length_s: float
) -> npt.NDArray[np.float64]:
    return np.clip((whole_s - t) / length_s, 0, 1)


def _f32(samples: npt.NDArray[np.floating]) -> Samples:  # type: ignore[type-arg]
    return samples.astype(np.float32)
