"""Webcam pictures by obs-websocket screenshots: a paced thread asks for one after the other."""

from __future__ import annotations

import base64
import threading
import time
from typing import Any

from reelpulse_link.capture import CaptureWish, Demand, OnPicture, OnTrouble, Picture
from reelpulse_link.obs_socket import (
    NO_SUCH_THING,
    ObsAddress,
    ObsGoneError,
    ObsRefusedError,
    ObsSocket,
)
from reelpulse_link.stage import AD
from reelpulse_link.webcam import find_webcam, no_webcam

RETRY_S = 1.0
AD_WIDTH_PX = 128
"""Enough to tell neighbouring frames of an ad apart; OBS needs a millisecond for it."""
MISSES_TOLD = 15
"""An input that was just restarted has no picture for a quarter of a second."""


class ScreenshotCapture:
    """Asks OBS at a steady pace; a picture that comes late does not shift the next ones."""

    def __init__(
        self,
        address: ObsAddress,
        wish: CaptureWish,
        on_picture: OnPicture,
        on_trouble: OnTrouble,
        demand: Demand,
    ) -> None:
        self._address = address
        self._wish = wish
        self._on_picture = on_picture
        self._on_trouble = on_trouble
        self._demand = demand
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reelpulse-capture", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def tick(self) -> None:
        """Nothing is to be done on OBS's own thread."""

    def stop(self) -> None:
        """End, and wait for the thread."""
        self._stopping.set()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                socket = ObsSocket(self._address)
                try:
                    self._capture(socket)
                finally:
                    socket.close()
            except (ObsGoneError, ObsRefusedError) as problem:
                self._on_trouble(str(problem))
            self._stopping.wait(RETRY_S)

    def _capture(self, socket: ObsSocket) -> None:
        """Take pictures until the webcam gives none any more: OBS keeps an input that was removed."""
        webcam = find_webcam(socket, self._wish.webcam)
        if webcam is None:
            self._on_trouble(no_webcam(self._wish.webcam))
            return
        interval_s = 1 / self._wish.rate_hz
        due_s, misses = time.perf_counter(), 0
        while not self._stopping.wait(max(0.0, due_s - time.perf_counter())):
            due_s = max(due_s + interval_s, time.perf_counter())
            if not self._demand.webcam():
                continue
            picture = self._shot(socket, webcam)
            misses = 0 if picture else misses + 1
            if picture:
                self._on_trouble("")
                self._on_picture(picture)
            elif misses == MISSES_TOLD:
                self._on_trouble(f"The webcam {webcam} gives no picture. Is it switched on?")
                return

    def _shot(self, socket: ObsSocket, webcam: str) -> Picture | None:
        """The ad first: it is small and soon done, so that OBS mostly draws both in one gap."""
        wanted = [self._request(AD, AD_WIDTH_PX)] if self._demand.ad() else []
        asked_at_ns = time.perf_counter_ns()
        *ads, jpeg = map(
            _jpeg, socket.ask_in_a_row(*wanted, self._request(webcam, self._wish.width_px))
        )
        # OBS draws between question and answer; compressing takes most of the second half.
        half_ns = (time.perf_counter_ns() - asked_at_ns) // 2
        if not jpeg:
            return None
        return Picture(webcam, jpeg, asked_at_ns + half_ns, half_ns, ads[0] if ads else b"")

    def _request(self, name: str, width_px: int) -> tuple[str, dict[str, Any]]:
        """For an input as it looks now."""
        fields = {
            "sourceName": name,
            "imageFormat": "jpg",
            "imageWidth": width_px,
            "imageCompressionQuality": self._wish.jpeg_quality,
        }
        return "GetSourceScreenshot", fields


def _jpeg(outcome: dict[str, Any] | ObsRefusedError) -> bytes:
    """Empty while the input has no picture."""
    if isinstance(outcome, ObsRefusedError):
        if outcome.code == NO_SUCH_THING:
            raise outcome
        return b""
    return base64.b64decode(outcome["imageData"].partition(",")[2])
