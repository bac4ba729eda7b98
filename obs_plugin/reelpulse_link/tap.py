"""Webcam pictures by the tap: OBS itself compresses a view of the webcam and sends it over TCP.

No Python runs per frame on OBS's side, and every frame carries its own time. `TapOutput` is the side
inside libobs, called from OBS's timer; `TapCapture` receives.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections import deque
from typing import Any

from reelpulse_link.capture import CaptureWish, Demand, OnPicture, OnTrouble, Picture
from reelpulse_link.nut import NutError, read_nut
from reelpulse_link.obs_socket import ObsAddress, ObsGoneError, ObsSocket, hang_up
from reelpulse_link.webcam import find_webcam, no_webcam

WRITE_TIMEOUT_US = 1_000_000
"""Without it a receiver that hangs would hang OBS at its exit."""
OFFSETS = 300
QUICKEST_PART = 0.05
"""The fifth percentile of arrivals: the few that nothing held up on their way."""
EARLY_PART = 0.01
"""A frame that is due in a hundredth of the interval is on time: times are rounded."""
ACCEPT_S = 0.5
LOOK_INTERVAL_S = 2.0


class ArrivalClock:
    """Brings a frame's own time onto our clock, by the quickest arrivals of late."""

    def __init__(self) -> None:
        self._offsets_ns: deque[int] = deque(maxlen=OFFSETS)

    def captured_at_ns(self, pts_s: float, arrived_at_ns: int) -> int:
        """Our clock when the frame was drawn, plus the least time that frames take on their way."""
        pts_ns = round(pts_s * 1e9)
        self._offsets_ns.append(arrived_at_ns - pts_ns)
        ordered = sorted(self._offsets_ns)
        return pts_ns + ordered[int(len(ordered) * QUICKEST_PART)]


class Pace:
    """Lets through so many frames a second: OBS draws every view at the rate of its own canvas."""

    def __init__(self, rate_hz: float) -> None:
        self._interval_s = 1 / rate_hz
        self._due_s: float | None = None

    def takes(self, pts_s: float) -> bool:
        """Whether the frame of this time is wanted; frames come in order."""
        due_s = pts_s if self._due_s is None else self._due_s
        if pts_s < due_s - self._interval_s * EARLY_PART:
            return False
        self._due_s = max(due_s, pts_s - self._interval_s) + self._interval_s
        return True


class TapOutput:
    """A view of one source and its output, inside libobs; every method runs on a thread of OBS."""

    def __init__(self, obs: Any) -> None:
        """`obs`: the module obspython."""
        self._obs = obs
        self._output: Any = None
        self._view: Any = None
        self._webcam = ""

    def keep_running(self, webcam: str, wish: CaptureWish, port: int, /) -> None:
        """Start it, and start it again when its receiver went away or another webcam is to be seen."""
        if self._output is not None and (
            webcam != self._webcam or not self._obs.obs_output_active(self._output)
        ):
            self.stop()
        if self._output is None:
            self._start(webcam, wish, port)

    def _start(self, webcam: str, wish: CaptureWish, port: int) -> None:
        obs = self._obs
        source = obs.obs_get_source_by_name(webcam)
        if source is None:
            return
        width, height = obs.obs_source_get_width(source), obs.obs_source_get_height(source)
        if width and height:
            video = obs.obs_video_info()
            obs.obs_get_video_info(video)
            video.base_width, video.base_height = width, height
            video.output_width = wish.width_px
            video.output_height = round(wish.width_px * height / width / 2) * 2
            self._webcam = webcam
            self._view = obs.obs_view_create()
            obs.obs_view_set_source(self._view, 0, source)
            self._open(obs.obs_view_add2(self._view, video), port)
        obs.obs_source_release(source)

    def _open(self, video: Any, port: int) -> None:
        obs = self._obs
        settings = obs.obs_data_create()
        url = f"tcp://127.0.0.1:{port}?timeout={WRITE_TIMEOUT_US}"
        for name, value in (("url", url), ("format_name", "nut"), ("video_encoder", "mjpeg")):
            obs.obs_data_set_string(settings, name, value)
        obs.obs_data_set_int(settings, "video_bitrate", 4000)
        output = obs.obs_output_create("ffmpeg_output", "reelpulse_tap", settings, None)
        obs.obs_data_release(settings)
        obs.obs_output_set_media(output, video, obs.obs_get_audio())
        obs.obs_output_start(output)
        self._output = output

    def stop(self) -> None:
        """Take both away again."""
        obs = self._obs
        if self._output is not None:
            if obs.obs_output_active(self._output):  # forcing an inactive one hangs for ever
                obs.obs_output_force_stop(self._output)
            obs.obs_output_release(self._output)
            self._output = None
        if self._view is not None:
            obs.obs_view_set_source(self._view, 0, None)
            obs.obs_view_remove(self._view)
            obs.obs_view_destroy(self._view)
            self._view = None


class TapCapture:
    """Receives what the tap sends; the pictures' pace is OBS's own."""

    def __init__(
        self,
        address: ObsAddress,
        wish: CaptureWish,
        on_picture: OnPicture,
        on_trouble: OnTrouble,
        demand: Demand,
        *,
        output: TapOutput,
    ) -> None:
        self._address = address
        self._wish = wish
        self._on_picture = on_picture
        self._on_trouble = on_trouble
        self._demand = demand
        self._output = output
        self._webcam = ""
        """The one that is to be seen."""
        self._tapped = ""
        """The one whose pictures come, until the next connection."""
        self._stopping = threading.Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self._listener.settimeout(ACCEPT_S)
        self._connection: socket.socket | None = None
        self._threads = [
            threading.Thread(target=self._receive, name="reelpulse-tap", daemon=True),
            threading.Thread(target=self._look, name="reelpulse-tap-webcam", daemon=True),
        ]

    def start(self) -> None:
        """Begin."""
        for thread in self._threads:
            thread.start()

    def tick(self) -> None:
        """Called by OBS's timer: keep the side inside libobs running."""
        if not (self._webcam and self._demand.webcam()):
            self._output.stop()
        elif not self._stopping.is_set():
            port = self._listener.getsockname()[1]
            self._tapped = self._webcam
            self._output.keep_running(self._webcam, self._wish, port)

    def stop(self) -> None:
        """End, and wait for the threads."""
        self._stopping.set()
        self._output.stop()
        hang_up(self._connection)
        for thread in self._threads:
            if thread.is_alive():
                thread.join()
        self._listener.close()

    def _look(self) -> None:
        """Find the webcam, and tell when there is none."""
        while not self._stopping.is_set():
            try:
                obs = ObsSocket(self._address)
                try:
                    self._webcam = find_webcam(obs, self._wish.webcam) or ""
                finally:
                    obs.close()
                self._on_trouble("" if self._webcam else no_webcam(self._wish.webcam))
            except ObsGoneError as problem:
                self._on_trouble(str(problem))
            self._stopping.wait(LOOK_INTERVAL_S)

    def _receive(self) -> None:
        while not self._stopping.is_set():
            try:
                self._connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            with self._connection, contextlib.suppress(NutError, OSError):
                self._read(self._connection)

    def _read(self, connection: socket.socket) -> None:
        clock, pace, webcam = ArrivalClock(), Pace(self._wish.rate_hz), self._tapped
        with connection.makefile("rb") as stream:
            for frame in read_nut(stream.read):
                at_ns = clock.captured_at_ns(frame.pts_s, time.perf_counter_ns())
                if pace.takes(frame.pts_s):
                    self._on_picture(Picture(webcam, frame.data, at_ns))
