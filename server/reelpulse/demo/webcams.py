"""Where the demo's webcam pictures come from besides the made audience: a video file or a camera."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import av
import av.error
import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.errors import MediaError


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowMoment:
    """A moment of the demo, for webcams whose people react to the ads."""

    at_s: float
    """Seconds since the player began."""
    ad_name: str | None
    """File name of the ad on the screen, None between the ads."""
    ad_position_s: float
    """Timecode of that ad."""


class Webcam(Protocol):
    """Gives the picture that a webcam would show at a moment of the show."""

    name: str

    def picture(self, moment: ShowMoment, /) -> npt.NDArray[np.uint8]:
        """RGB, shape (height, width, 3).

        Raises:
            MediaError: there is no picture any more.
        """
        ...

    def close(self) -> None:
        """Let go of the file or device."""
        ...


class VideoWebcam:
    """A recorded webcam video, from its beginning again when it ends."""

    def __init__(self, path: Path, *, width_px: int) -> None:
        """Open the file.

        Args:
            path: of the video.
            width_px: larger pictures are made smaller, smaller ones stay.

        Raises:
            MediaError: it is missing or holds no video.
        """
        if path.is_dir():
            raise MediaError(path, "this is a folder. Give a webcam video with --video.")
        if not path.is_file():
            raise MediaError(path, "there is no such file. Check the path given with --video.")
        try:
            self._container = av.open(str(path))
        except av.error.FFmpegError as problem:
            raise MediaError(
                path, "this is not a video ({reason}).", reason=problem.strerror
            ) from problem
        if not self._container.streams.video:
            self._container.close()
            raise MediaError(path, "the file has no video. Give a webcam video with --video.")
        self.name = path.name
        self._round_start_s = 0.0
        self._frames = self._decode()
        self._shown = self._first(path)
        self._next = self._shown
        self._width_px = min(width_px, self._shown.width)

    def picture(self, moment: ShowMoment, /) -> npt.NDArray[np.uint8]:
        """The last frame whose time has come."""
        while self._time_s(self._next) + self._round_start_s <= moment.at_s:
            self._shown = self._next
            try:
                self._next = next(self._frames)
            except StopIteration:
                self._round_start_s = moment.at_s
                self._container.seek(0)
                self._frames = self._decode()
                self._next = next(self._frames)
                break
        height_px = round(self._shown.height * self._width_px / self._shown.width / 2) * 2
        return np.asarray(
            self._shown.to_ndarray(format="rgb24", width=self._width_px, height=height_px), np.uint8
        )

    def close(self) -> None:
        """Close the file."""
        self._container.close()

    def _first(self, path: Path) -> av.VideoFrame:
        try:
            return next(self._frames)
        except (StopIteration, av.error.FFmpegError) as problem:
            self._container.close()
            raise MediaError(
                path, "no picture of the video can be read. Convert it to MP4."
            ) from problem

    def _decode(self) -> Iterator[av.VideoFrame]:
        return iter(self._container.decode(video=0))

    def _time_s(self, frame: av.VideoFrame) -> float:
        stream = self._container.streams.video[0]
        start = float((stream.start_time or 0) * (stream.time_base or 0))
        return float(frame.time or 0.0) - start


class CameraWebcam:
    """A camera of this machine, by OpenCV's number."""

    def __init__(self, number: int, *, width_px: int, height_px: int) -> None:
        """Open the device.

        Raises:
            MediaError: there is no such camera, or another program holds it.
        """
        try:
            self._capture = cv2.VideoCapture(number)
        except cv2.error as problem:  # a number beyond what a device can have
            raise _no_camera(number) from problem
        if not self._capture.isOpened():
            raise _no_camera(number)
        self._capture.set(cv2.CAP_PROP_FRAME_WIDTH, width_px)
        self._capture.set(cv2.CAP_PROP_FRAME_HEIGHT, height_px)
        self._capture.set(cv2.CAP_PROP_BUFFERSIZE, 1)
        self.name = f"camera {number}"

    def picture(self, _moment: ShowMoment, /) -> npt.NDArray[np.uint8]:
        """The newest picture.

        Raises:
            MediaError: the camera was unplugged.
        """
        taken, bgr = self._capture.read()
        if not taken:
            raise MediaError(self.name, "it gives no picture any more. Was it unplugged?")
        return np.ascontiguousarray(bgr[:, :, ::-1], dtype=np.uint8)

    def close(self) -> None:
        """Release the device."""
        self._capture.release()


def _no_camera(number: int) -> MediaError:
    return MediaError(
        f"camera {number}",
        "it cannot be opened. Close other programs that use it, or try another --camera number.",
    )
