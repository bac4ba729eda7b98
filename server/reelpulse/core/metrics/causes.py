"""The frames of an ad that caused an emotion: where most people showed it, less the reaction lag."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Final

import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.epochs import SeatSeconds
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.wilson import wilson_interval

_SECONDS_MAX: Final = 1_000_000
"""No ad is that long, so that an ad and a second make one number."""


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
    seats: int
    """Of how many different people; fewer than `of_people` when an ad came twice."""
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
    one of `emotions`, taken as what this share is at least (`wilson_interval`), so that 7 of 8 people
    stand before the one of one who happened to be measured; a second viewing by the same person does
    not make the share surer. Ties by the mean probability. Of two
    frames closer than `frame_gap_s` in one ad the stronger stands. Seconds in which nobody showed it
    are never listed.

    Args:
        samples: the readings, for the moment of the peak.
        seconds: the same, by second and person.
        ad_of_exposure: which ad each exposure showed.
        rules: gap and reaction lag.
        emotions: indices into `EMOTIONS`; one for an emotion, several for a group.
        limit: at most so many frames.
    """
    candidates = list(_candidates(samples, seconds, ad_of_exposure, list(emotions), rules))
    share = np.array([frame.people / frame.of_people for frame in candidates])
    assured, _ = wilson_interval(share, np.array([frame.seats for frame in candidates], np.int64))
    ranked = sorted(
        zip(assured.tolist(), candidates, strict=True),
        key=lambda pair: (-pair[0], -pair[1].mean_probability, pair[1].ad_id, pair[1].second),
    )
    return tuple(islice(_apart((frame for _, frame in ranked), rules.frame_gap_s * 1000), limit))


def _candidates(
    samples: Samples,
    seconds: SeatSeconds,
    ad_of_exposure: Mapping[int, str],
    emotions: list[int],
    rules: MetricRules,
) -> Iterable[CausingFrame]:
    """Every second of every ad in which somebody showed it, in no order of strength."""
    ads = sorted(set(ad_of_exposure.values()))
    moments, row_moment = _moments(seconds.exposure_id, seconds.second, ad_of_exposure, ads)
    shows = np.isin(seconds.label, emotions)
    people = np.bincount(row_moment, weights=shows, minlength=len(moments))
    of_people = np.bincount(row_moment, minlength=len(moments))
    different = np.unique(np.stack([row_moment, seconds.seat], axis=1), axis=0)[:, 0]
    seats = np.bincount(different, minlength=len(moments))
    strength = seconds.probabilities[:, emotions].sum(axis=1)
    total = np.bincount(row_moment, weights=strength, minlength=len(moments))
    peak_ms = _peaks_ms(samples, ad_of_exposure, ads, emotions)
    for i in np.flatnonzero(people):
        yield CausingFrame(
            ad_id=ads[moments[i, 0]],
            frame_ms=max(0, int(peak_ms[i]) - rules.reaction_lag_ms),
            peak_ms=int(peak_ms[i]),
            second=int(moments[i, 1]),
            people=int(people[i]),
            of_people=int(of_people[i]),
            seats=int(seats[i]),
            mean_probability=float(total[i] / of_people[i]),
        )


def _peaks_ms(
    samples: Samples, ad_of_exposure: Mapping[int, str], ads: list[str], emotions: list[int]
) -> npt.NDArray[np.int64]:
    """Shape (moments,): timecode of the strongest reading of each moment, the first of equals."""
    second = samples.position_ms // 1000
    moments, of_sample = _moments(samples.exposure_id, second, ad_of_exposure, ads)
    strength = samples.probabilities[:, emotions].sum(axis=1)
    order = np.lexsort((samples.position_ms, -strength, of_sample))
    first = np.searchsorted(of_sample[order], np.arange(len(moments)))
    return np.asarray(samples.position_ms[order][first], dtype=np.int64)


def _moments(
    exposure_id: npt.NDArray[np.int64],
    second: npt.NDArray[np.int64],
    ad_of_exposure: Mapping[int, str],
    ads: list[str],
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.int64]]:
    """The seconds of ads that occur, sorted: (m, 2) of ad and second, and which of them each row is."""
    exposures, place = np.unique(exposure_id, return_inverse=True)
    ad_of_place = np.array([ads.index(ad_of_exposure[i]) for i in exposures.tolist()], np.int64)
    keys, row_moment = np.unique(ad_of_place[place] * _SECONDS_MAX + second, return_inverse=True)
    return np.stack(np.divmod(keys, _SECONDS_MAX), axis=1), row_moment


def _apart(ranked: Iterable[CausingFrame], gap_ms: int) -> Iterable[CausingFrame]:
    chosen: list[CausingFrame] = []
    for frame in ranked:
        if all(
            c.ad_id != frame.ad_id or abs(c.frame_ms - frame.frame_ms) >= gap_ms for c in chosen
        ):
            chosen.append(frame)
            yield frame
