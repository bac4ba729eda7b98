"""Builds small readings, ads and exposures, so that a test can state its table in a few lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.session import Ad, Exposure, ExposureEnd

SECOND_NS = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Row:
    """One person in one frame of an ad."""

    exposure: int
    seat: int
    at_ms: int
    probabilities: tuple[float, ...]


def vector(**of_emotion: float) -> tuple[float, ...]:
    """Seven probabilities; what is not named shares the rest equally, neutral when nothing is."""
    named = {Emotion(name): value for name, value in of_emotion.items()}
    rest = 1 - sum(named.values())
    others = len(EMOTIONS) - len(named)
    return tuple(named.get(emotion, rest / others) for emotion in EMOTIONS)


def row(exposure: int, seat: int, at_ms: int, **of_emotion: float) -> Row:
    return Row(exposure, seat, at_ms, vector(**of_emotion))


def every_second(
    exposure: int, seat: int, emotions: Sequence[str], *, sure: float = 0.9
) -> list[Row]:
    """One reading in the middle of each second; "" is a second without a measurement."""
    return [
        row(exposure, seat, second * 1000 + 500, **{emotion: sure})
        for second, emotion in enumerate(emotions)
        if emotion
    ]


def samples(*rows: Row) -> Samples:
    return Samples(
        exposure_id=np.array([r.exposure for r in rows], dtype=np.int64),
        seat=np.array([r.seat for r in rows], dtype=np.int64),
        position_ms=np.array([r.at_ms for r in rows], dtype=np.int64),
        probabilities=np.array([r.probabilities for r in rows], dtype=np.float64).reshape(-1, 7),
    )


def ad(ad_id: str, *, duration_ms: int) -> Ad:
    return Ad(
        ad_id=ad_id,
        title=ad_id.title(),
        path=Path(f"{ad_id}.mp4"),
        sha256=ad_id * 8,
        duration_ms=duration_ms,
        width_px=640,
        height_px=360,
        frame_rate_hz=25.0,
    )


def exposure(
    exposure_id: int,
    ad_id: str,
    *,
    how: ExposureEnd | None = ExposureEnd.PLAYED,
    on_screen_s: float | None = None,
) -> Exposure:
    """A showing that began at second 100 of the server's clock."""
    started_at_ns = 100 * SECOND_NS
    ended_at_ns = None if on_screen_s is None else started_at_ns + round(on_screen_s * SECOND_NS)
    return Exposure(
        exposure_id=exposure_id,
        ad_id=ad_id,
        started_at_ns=started_at_ns,
        ended_at_ns=ended_at_ns,
        ended_how=how,
    )
