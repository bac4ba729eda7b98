"""The demo's stand-in for OBS: a process that runs the ads' clock and sends webcam pictures.

It speaks through the same link as the OBS script, over the same socket. It has no screen: an ad's
timecode runs as if the ad were shown.
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path

import cv2

from reelpulse import __version__
from reelpulse.demo.ads import bundled_ads
from reelpulse.demo.jpegs import DrawnJpegs, Jpegs, ReadyJpegs
from reelpulse.demo.made_webcam import made_webcam
from reelpulse.demo.order import PlayerOrder
from reelpulse.demo.webcams import CameraWebcam, ShowMoment, VideoWebcam, Webcam
from reelpulse.errors import MediaError, ReelPulseError
from reelpulse.media.ads import read_ad
from reelpulse.resources import resource

sys.path.insert(0, str(resource("obs_plugin")))  # in a wheel the link lies among the bundled files

from reelpulse_link import wire
from reelpulse_link.sender import Address, Sender

FATE_TIMEOUT_S = 20.0
FAILED = 3
"""Exit code after an error that was told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Playing:
    """The ad whose clock runs."""

    exposure_id: int
    ad_id: str
    name: str
    duration_s: float
    starts_at_s: float
    """In seconds of the player's own time; later when the ad was held."""
    held_at_s: float | None = None
    """Since when the ad stands still."""


class DemoPlayer:
    """Plays on command and sends a picture for every tick, in real time or as fast as they are read."""

    def __init__(self, order: PlayerOrder, webcam: Jpegs) -> None:
        self._order = order
        self._webcam = webcam
        self._commands: queue.SimpleQueue[wire.Command] = queue.SimpleQueue()
        self._fates: queue.SimpleQueue[wire.Fate] = queue.SimpleQueue()
        self._playing: _Playing | None = None
        self._started = False
        self._session_id: int | None = None
        self._sequence = 0
        self._sender = Sender(
            Address(order.url, order.token),
            self._hello,
            on_command=self._commands.put,
            on_fate=self._fates.put,
            on_show=lambda _show: None,
            on_status=_say,
        )

    def run(self) -> None:
        """Send until the process is ended by the one that started it."""
        self._sender.start()
        tick_s = 1 / self._order.frames_per_s
        tick = 0
        began = time.perf_counter()
        while True:
            at_s = tick * tick_s
            if not self._order.fast:
                time.sleep(max(0.0, began + at_s - time.perf_counter()))
            self._obey(at_s)
            self._advance(at_s)
            self._send(at_s)
            tick += 1

    def _obey(self, at_s: float) -> None:
        while not self._commands.empty():
            command = self._commands.get()
            match command.do:
                case "play" if command.ad_path and command.exposure_id is not None:
                    self._session_id = command.session_id
                    starts_at_s = at_s + (command.buffer_ms or 0) / 1000
                    self._play(command.exposure_id, Path(command.ad_path), starts_at_s)
                case "pause":
                    self._pause(at_s)
                case "resume":
                    self._resume(at_s)
                case _:
                    self._playing = None

    def _hello(self) -> wire.Hello:
        return wire.Hello(
            f"reelpulse-demo {__version__}",
            plays=True,
            wants_fate=self._order.fast,
            session_id=self._session_id,
        )

    def _pause(self, at_s: float) -> None:
        playing = self._playing
        if playing is not None and self._started and playing.held_at_s is None:
            self._playing = replace(playing, held_at_s=at_s)
            self._tell("paused", playing)

    def _resume(self, at_s: float) -> None:
        playing = self._playing
        if playing is not None and playing.held_at_s is not None:
            self._playing = replace(
                playing, starts_at_s=playing.starts_at_s + at_s - playing.held_at_s, held_at_s=None
            )
            self._tell("resumed", playing)

    def _play(self, exposure_id: int, path: Path, starts_at_s: float) -> None:
        try:
            ad = read_ad(path)
        except MediaError as problem:
            fact = wire.Fact("failed", exposure_id, time.perf_counter_ns(), str(problem))
            self._sender.send_fact(fact)
            return
        self._started = False
        self._playing = _Playing(
            exposure_id=exposure_id,
            ad_id=ad.ad_id,
            name=path.name,
            duration_s=ad.duration_ms / 1000,
            starts_at_s=starts_at_s,
        )

    def _advance(self, at_s: float) -> None:
        """Tell when the ad's first and last frame have come."""
        playing = self._playing
        if playing is None or playing.held_at_s is not None:
            return
        if not self._started and at_s >= playing.starts_at_s:
            self._started = True
            self._tell("started", playing)
        if at_s >= playing.starts_at_s + playing.duration_s:
            self._playing = None
            self._tell("ended", playing)

    def _tell(self, what: str, playing: _Playing) -> None:
        self._sender.send_fact(wire.Fact(what, playing.exposure_id, time.perf_counter_ns()))

    def _send(self, at_s: float) -> None:
        shown = self._playing if self._started else None
        position_s = _position_s(shown, at_s) if shown else 0.0
        captured_at_ns = time.perf_counter_ns()
        jpeg = self._webcam.jpeg(
            ShowMoment(at_s=at_s, ad_name=shown.name if shown else None, ad_position_s=position_s)
        )
        header = wire.FrameHeader(
            source=self._webcam.name,
            sequence=self._sequence,
            captured_at_ns=captured_at_ns,
            scene="ad" if shown else "buffer",
            exposure_id=shown.exposure_id if shown else None,
            ad_id=shown.ad_id if shown else None,
            ad_position_ms=round(position_s * 1000) if shown else None,
            ad_position_settled=True,
        )
        sent = self._sender.send_frame(header, jpeg)
        self._sequence += 1
        if self._order.fast:
            self._wait_for_fate(sent)

    def _wait_for_fate(self, sent: bool) -> None:
        """Fast means: as fast as the server measures, so that it skips no frame."""
        if not sent:
            time.sleep(0.02)
            return
        try:
            self._fates.get(timeout=FATE_TIMEOUT_S)
        except queue.Empty:
            _say(f"The server did not measure a frame within {FATE_TIMEOUT_S:.0f} s.", True)


def _position_s(shown: _Playing, at_s: float) -> float:
    """Timecode of the ad; it stands still while the ad is held."""
    return (at_s if shown.held_at_s is None else shown.held_at_s) - shown.starts_at_s


def _webcam(order: PlayerOrder) -> Webcam:
    if order.video is not None:
        return VideoWebcam(Path(order.video), width_px=order.width_px)
    if order.camera is not None:
        return CameraWebcam(order.camera, width_px=order.width_px, height_px=order.height_px)
    return made_webcam(people=order.people, width_px=order.width_px, height_px=order.height_px)


def _jpegs(order: PlayerOrder) -> Jpegs:
    webcam = _webcam(order)
    if order.ready_pictures:
        return ReadyJpegs(
            webcam,
            ad_name=bundled_ads()[0].name,
            count=order.ready_pictures,
            quality=order.jpeg_quality,
        )
    return DrawnJpegs(webcam, quality=order.jpeg_quality)


def _say(text: str, is_problem: bool) -> None:
    """Tell the process that started us, which shows it to the person."""
    sys.stdout.write(f"{'problem' if is_problem else 'status'}\t{text}\n")
    sys.stdout.flush()


def _end_with_starter() -> None:
    """Our standard input ends when the process that started us does, even if it was killed."""
    sys.stdin.read()
    os._exit(0)


def main() -> int:
    """Run from the order on standard input."""
    cv2.setNumThreads(1)  # leave the processor to the measurement
    try:
        order = PlayerOrder.from_json(sys.stdin.readline())
        threading.Thread(target=_end_with_starter, name="starter watch", daemon=True).start()
        DemoPlayer(order, _jpegs(order)).run()
    except ReelPulseError as problem:
        _say(str(problem), True)
        return FAILED
    except KeyboardInterrupt:
        return 0
    return 0


if __name__ == "__main__":
    sys.exit(main())
