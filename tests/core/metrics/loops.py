"""The figures once more, by plain loops over dictionaries: slow, obvious, and without numpy."""

from __future__ import annotations

import math
import statistics
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from tests.core.metrics.tables import Row

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, Emotion, Group
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.session import Ad, Exposure, ExposureEnd


@dataclass(frozen=True, slots=True)
class Second:
    """One measured second of one person."""

    exposure: int
    seat: int
    second: int
    probabilities: tuple[float, ...]

    @property
    def label(self) -> Emotion:
        strongest = max(self.probabilities)
        tied = [e for e, p in zip(EMOTIONS, self.probabilities, strict=True) if p == strongest]
        return Emotion.NEUTRAL if Emotion.NEUTRAL in tied else tied[0]

    def probability(self, group: Group) -> float:
        return sum(
            p for e, p in zip(EMOTIONS, self.probabilities, strict=True) if GROUP_OF[e] is group
        )


def seconds_of(
    rows: Sequence[Row], ads: Sequence[Ad], exposures: Sequence[Exposure]
) -> list[Second]:
    lengths = {ad.ad_id: math.ceil(ad.duration_ms / 1000) for ad in ads}
    length_of = {e.exposure_id: lengths[e.ad_id] for e in exposures}
    readings: dict[tuple[int, int, int], list[tuple[float, ...]]] = {}
    for row in rows:
        if row.at_ms // 1000 < length_of[row.exposure]:
            key = (row.exposure, row.seat, row.at_ms // 1000)
            readings.setdefault(key, []).append(row.probabilities)
    return [Second(*key, _one(readings[key])) for key in sorted(readings)]


def _one(readings: list[tuple[float, ...]]) -> tuple[float, ...]:
    columns = list(zip(*readings, strict=True))
    values = [statistics.median(column) for column in columns]
    if sum(values) < 0.5:
        values = [statistics.fmean(column) for column in columns]
    return tuple(value / sum(values) for value in values)


def shares_of(seconds: Sequence[Second]) -> dict[Emotion, float]:
    counts = Counter(second.label for second in seconds)
    return {e: counts[e] / len(seconds) if seconds else 0.0 for e in EMOTIONS}


def curve_of(seconds: Sequence[Second], numbers: set[int], length_s: int) -> list[list[int]]:
    """People by second and emotion."""
    table = [[0] * len(EMOTIONS) for _ in range(length_s)]
    for second in seconds:
        if second.exposure in numbers:
            table[second.second][EMOTIONS.index(second.label)] += 1
    return table


@dataclass(frozen=True, slots=True)
class Viewing:
    """One contact."""

    seat: int
    exposure: int
    positive: int
    negative: int


def viewings_of(
    seconds: Sequence[Second], ads: Sequence[Ad], exposures: Sequence[Exposure], rules: MetricRules
) -> list[Viewing]:
    lengths = {ad.ad_id: math.ceil(ad.duration_ms / 1000) for ad in ads}
    found = []
    for exposure in exposures:
        of_exposure = [s for s in seconds if s.exposure == exposure.exposure_id]
        shown = lengths[exposure.ad_id]
        if exposure.ended_how is not ExposureEnd.PLAYED:
            until_ns = exposure.ended_at_ns or exposure.started_at_ns
            on_screen = math.ceil((until_ns - exposure.started_at_ns) / 1e9)
            shown = min(shown, max([on_screen, *(s.second + 1 for s in of_exposure)]))
        for seat in sorted({s.seat for s in of_exposure}):
            own = [s for s in of_exposure if s.seat == seat]
            if len(own) / shown >= rules.contact_coverage:
                found.append(
                    Viewing(
                        seat=seat,
                        exposure=exposure.exposure_id,
                        positive=_strong(own, Group.POSITIVE, rules),
                        negative=_strong(own, Group.NEGATIVE, rules),
                    )
                )
    return found


def _strong(seconds: Sequence[Second], group: Group, rules: MetricRules) -> int:
    return sum(second.probability(group) >= rules.trace_probability for second in seconds)


def eei_of(viewings: Sequence[Viewing], rules: MetricRules) -> float | None:
    if not viewings:
        return None
    positive = sum(v.positive >= rules.trace_seconds for v in viewings)
    negative = sum(v.negative >= rules.trace_seconds for v in viewings)
    return 100 * (positive - negative) / len(viewings)


def emo_nps_of(viewings: Sequence[Viewing], rules: MetricRules) -> float | None:
    seats = {v.seat for v in viewings}
    if not seats:
        return None
    points = 0.0
    for seat in seats:
        own = [v for v in viewings if v.seat == seat]
        joy = any(v.positive >= rules.trace_seconds for v in own)
        dislike = any(v.negative >= rules.trace_seconds for v in own)
        balance = sum(v.positive - v.negative for v in own)
        if not joy and not dislike:
            points -= rules.silence_weight
        elif joy and balance > 0:
            points += 1
        elif dislike and balance < 0:
            points -= 1
    return 100 * points / len(seats)


def people_who_showed(
    seconds: Sequence[Second], ad_of: Mapping[int, str], emotions: set[Emotion]
) -> dict[tuple[str, int], tuple[int, int]]:
    """By ad and second: how many viewings showed one of `emotions`, of how many measured."""
    found: dict[tuple[str, int], tuple[int, int]] = {}
    for second in seconds:
        key = (ad_of[second.exposure], second.second)
        people, of_people = found.get(key, (0, 0))
        found[key] = (people + (second.label in emotions), of_people + 1)
    return found


def peak_ms_of(
    rows: Sequence[Row], ad_of: Mapping[int, str], frame: CausingFrame, emotions: set[Emotion]
) -> int:
    """When the strongest reading of the frame's second was taken; the first of equals."""
    strengths = {
        (
            sum(p for e, p in zip(EMOTIONS, row.probabilities, strict=True) if e in emotions),
            -row.at_ms,
        )
        for row in rows
        if ad_of[row.exposure] == frame.ad_id and row.at_ms // 1000 == frame.second
    }
    return -max(strengths)[1]
