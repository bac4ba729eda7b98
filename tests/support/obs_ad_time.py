"""How well the ad's position of webcam frames is known in real OBS: `python -m obs_ad_time [ROUNDS]`.

The ad's and the webcam's frames carry their numbers; OBS records both in one picture, which tells
which frame of the ad was on the screen with each webcam frame. An ad is started, moved ahead by hand,
held and let go on, as it may happen to it in a show. No faces are measured meanwhile: they would take
the processor away that OBS draws with here.
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import fmean
from typing import Any
from unittest.mock import patch

import numpy as np
from obs_show import Canvas, Stage, coded_ad, coded_camera, recorded_frames, stage

from reelpulse.core.frame import AdPositionBy, PictureAnalysis, StageDurations
from reelpulse.core.ports import AnalyserIdentity
from reelpulse.core.session import SessionState
from reelpulse.media.ads import read_ad

RATES = ((25, 25), (30, 30), (60, 30))
"""Frames a second of OBS and of the ad."""
PLAY_S = 3.7
"""Two seconds until the position counts as settled, and nearly two more."""
PAUSE_S = 0.7
SEEK_TO_MS = 8000
AD_S = 18


class NoFaces:
    """Stands for the nets."""

    identity = AnalyserIdentity(provider="none", models=())

    def analyse(
        self,
        jpeg: bytes,  # noqa: ARG002  the port's shape
        *,
        source: str | None = None,  # noqa: ARG002
        at_ns: int = 0,  # noqa: ARG002
    ) -> PictureAnalysis:
        """Nobody is in the picture."""
        durations = StageDurations(decode_ns=0, detect_ns=0, landmarks_ns=0, emotions_ns=0)
        return PictureAnalysis(width_px=1, height_px=1, faces=(), durations=durations)


@dataclass(frozen=True, slots=True, kw_only=True)
class Error:
    """One webcam frame: how far its ad position is from the recorded one."""

    by_server_ms: float
    by_script_ms: float
    """As the script said it, with its usual lead."""
    settled: bool
    by: AdPositionBy


@dataclass(frozen=True, slots=True, kw_only=True)
class Measured:
    """One show."""

    canvas: Canvas
    errors: tuple[Error, ...]
    missing: int
    """Frames in the ad whose position the server found to be unknown."""
    skipped_part: float
    """Of OBS's frames, how many were not drawn in time."""


def measure(folder: Path, canvas: Canvas) -> Measured:
    """Show an ad in OBS and compare."""
    with patch("reelpulse.assembly.house.build_analyser", return_value=NoFaces()):
        return asyncio.run(_measure(folder, canvas))


async def _measure(folder: Path, canvas: Canvas) -> Measured:
    ad = coded_ad(folder, 1, seconds=AD_S, canvas=canvas)
    camera = coded_camera(folder, seconds=25, canvas=canvas)
    async with stage(folder, camera=camera, canvas=canvas) as made:
        screening = made.house.screening
        plan = [await made.house.lanes.ads.call(read_ad, ad)]
        await screening.prepare(title="Time", ads=plan, buffer_ms=500, recorded=True)
        await screening.start()
        before = await made.ask("GetStats")
        await _happen(made)
        after = await made.ask("GetStats")
        await screening.skip()
        await made.until(lambda: made.state is SessionState.FINISHED)
        await made.until(lambda: not screening.state.recording)
        await asyncio.to_thread(made.obs.close)
    (recording,) = made.obs.recordings_dir.glob("*.mkv")
    return _compared(made, recording, canvas, skipped_part=_skipped(before, after))


async def _happen(made: Stage) -> None:
    """Start, play, seek, play, hold, go on, play."""
    screening = made.house.screening
    await made.until(lambda: screening.state.playing_ad_id is not None)
    await asyncio.sleep(PLAY_S)
    await made.ask("SetMediaInputCursor", inputName="RP Ad", mediaCursor=SEEK_TO_MS)
    await asyncio.sleep(PLAY_S)
    await screening.pause()
    await made.until(lambda: screening.state.paused)
    await asyncio.sleep(PAUSE_S)
    await screening.resume()
    await made.until(lambda: not screening.state.paused)
    await asyncio.sleep(PLAY_S)


def _skipped(before: dict[str, Any], after: dict[str, Any]) -> float:
    skipped, total = (
        after[name] - before[name] for name in ("renderSkippedFrames", "renderTotalFrames")
    )
    return float(skipped / max(total, 1))


def _compared(made: Stage, recording: Path, canvas: Canvas, *, skipped_part: float) -> Measured:
    seen: dict[int, list[int]] = defaultdict(list)
    for frame in recorded_frames(recording, canvas):
        if frame.ad is not None and frame.camera is not None:
            seen[frame.camera].append(frame.ad)
    sent = {one.frame.sequence: one for one in made.sent}
    errors, missing = [], 0
    for reading in made.readings:
        one = sent[reading.sequence]
        told_ms = one.frame.show.ad_position_ms
        if told_ms is None or one.code not in seen:
            continue
        if reading.show.ad_position_ms is None:
            missing += 1
            continue
        truth_ms = fmean(seen[one.code]) * 1000 / canvas.ad_rate_hz
        errors.append(
            Error(
                by_server_ms=reading.show.ad_position_ms - truth_ms,
                by_script_ms=told_ms - truth_ms,
                settled=reading.show.ad_position_settled,
                by=reading.show.ad_position_by,
            )
        )
    return Measured(canvas=canvas, errors=tuple(errors), missing=missing, skipped_part=skipped_part)


def size_of(errors: Sequence[float]) -> tuple[float, float]:
    """Median and 95th percentile of the absolute values."""
    sizes = np.abs(errors)
    return float(np.median(sizes)), float(np.percentile(sizes, 95))


def small(rate_hz: int, ad_rate_hz: int) -> Canvas:
    """A canvas that this machine can draw without a graphics card at 60 frames a second too."""
    return Canvas(width_px=320, height_px=180, rate_hz=rate_hz, ad_rate_hz=ad_rate_hz)


def main(rounds: int) -> None:
    """Print a line for each rate, of all rounds together."""
    for rate_hz, ad_rate_hz in RATES:
        with tempfile.TemporaryDirectory() as name:
            shows = []
            for number in range(rounds):
                folder = Path(name) / str(number)
                folder.mkdir()
                shows.append(measure(folder, small(rate_hz, ad_rate_hz)))
        errors = [error for show in shows for error in show.errors]
        print(
            f"OBS {rate_hz}, ad {ad_rate_hz}: steady {_told(errors, settled=True)}; "
            f"after a jump {_told(errors, settled=False)}; by "
            f"{ {by.value: sum(e.by is by for e in errors) for by in AdPositionBy} }, "
            f"missing {sum(show.missing for show in shows)}; OBS skipped "
            f"{[f'{show.skipped_part:.0%}' for show in shows]} of its frames",
            flush=True,
        )


def _told(errors: Sequence[Error], *, settled: bool) -> str:
    chosen = [one for one in errors if one.settled is settled]
    if not chosen:
        return "none"
    ours = "{:.0f} / {:.0f} ms".format(*size_of([one.by_server_ms for one in chosen]))
    ours += f", bias {np.mean([one.by_server_ms for one in chosen]):+.0f}"
    script = "{:.0f} / {:.0f}".format(*size_of([one.by_script_ms for one in chosen]))
    return f"n {len(chosen)}, {ours} (the script alone {script})"


if __name__ == "__main__":
    main(int("".join(sys.argv[1:2]) or 1))
