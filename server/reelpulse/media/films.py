"""Reads a film of people at a steady pace: a webcam's video, or a recording of a show."""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import chain
from pathlib import Path
from typing import Final

import av
import av.container
import av.video
import numpy as np
import numpy.typing as npt

from reelpulse.errors import MediaError
from reelpulse.media.moving_picture import moving_picture

_PREROLL_S: Final = 10.0
"""A film is entered so far before the wanted moment: key frames lie up to ten seconds apart."""
_ROUNDED_S: Final = 0.002
"""Matroska keeps whole milliseconds: a frame may seem to come a little before its step."""
_SHORTER_S: Final = 1.0
"""A film that ends so much earlier than it says of itself has been broken off."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Region:
    """A part of a picture, in whole pixels."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmFacts:
    """What is known of a film before it is read."""

    path: Path
    sha256: str
    width_px: int
    height_px: int
    """Of the picture as it is watched."""
    duration_s: float | None
    """By its own word; None where it does not say."""
    frame_rate_hz: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FilmPicture:
    """One picture of a film."""

    number: int
    """Its place among the pictures at this pace; who goes on later names the last one."""
    at_ns: int
    """From the start of the file."""
    rgb: npt.NDArray[np.uint8]
    """Shape (height, width, 3)."""


@dataclass(slots=True, kw_only=True)
class FilmEnd:
    """How the reading of a film ended; true once all pictures were read."""

    read_s: float = 0.0
    """Time of the last picture that could be decoded."""
    broken_packets: int = 0
    """Pieces in the middle that could not be decoded."""
    broke_off: bool = False
    """The file cannot be read further, or ends earlier than it says of itself."""


def look_at(path: Path) -> FilmFacts:
    """Size, length and SHA-256 of a film.

    Raises:
        MediaError: the file is missing, is no video, or not one of its pictures can be decoded.
    """
    with _opened(path, FilmEnd()) as film:
        first = next(film.decoded(), None)
        if first is None:
            raise _without_pictures(path)
        height_px, width_px = _upright(first).shape[:2]
        facts = FilmFacts(
            path=path.resolve(),
            sha256="",
            width_px=width_px,
            height_px=height_px,
            duration_s=film.duration_s,
            frame_rate_hz=float(film.stream.average_rate or 0),
        )
    try:
        with path.open("rb") as file:
            return replace(facts, sha256=hashlib.file_digest(file, "sha256").hexdigest())
    except OSError as problem:
        raise _unreadable(path, problem) from problem


def pictures(
    path: Path, *, rate_hz: float, after: int, region: Region | None, end: FilmEnd
) -> Iterator[FilmPicture]:
    """The first picture of every 1/rate second, from the one after number `after` on.

    Args:
        path: of a film that was looked at.
        rate_hz: so many pictures a second at most.
        after: number of the last picture that is done; -1 before the first.
        region: what of the picture is wanted; None: all of it.
        end: filled in as the film is read. A tail that is broken ends the pictures and raises nothing.

    Raises:
        MediaError: the film cannot be opened any more.
    """
    pace = _Pace(rate_hz=rate_hz, after=after, region=region)
    with _opened(path, end) as film:
        frames = film.entered(after / rate_hz - _PREROLL_S)
        first = next(frames, None)
        if first is not None and film.time_s(first) * rate_hz < max(after, 0) + 1:
            yield from film.paced(chain([first], frames), pace)
            return
    with _opened(path, end) as film:
        yield from film.paced(film.decoded(), pace)


@dataclass(slots=True, kw_only=True)
class _Pace:
    """Which pictures are wanted."""

    rate_hz: float
    after: int
    region: Region | None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Film:
    """An open film."""

    container: av.container.InputContainer
    stream: av.video.VideoStream
    end: FilmEnd

    @property
    def duration_s(self) -> float | None:
        """Of the picture, which may be shorter than its sound."""
        if self.stream.duration is not None and self.stream.time_base is not None:
            return float(self.stream.duration * self.stream.time_base)
        duration_us = self.container.duration
        return None if duration_us is None else duration_us / av.time_base

    def time_s(self, frame: av.VideoFrame) -> float:
        """From the start of the file, the earliest of its streams, as players count."""
        start_s = Fraction(self.container.start_time or 0, av.time_base)
        tick_s = self.stream.time_base or Fraction(1, av.time_base)
        return float((frame.pts or 0) * tick_s - start_s)

    def entered(self, entry_s: float) -> Iterator[av.VideoFrame]:
        """From a key frame before the moment; nothing where the file cannot be entered there."""
        if entry_s > 0:
            start_us = self.container.start_time or 0
            try:
                self.container.seek(start_us + round(entry_s * av.time_base), backward=True)
            except av.FFmpegError:
                return iter(())
        return self.decoded()

    def decoded(self) -> Iterator[av.VideoFrame]:
        """Every frame that can be decoded and has a time."""
        packets = self.container.demux(self.stream)
        while True:
            try:
                packet = next(packets, None)
            except (av.FFmpegError, OSError):
                self.end.broke_off = True
                packet = None
            yield from (frame for frame in self._frames(packet) if frame.pts is not None)
            if packet is None:
                return

    def _frames(self, packet: av.Packet[av.video.VideoStream] | None) -> list[av.VideoFrame]:
        try:
            return self.stream.codec_context.decode(packet)
        except av.EOFError:  # the film's own last packet has emptied the decoder
            return []
        except av.FFmpegError:
            self.end.broken_packets += 1
            return []

    def paced(self, frames: Iterable[av.VideoFrame], pace: _Pace) -> Iterator[FilmPicture]:
        """The first frame of every step of the pace; afterwards `end` is true."""
        for frame in frames:
            at_s = self.time_s(frame)
            self.end.read_s = max(self.end.read_s, at_s)
            number = int((at_s + _ROUNDED_S) * pace.rate_hz)
            if number > pace.after:
                pace.after = number
                rgb = _part(frame, pace.region)
                yield FilmPicture(number=number, at_ns=round(at_s * 1e9), rgb=rgb)
        frame_s = 1 / float(self.stream.average_rate or 1)
        said_s = self.duration_s
        if said_s is not None and self.end.read_s + frame_s + _SHORTER_S < said_s:
            self.end.broke_off = True


def _part(frame: av.VideoFrame, region: Region | None) -> npt.NDArray[np.uint8]:
    upright = _upright(frame)
    if region is not None:
        upright = upright[
            region.top_px : region.top_px + region.height_px,
            region.left_px : region.left_px + region.width_px,
        ]
    return np.ascontiguousarray(upright, dtype=np.uint8)


def _upright(frame: av.VideoFrame) -> npt.NDArray[np.uint8]:
    """As it is watched: a telephone's picture may lie on its side in the file."""
    turned = np.rot90(frame.to_ndarray(format="rgb24"), round(frame.rotation / 90) % 4)
    return np.asarray(turned, dtype=np.uint8)


@contextlib.contextmanager
def _opened(path: Path, end: FilmEnd) -> Iterator[_Film]:
    try:
        container = av.open(str(path))
    except FileNotFoundError as problem:
        raise MediaError(path, "there is no such file. Check the path of the film.") from problem
    except (av.FFmpegError, OSError) as problem:
        raise _unreadable(path, problem) from problem
    with container:
        yield _Film(container=container, stream=_moving(path, container), end=end)


def _moving(path: Path, container: av.container.InputContainer) -> av.video.VideoStream:
    stream = moving_picture(container)
    if stream is None:
        raise MediaError(path, "the file has no video. Name a video in which people are seen.")
    stream.thread_type = "AUTO"
    return stream


def _unreadable(path: Path, problem: av.FFmpegError | OSError) -> MediaError:
    return MediaError(
        path,
        "this is not a video that can be read ({reason}). If the program that recorded it was cut "
        "off, remux it in OBS (File → Remux Recordings), or convert it to MP4.",
        reason=problem.strerror,
    )


def _without_pictures(path: Path) -> MediaError:
    return MediaError(
        path, "not one picture of it can be decoded. Convert it to MP4, or name another film."
    )
