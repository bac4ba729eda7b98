"""The frames of an ad that caused an emotion: where most people showed it, less the reaction lag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples


@dataclass(frozen=True, slots=True, kw_only=True)
class CausingFrame:
    """One frame of an ad and how many people reacted to it."""

    ad_id: str
    frame_ms: int
    """Timecode of the frame to show: the reaction's peak less the reaction lag."""
    peak_ms: int
    """Timecode at which the reaction was strongest."""
    second: int
    people: int
    """Viewings in this second that showed the emotion."""
    of_people: int
    """Viewings measured in this second."""
    mean_probability: float
    """Of the emotion (or group), over all viewings measured in this second."""


def causing_frames(
    samples: Samples,
    seconds: SeatSeconds,
    *,
    ad_of_exposure: Mapping[int, str],
    emotions: Sequence[int],
    rules: MetricRules,
    limit: int,
) -> tuple[CausingFrame, ...]:
    """Rank the seconds of all ads by how many people showed one of `emotions`.

    People are counted, never frames: by the share of the measured viewings whose strongest emotion is
    one of `emotions`, ties by the mean probability. Of two seconds closer than `frame_gap_s` in one
    ad the stronger stands. Seconds in which nobody showed it are never listed.

    Args:
        emotions: indices into `EMOTIONS`; one for an emotion, several for a group.
        limit: at most so many frames.
    """
    candidates = sorted(
        _candidates(samples, seconds, ad_of_exposure, list(emotions), rules),
        key=lambda f: (-f.people / f.of_people, -f.mean_probability, f.ad_id, f.second),
    )
    return tuple(_apart(candidates, rules.frame_gap_s))[:limit]


def _candidates(
    samples: Samples,
    seconds: SeatSeconds,
    ad_of_exposure: Mapping[int, str],
    emotions: list[int],
    rules: MetricRules,
) -> Iterable[CausingFrame]:
    ad_of_row = np.array([ad_of_exposure[int(i)] for i in seconds.exposure_id], dtype=object)
    ad_of_sample = np.array([ad_of_exposure[int(i)] for i in samples.exposure_id], dtype=object)
    shows = np.isin(seconds.label, emotions)
    strength = seconds.probabilities[:, emotions].sum(axis=1)
    sample_strength = samples.probabilities[:, emotions].sum(axis=1)
    sample_second = samples.position_ms // 1000
    for ad_id, second in sorted(
        {(str(a), int(s)) for a, s in zip(ad_of_row[shows], seconds.second[shows], strict=True)}
    ):
        rows = (ad_of_row == ad_id) & (seconds.second == second)
        inside = (ad_of_sample == ad_id) & (sample_second == second)
        peak_ms = int(samples.position_ms[inside][np.argmax(sample_strength[inside])])
        yield CausingFrame(
            ad_id=ad_id,
            frame_ms=max(0, peak_ms - rules.reaction_lag_ms),
            peak_ms=peak_ms,
            second=second,
            people=int((rows & shows).sum()),
            of_people=int(rows.sum()),
            mean_probability=float(strength[rows].mean()),
        )


def _apart(ranked: Iterable[CausingFrame], gap_s: int) -> Iterable[CausingFrame]:
    chosen: list[CausingFrame] = []
    for frame in ranked:
        if all(c.ad_id != frame.ad_id or abs(c.second - frame.second) >= gap_s for c in chosen):
            chosen.append(frame)
            yield frame
