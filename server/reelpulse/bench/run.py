"""All measurements of the bench in one run, and the table they make."""

from __future__ import annotations

import os
import platform
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from reelpulse.assembly.house import House, open_house, serving
from reelpulse.bench.bare import PICTURES, BareNets, sample_pictures
from reelpulse.bench.following_cost import FollowingCost, following_cost
from reelpulse.bench.loop_lag import LoopLag
from reelpulse.bench.memory import MemoryWatch
from reelpulse.core.frame import Reading
from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.show import DemoWishes, run_show
from reelpulse.errors import ScreeningError, SettingsError
from reelpulse.live.events import Event
from reelpulse.settings import Settings

_MANY = 8
BARE_FRAMES = 60
"""Frames of one bare round; the product's round is one ad, some 200 frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BenchWishes:
    """What the person asked for."""

    rounds: int
    live_s: float
    memory_s: float

    def __post_init__(self) -> None:
        if self.rounds < 1 or self.live_s <= 0 or self.memory_s < 0:
            raise SettingsError(
                "The bench needs at least one round and a live show that lasts; times are never below 0."
            )


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameTimes:
    """Frame in → published in one round."""

    all_ms: float
    """Mean of all frames."""
    looked_ms: float
    """Median of those at which the detector looked, which are the longest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ratio:
    """The product's time beside the bare nets', round by round."""

    people: int
    bare_ms: tuple[float, ...]
    """Medians."""
    product: tuple[FrameTimes, ...]

    @property
    def line(self) -> str:
        """A row of the table."""
        all_ms = [times.all_ms for times in self.product]
        looked_ms = [times.looked_ms for times in self.product]
        return (
            f"| {self.people} | {np.median(self.bare_ms):.1f} | {np.median(all_ms):.1f} "
            f"| {self._ratio(all_ms)} | {np.median(looked_ms):.1f} | {self._ratio(looked_ms)} |"
        )

    def _ratio(self, product_ms: list[float]) -> str:
        ratios = [p / b for p, b in zip(product_ms, self.bare_ms, strict=True)]
        return f"{np.median(ratios):.2f} ({min(ratios):.2f} – {max(ratios):.2f})"


async def run_bench(
    settings: Settings, wishes: BenchWishes, *, on_stage: Callable[[str], None]
) -> list[str]:
    """Measure, and return the lines of a Markdown report."""
    async with open_house(settings) as house, serving(house):
        lines = [
            (
                f"{platform.system()}, {os.cpu_count()} cores, {house.identity.provider}, "
                f"{settings.vision.threads} threads"
            ),
            "",
            (
                "| people | bare decode + nets, ms | frame in → published, all frames, ms | ratio "
                "| where the detector looks, ms | ratio |"
            ),
            "|---|---|---|---|---|---|",
        ]
        for people in (1, _MANY):
            on_stage(f"{wishes.rounds} rounds with {people} people")
            lines.append((await _ratio(house, people, wishes.rounds)).line)
        lines += ["", (await _following(house)).line]
        on_stage("a live show, then a report")
        lines += ["", *await _live(house, wishes.live_s)]
        if wishes.memory_s:
            on_stage("memory over a long show")
            lines += ["", *await _memory(house, wishes.memory_s)]
    return lines


async def _ratio(house: House, people: int, rounds: int) -> Ratio:
    """Bare nets and product in turn, so that a slow moment of the machine hits both."""
    pictures = await house.lanes.inference.call(sample_pictures, people=people)
    bare = await house.lanes.inference.call(BareNets, house.settings, faces=people)
    bare_ms, product = [], []
    for _ in range(rounds):
        bare_ms.append(
            await house.lanes.inference.call(bare.median_ms, pictures, frames=BARE_FRAMES)
        )
        product.append(await _frame_times(house, people))
    return Ratio(people=people, bare_ms=tuple(bare_ms), product=tuple(product))


async def _frame_times(house: House, people: int) -> FrameTimes:
    """Frame in → reading published over one ad; frames with fewer faces do not count."""
    times_ms: list[float] = []
    looked_ms: list[float] = []

    def note(event: Event) -> None:
        if isinstance(event, Reading) and len(event.seats) == people:
            times_ms.append((event.published_at_ns - event.received_at_ns) / 1e6)
            if event.durations.detect_ns:
                looked_ms.append(times_ms[-1])

    unsubscribe = house.bus.subscribe(note)
    try:
        await run_show(
            house, _wishes(people, fast=True, ready_pictures=PICTURES), on_progress=lambda _: None
        )
    finally:
        unsubscribe()
    if not looked_ms:
        raise ScreeningError(
            "No frame with all people was measured, so there is nothing to compare."
        )
    return FrameTimes(all_ms=float(np.mean(times_ms)), looked_ms=float(np.median(looked_ms)))


async def _following(house: House) -> FollowingCost:
    """At eight people."""
    lane = house.lanes.inference
    pictures = await lane.call(sample_pictures, people=_MANY)
    return await lane.call(following_cost, house.settings, pictures, people=_MANY)


async def _live(house: House, at_least_s: float) -> list[str]:
    """A show in real time, watched for lag, delay and replaced frames; then a report beside it."""
    lag, report_lag, ages_ms = LoopLag(), LoopLag(), []

    def note(event: Event) -> None:
        if isinstance(event, Reading):
            ages_ms.append((event.published_at_ns - event.captured_at_ns) / 1e6)

    unsubscribe = house.bus.subscribe(note)
    received_before, replaced_before = (
        house.mailbox.received.total(),
        house.mailbox.replaced.total(),
    )
    async with lag.measured():
        session_id = await _show_for(house, at_least_s)
    unsubscribe()
    received = house.mailbox.received.total() - received_before
    replaced = house.mailbox.replaced.total() - replaced_before
    async with report_lag.measured():
        await house.reports.make(
            session_id, language="en", silence_weight=0.5, on_progress=lambda _stage, _part: None
        )
    return [
        (
            f"Live, 3 people at 15 Hz: capture → published median {np.median(ages_ms):.1f} ms, "
            f"p99 {np.percentile(ages_ms, 99):.1f} ms; {replaced} of {received} frames replaced by a "
            "newer one; at most one frame per source waits, by construction."
        ),
        (
            f"Event loop lag: p99 {lag.p99_ms:.2f} ms, worst {lag.worst_ms:.1f} ms; "
            f"while a report is printed: p99 {report_lag.p99_ms:.2f} ms, "
            f"worst {report_lag.worst_ms:.1f} ms."
        ),
    ]


async def _memory(house: House, at_least_s: float) -> list[str]:
    """The server's memory while shows follow one another."""
    watch = MemoryWatch()
    async with watch.measured():
        await _show_for(house, at_least_s)
    seen = watch.growth
    if seen is None:
        return ["Memory: the show was too short to judge; give at least three minutes."]
    return [
        (
            f"Memory over {at_least_s / 60:.0f} minutes, after the first: {seen.first_mb:.0f} MB → "
            f"{seen.last_mb:.0f} MB, slope {seen.mb_per_minute:+.2f} MB a minute."
        )
    ]


async def _show_for(house: House, at_least_s: float) -> int:
    """Show the bundled ads again and again, in one session, for so long; returns its number."""
    ads = bundled_ads()
    times = max(1, round(at_least_s / 30))
    return await run_show(
        house, _wishes(3, fast=False, ads=times * len(ads)), on_progress=lambda _: None
    )


def _wishes(people: int, *, fast: bool, ads: int = 1, ready_pictures: int = 0) -> DemoWishes:
    bundled = bundled_ads()
    return DemoWishes(
        title="bench",
        ads=tuple(bundled[i % len(bundled)] for i in range(ads)),
        people=people,
        video=None,
        camera=None,
        fast=fast,
        ready_pictures=ready_pictures,
    )
