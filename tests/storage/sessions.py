"""Sessions, showings and readings to store, and a way to run a part of a test in another process."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from reelpulse.core.frame import Box, Reading, SeatReading, ShowPosition, StageDurations
from reelpulse.core.quality import FaceQuality, Unmeasurable
from reelpulse.core.session import Ad, Exposure, ModelIdentity, Session, SessionState
from reelpulse.core.timeline import CLOCK_NAME
from reelpulse.storage.store import SessionStore

_ROOT = Path(__file__).resolve().parents[2]


def ad(ad_id: str, *, duration_ms: int = 4000) -> Ad:
    return Ad(
        ad_id=ad_id,
        title=f"Реклама {ad_id}",
        path=Path(f"/реклама/{ad_id}.mp4"),
        sha256=ad_id * 64,
        duration_ms=duration_ms,
        width_px=1280,
        height_px=720,
        frame_rate_hz=23.976,
    )


def session(*ads: Ad, state: SessionState = SessionState.RUNNING) -> Session:
    return Session(
        session_id=0,
        title="Группа 1 ☕",
        state=state,
        created_unix_ms=1_780_000_000_000,
        clock_name=CLOCK_NAME,
        clock_anchor_ns=123,
        ads=ads or (ad("a"), ad("b")),
        exposures=(),
        models=(
            ModelIdentity(role="detector", name="blazeface", sha256="d" * 64),
            ModelIdentity(role="emotion", name="small", sha256="e" * 64),
        ),
        provider="CPUExecutionProvider",
        settings={"metrics": {"silence_weight": 0.5}, "vision": {"provider": "auto"}},
    )


def begin(store: SessionStore, session_id: int, ad_id: str, *, started_at_ns: int = 0) -> Exposure:
    """An ad that is on the screen."""
    number = store.open_exposure(session_id, ad_id, planned_at_ns=started_at_ns)
    exposure = Exposure(exposure_id=number, ad_id=ad_id, started_at_ns=started_at_ns)
    store.start_exposure(exposure)
    return exposure


QUALITY = FaceQuality(
    height_px=120.0,
    yaw_deg=60.5,
    pitch_deg=-4.25,
    roll_deg=1.5,
    eye_openness=0.3125,
    brightness=128.5,
    sharpness=400.25,
)


def vector(emotion: int, *, sure: float = 0.82) -> tuple[float, ...]:
    """Mostly one emotion, by its place among the seven."""
    return tuple(sure if i == emotion else (1 - sure) / 6 for i in range(7))


def reading(
    sequence: int,
    *,
    exposure_id: int | None,
    position_ms: int | None,
    emotions: Sequence[int] = (6,),
    unmeasurable: Unmeasurable | None = None,
) -> Reading:
    """A frame with one person for each entry of `emotions`."""
    return Reading(
        source="камера",
        sequence=sequence,
        captured_at_ns=1_000_000 * sequence,
        received_at_ns=1_000_000 * sequence + 7,
        published_at_ns=1_000_000 * sequence + 9,
        show=ShowPosition(
            scene="RP Audience", exposure_id=exposure_id, ad_id="a", ad_position_ms=position_ms
        ),
        width_px=1280,
        height_px=720,
        seats=tuple(
            SeatReading(
                seat=seat,
                box=Box(left_px=-1.5, top_px=2.25, width_px=100.0, height_px=120.0),
                detection_score=0.97,
                presence=0.93,
                probabilities=vector(emotion),
                quality=QUALITY,
                unmeasurable=unmeasurable,
                attentive=None if unmeasurable else True,
            )
            for seat, emotion in enumerate(emotions, start=1)
        ),
        durations=StageDurations(decode_ns=1, detect_ns=2, landmarks_ns=3, emotions_ns=4),
    )


def with_number(made: Session, number: int) -> Session:
    return dataclasses.replace(made, session_id=number)


def in_another_process(code: str, *arguments: object) -> subprocess.Popen[str]:
    """Run Python code that may import what tests import; talk to it through its pipes."""
    paths = [str(_ROOT), *(path for path in sys.path if path)]
    return subprocess.Popen(
        [sys.executable, "-c", code, *(str(argument) for argument in arguments)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(paths)},
    )
