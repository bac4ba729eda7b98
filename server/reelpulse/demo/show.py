"""Runs the demo: the server in this process, the player in another, one session, then the report."""

from __future__ import annotations

import asyncio
import contextlib
import os
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from pathlib import Path

from reelpulse.assembly.house import House
from reelpulse.core.frame import Reading
from reelpulse.core.session import Ad, Session, SessionState
from reelpulse.demo.order import MADE_PICTURE_PX, OWN_PICTURE_PX, PlayerOrder
from reelpulse.errors import ScreeningError
from reelpulse.live.events import Event, ShowState
from reelpulse.media.ads import read_ad
from reelpulse.web.tokens import Scope

PLAYER_READY_S = 60.0
"""Loading the nets a second time, for the made audience, takes a second or two."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoWishes:
    """What the person asked for."""

    title: str
    ads: tuple[Path, ...]
    people: int
    video: Path | None
    camera: int | None
    fast: bool
    baseline_ms: int = 0
    """Neutral scene before the first ad."""
    ready_pictures: int = 0
    """Send so many pictures over and over, drawn before the show: for the bench."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DemoProgress:
    """How far the show is."""

    fraction: float
    """0 … 1 of the ads' time."""
    ad_title: str | None


async def run_show(
    house: House, wishes: DemoWishes, *, on_progress: Callable[[DemoProgress], None]
) -> int:
    """Screen the ads once and return the session's number.

    Raises:
        MediaError: an ad or the webcam cannot be used.
        ScreeningError: the player ended before the show did.
    """
    ads = [await house.lanes.ads.call(read_ad, path) for path in wishes.ads]
    watcher = _Watcher(ads, on_progress)
    unsubscribe = house.bus.subscribe(watcher.on_event)
    try:
        async with _player(house, wishes) as player:
            await watcher.until(watcher.connected, player, timeout_s=PLAYER_READY_S)
            # only now: a session whose webcam cannot be used would wait for ever
            session = await house.screening.prepare(
                title=wishes.title, ads=ads, baseline_ms=wishes.baseline_ms
            )
            watcher.session_id = session.session_id
            await house.screening.start()
            await watcher.until(watcher.finished, player, timeout_s=None)
    finally:
        unsubscribe()
        if house.screening.state.session is not None and _is_running(house.screening.state):
            await house.screening.stop()
    return session.session_id


def _is_running(state: ShowState) -> bool:
    return state.session is not None and state.session.state is SessionState.RUNNING


class _Watcher:
    """Turns the show's events into progress and into the two moments the demo waits for."""

    def __init__(self, ads: list[Ad], on_progress: Callable[[DemoProgress], None]) -> None:
        self.connected = asyncio.Event()
        self.finished = asyncio.Event()
        self.session_id: int | None = None
        """Of the show that is watched; the house may still hold the one before."""
        self._ads = ads
        self._on_progress = on_progress
        self._total_ms = sum(ad.duration_ms for ad in ads)
        self._seen: list[int] = []

    def on_event(self, event: Event) -> None:
        if isinstance(event, ShowState):
            if event.player_connected:
                self.connected.set()
            if event.session is not None and self._is_over(event.session):
                self.finished.set()
        elif isinstance(event, Reading):
            self._tell(event)

    def _is_over(self, session: Session) -> bool:
        return session.session_id == self.session_id and session.state is SessionState.FINISHED

    def _tell(self, reading: Reading) -> None:
        exposure_id = reading.show.exposure_id
        if exposure_id is None or reading.show.ad_position_ms is None:
            return
        if exposure_id not in self._seen:
            self._seen.append(exposure_id)
        number = min(len(self._seen), len(self._ads)) - 1
        before_ms = sum(ad.duration_ms for ad in self._ads[:number])
        fraction = (before_ms + reading.show.ad_position_ms) / max(self._total_ms, 1)
        self._on_progress(
            DemoProgress(fraction=min(fraction, 1.0), ad_title=self._ads[number].title)
        )

    async def until(
        self, moment: asyncio.Event, player: _PlayerProcess, *, timeout_s: float | None
    ) -> None:
        """Wait for a moment, unless the player ends first.

        Raises:
            ScreeningError: the player ended, or the moment did not come in time.
        """
        waits = {
            asyncio.create_task(moment.wait(), name="demo moment"),
            asyncio.create_task(player.ended(), name="demo player"),
        }
        done, pending = await asyncio.wait(
            waits, timeout=timeout_s, return_when=asyncio.FIRST_COMPLETED
        )
        for task in pending:
            task.cancel()
        if not moment.is_set():
            raise player.failure(in_time=bool(done))


class _PlayerProcess:
    """The player's process and what it said."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._problems: list[str] = []

    async def ended(self) -> None:
        """Read what the player says until it ends."""
        if self._process.stdout is None:
            return
        async for line in self._process.stdout:
            kind, _, text = line.decode(errors="replace").rstrip("\n").partition("\t")
            if kind == "problem":
                self._problems.append(text)
        await self._process.wait()

    def failure(self, *, in_time: bool) -> ScreeningError:
        """Why the demo cannot go on."""
        told = self._problems[-1] if self._problems else "It did not say why."
        if in_time:
            return ScreeningError("The demo's player ended. {told}", told=told)
        return ScreeningError("The demo's player did not get ready in time. {told}", told=told)


@contextlib.asynccontextmanager
async def _player(house: House, wishes: DemoWishes) -> AsyncIterator[_PlayerProcess]:
    """Start the player and end it with the block."""
    own = wishes.video is not None or wishes.camera is not None
    width_px, height_px = OWN_PICTURE_PX if own else MADE_PICTURE_PX
    order = PlayerOrder(
        url=house.addresses.ingest_url,
        token=house.tokens.token(Scope.INGEST),
        people=wishes.people,
        video=str(wishes.video) if wishes.video else None,
        camera=wishes.camera,
        fast=wishes.fast,
        width_px=width_px,
        height_px=height_px,
        ready_pictures=wishes.ready_pictures,
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "reelpulse.demo.player",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": os.pathsep.join(p for p in sys.path if p)},
    )
    try:
        await _give(process, order)
        yield _PlayerProcess(process)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _give(process: asyncio.subprocess.Process, order: PlayerOrder) -> None:
    if process.stdin is not None:  # it was started with a pipe; the type does not say so
        process.stdin.write(order.to_json().encode() + b"\n")
        await process.stdin.drain()
