"""Makes up small shows whose every figure can be told by hand, over videos that are really there."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction
from pathlib import Path
from types import MappingProxyType

import numpy as np
from tests.reports.videos import HEIGHT_PX, WIDTH_PX, make_video

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.show import show_figures
from reelpulse.core.session import (
    Ad,
    Exposure,
    ExposureEnd,
    ModelIdentity,
    Session,
    SessionState,
)
from reelpulse.reports.inputs import FrameCounts, ReportInput
from reelpulse.texts import Language

JOY, ANGER, SURPRISE, CALM = (
    Emotion.HAPPINESS,
    Emotion.ANGER,
    Emotion.SURPRISE,
    Emotion.NEUTRAL,
)
MADE_AT = datetime(2026, 11, 23, 9, 30, tzinfo=timezone(timedelta(hours=3)))
HELD_UNIX_MS = int(datetime(2026, 11, 22, 21, 15, tzinfo=UTC).timestamp() * 1000)
"""A quarter past midnight of the 23rd where the report is made."""

Seen = Mapping[int, Sequence[Emotion | None]]
"""By person, what they showed in each second of an ad; None where they were not measured."""


def make_ad(folder: Path, ad_id: str, *, title: str, seconds: int = 6) -> Ad:
    path = make_video(folder / f"{ad_id}.mp4", frames=25 * seconds)
    return Ad(
        ad_id=ad_id,
        title=title,
        path=path,
        sha256=hashlib.sha256(path.read_bytes()).hexdigest(),
        duration_ms=1000 * seconds,
        width_px=WIDTH_PX,
        height_px=HEIGHT_PX,
        frame_rate_hz=float(Fraction(25)),
    )


def make_input(
    shown: Sequence[tuple[Ad, Seen]],
    *,
    language: Language = Language.ENGLISH,
    title: str = "Tea & <cake>, evening group",
    rules: MetricRules | None = None,
    state: SessionState = SessionState.FINISHED,
    counts: FrameCounts | None = None,
) -> ReportInput:
    """A session that showed these ads in this order; an ad may come twice."""
    rules = rules or MetricRules()
    ads = tuple({ad.ad_id: ad for ad, _ in shown}.values())
    exposures = tuple(_exposure(number, ad) for number, (ad, _) in enumerate(shown, start=1))
    figures = show_figures(_samples(shown), ads=ads, exposures=exposures, rules=rules)
    session = Session(
        session_id=41,
        title=title,
        state=state,
        created_unix_ms=HELD_UNIX_MS,
        clock_name="server.perf_counter_ns",
        clock_anchor_ns=0,
        ads=ads,
        exposures=exposures,
        models=(
            ModelIdentity(role="detector", name="blazeface-back", sha256="0123456789ab" + "c" * 52),
            ModelIdentity(role="emotion", name="blend-64", sha256="fedcba987654" + "3" * 52),
        ),
        provider="CPUExecutionProvider",
        settings=MappingProxyType(
            {"vision": MappingProxyType({"threads": 2}), "metrics": {"trace_seconds": 2}}
        ),
    )
    return ReportInput(
        session=session,
        figures=figures,
        language=language,
        made_at=MADE_AT,
        counts=counts or FrameCounts(received=1234, replaced=56, readings_kept=4321),
    )


def _exposure(number: int, ad: Ad) -> Exposure:
    return Exposure(
        exposure_id=number,
        ad_id=ad.ad_id,
        started_at_ns=number * 10**11,
        ended_at_ns=number * 10**11 + ad.duration_ms * 10**6,
        ended_how=ExposureEnd.PLAYED,
    )


def _samples(shown: Sequence[tuple[Ad, Seen]]) -> Samples:
    """Two readings a second, at 200 and 700 ms; the later one is the surer."""
    rows = [
        (number, seat, 1000 * second + offset_ms, _probabilities(emotion, sureness))
        for number, (_, seen) in enumerate(shown, start=1)
        for seat, emotions in seen.items()
        for second, emotion in enumerate(emotions)
        if emotion is not None
        for offset_ms, sureness in ((200, 0.6), (700, 0.8))
    ]
    return Samples(
        exposure_id=np.array([row[0] for row in rows], np.int64),
        seat=np.array([row[1] for row in rows], np.int64),
        position_ms=np.array([row[2] for row in rows], np.int64),
        probabilities=np.array([row[3] for row in rows], np.float64).reshape(-1, 7),
    )


def _probabilities(emotion: Emotion, sureness: float) -> list[float]:
    return [sureness if e is emotion else (1 - sureness) / 6 for e in EMOTIONS]
