"""Finds a picture of an ad among the ad's own frames, decoded as the show goes on."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import av
import av.container
import av.error
import av.video.stream
import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.ad_match import AdMatch, match_frame
from reelpulse.media.moving_picture import moving_picture

BEFORE_MS: Final = 500.0
AFTER_MS: Final = 200.0
"""The cursor's lead was measured between 33 and 345 ms; 100 ms of it are taken off beforehand."""
KEPT_MS: Final = 1000.0
AHEAD_MAX_MS: Final = 3000.0
"""Further ahead it is quicker to enter the file anew at a key frame."""
PIXELS_MAX: Final = 320 * 320

Grey = npt.NDArray[np.float32]


class AdPictures:
    """Looks into one ad at a time; called from one thread only."""

    def __init__(self) -> None:
        self._reel: _Reel | None = None

    def find(self, path: Path, jpeg: bytes, *, near_ms: float) -> AdMatch:
        """Which frame of the ad this picture shows, from 0.5 s before to 0.2 s after a position.

        What cannot be decoded is not found: the position stays what the player says.
        """
        picture = _decoded(jpeg)
        if picture is None:
            return AdMatch(position_ms=None)
        try:
            reel = self._reel_of(path, picture.shape)
            if reel is None:
                return AdMatch(position_ms=None)
            times_ms, frames = reel.between(near_ms - BEFORE_MS, near_ms + AFTER_MS)
        except (av.error.FFmpegError, OSError):
            self.close()
            return AdMatch(position_ms=None)
        return match_frame(picture.ravel(), frames, times_ms)

    def close(self) -> None:
        """Let go of the file."""
        if self._reel is not None:
            self._reel.close()
            self._reel = None

    def _reel_of(self, path: Path, shape: tuple[int, ...]) -> _Reel | None:
        """None where the file has no moving picture any more."""
        if self._reel is None or (self._reel.path, self._reel.shape) != (path, shape):
            self.close()
            self._reel = _open_reel(path, shape)
        return self._reel


def _decoded(jpeg: bytes) -> Grey | None:
    """Shape (height, width); None where this is no picture of a small size."""
    if not jpeg:
        return None
    picture = cv2.imdecode(np.frombuffer(jpeg, dtype=np.uint8), cv2.IMREAD_GRAYSCALE)
    if picture is None or picture.size > PIXELS_MAX:
        return None
    return picture.astype(np.float32)


def _open_reel(path: Path, shape: tuple[int, ...]) -> _Reel | None:
    container = av.open(str(path))
    stream = moving_picture(container)
    if stream is None:
        container.close()
        return None
    return _Reel(path, shape, container, stream)


class _Reel:
    """The ad's frames of the last second, small and grey."""

    def __init__(
        self,
        path: Path,
        shape: tuple[int, ...],
        container: av.container.InputContainer,
        stream: av.video.stream.VideoStream,
    ) -> None:
        self.path, self.shape = path, shape
        self._container, self._stream = container, stream
        self._stream.thread_type = "AUTO"
        self._start_s = (self._container.start_time or 0) / av.time_base
        self._frames = self._decode()
        self._kept: deque[tuple[float, Grey]] = deque()
        self._is_over = False

    def close(self) -> None:
        self._container.close()

    def between(
        self, from_ms: float, to_ms: float
    ) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float32]]:
        """Times, and frames of shape (n, pixels), both ends included."""
        self._go_near(from_ms, to_ms)
        while not self._is_over and (not self._kept or self._kept[-1][0] <= to_ms):
            self._take_one()
        while self._kept and self._kept[0][0] < from_ms - KEPT_MS:
            self._kept.popleft()
        times = [time for time, _ in self._kept]
        first, end = bisect_left(times, from_ms), bisect_left(times, to_ms)
        chosen = list(self._kept)[first:end]
        frames = [frame.ravel() for _, frame in chosen]
        return (
            np.array([time for time, _ in chosen], dtype=np.float64),
            np.array(frames, dtype=np.float32).reshape(len(frames), -1),
        )

    def _go_near(self, from_ms: float, to_ms: float) -> None:
        """Enter the file anew where it went back, or far ahead."""
        if not self._kept:
            first_ms, last_ms = 0.0, 0.0
        else:
            first_ms, last_ms = self._kept[0][0], self._kept[-1][0]
        if max(from_ms, 0.0) >= first_ms and to_ms <= last_ms + AHEAD_MAX_MS:
            return
        target_us = round((max(from_ms, 0.0) / 1000 + self._start_s) * av.time_base)
        self._container.seek(target_us, backward=True)
        self._frames, self._is_over = self._decode(), False
        self._kept.clear()

    def _take_one(self) -> None:
        frame = next(self._frames, None)
        if frame is None:
            self._is_over = True
        elif frame.time is not None:
            self._kept.append((1000 * (float(frame.time) - self._start_s), self._small(frame)))

    def _decode(self) -> Iterator[av.VideoFrame]:
        return iter(self._container.decode(self._stream))

    def _small(self, frame: av.VideoFrame) -> Grey:
        """Two by two pixels for each, as a graphics card makes a picture smaller."""
        height_px, width_px = self.shape
        grey = frame.to_ndarray(format="gray")
        small = cv2.resize(grey, (width_px, height_px), interpolation=cv2.INTER_LINEAR)
        return small.astype(np.float32)
