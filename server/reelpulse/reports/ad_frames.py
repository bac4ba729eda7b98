"""Decodes the frames of an ad that were on the screen at given timecodes."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import av
import av.container
import av.video
import numpy as np
import numpy.typing as npt
from av.stream import Disposition

from reelpulse.errors import MediaError

_PREROLLS_S = (0, 1, 10)
"""A seek may land behind its target: B-frames make an index of decoding times run early, and the
first pictures of an open group cannot be decoded. Then it is tried from further back."""
_SEEK_GAP_S = 4
"""Where a file's index does not (yet) reach, a seek pays off from about here."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class AdFrame:
    """One decoded picture."""

    shown_ms: float
    """When the file begins to show it, from the file's start."""
    rgb: npt.NDArray[np.uint8]
    """Shape (height, width, 3), upright and with square pixels."""


def ad_frames(
    path: Path,
    timecodes_ms: Iterable[int],
    *,
    width_px: int,
    on_frame: Callable[[], None] = lambda: None,
) -> Mapping[int, AdFrame]:
    """Decode in one pass the frame shown at each timecode, scaled to `width_px`.

    The frame of timecode t is the last one whose time is ≤ t, counted from the start of the file (the
    earliest of its streams, as players do); before the first frame it is the first, after the end
    the last.

    Args:
        path: a video file.
        timecodes_ms: in any order.
        width_px: of the pictures; their height follows the video's shape.
        on_frame: called after each picture, as a long ad takes minutes.

    Raises:
        MediaError: the file is missing, holds no video, or cannot be decoded.
    """
    wanted = sorted(set(timecodes_ms))

    def read(*, seeking: bool) -> dict[int, AdFrame]:
        frames = {}
        for timecode_ms, frame in _frames(path, wanted, width_px=width_px, seeking=seeking):
            frames[timecode_ms] = frame
            on_frame()
        return frames

    try:
        return read(seeking=True)
    except _SeekFailedError:
        return read(seeking=False)


class _SeekFailedError(Exception):
    """The file cannot be entered in its middle."""


def _frames(
    path: Path, timecodes_ms: Sequence[int], *, width_px: int, seeking: bool
) -> Iterator[tuple[int, AdFrame]]:
    with _opened(path) as (container, stream):
        reader = _Reader(container, stream, seeking=seeking)
        for timecode_ms in timecodes_ms:
            found = reader.at(timecode_ms)
            if found is None:
                raise MediaError(path, "its video holds no picture that can be decoded.")
            rgb = _upright_rgb(found, stream, width_px)
            yield timecode_ms, AdFrame(shown_ms=reader.time_ms(found), rgb=rgb)


@contextmanager
def _opened(
    path: Path,
) -> Iterator[tuple[av.container.InputContainer, av.video.VideoStream]]:
    try:
        with av.open(str(path)) as container:
            moving = [s for s in container.streams.video if not _is_cover(s)]
            if not moving:
                raise MediaError(path, "the file holds no video.")
            moving[0].thread_type = "AUTO"
            yield container, moving[0]
    except FileNotFoundError as problem:
        raise MediaError(path, "the file is not there.") from problem
    except (av.FFmpegError, OSError) as problem:
        raise MediaError(
            path, "the file cannot be decoded ({reason}).", reason=problem.strerror
        ) from problem


def _is_cover(stream: av.video.VideoStream) -> bool:
    """A still picture that rides along, such as a poster."""
    return bool(stream.disposition & Disposition.attached_pic)


class _Reader:
    """Walks forward through a stream, seeking where that saves decoding."""

    def __init__(
        self,
        container: av.container.InputContainer,
        stream: av.video.VideoStream,
        *,
        seeking: bool,
    ) -> None:
        self._seeking = seeking
        self._container = container
        self._stream = stream
        self._tick_s = stream.time_base or Fraction(1, 90_000)
        start_us = container.start_time
        self._start = (
            (stream.start_time or 0)
            if start_us is None
            else round(Fraction(start_us, av.time_base) / self._tick_s)
        )
        entries = [(entry.timestamp, entry.is_keyframe) for entry in stream.index_entries]
        self._key_times = sorted(time for time, is_key in entries if is_key)
        self._indexed_to = max((time for time, _ in entries), default=None)
        self._frames = self._decoded()
        self._shown: av.VideoFrame | None = None
        self._coming: av.VideoFrame | None = next(self._frames, None)

    def time_ms(self, frame: av.VideoFrame) -> float:
        """Time of a frame from the start of the file."""
        return float(1000 * (_pts(frame) - self._start) * self._tick_s)

    def at(self, timecode_ms: int) -> av.VideoFrame | None:
        """The frame shown at a timecode, which must not lie before the last one asked for."""
        target = self._start + Fraction(timecode_ms, 1000) / self._tick_s
        if self._seeking and self._seek_pays(target):
            self._seek(target)
        self._walk_to(target)
        return self._shown or self._coming

    def _decoded(self) -> Iterator[av.VideoFrame]:
        return (frame for frame in self._container.decode(self._stream) if frame.pts is not None)

    def _walk_to(self, target: Fraction) -> None:
        while self._coming is not None and _pts(self._coming) <= target:
            self._shown, self._coming = self._coming, next(self._frames, None)

    def _seek_pays(self, target: Fraction) -> bool:
        if self._coming is None:
            return False
        before = bisect_right(self._key_times, target) - 1
        if before >= 0 and self._key_times[before] > _pts(self._coming):
            return True
        unknown = self._indexed_to is None or self._indexed_to < target
        return unknown and target - _pts(self._coming) > _SEEK_GAP_S / self._tick_s

    def _seek(self, target: Fraction) -> None:
        """Go to a key frame before the target.

        Raises:
            _SeekFailedError: the file's index or format does not allow it.
        """
        for preroll_s in _PREROLLS_S:
            if self._lands_before(target, offset=int(target - preroll_s / self._tick_s)):
                return
        raise _SeekFailedError

    def _lands_before(self, target: Fraction, *, offset: int) -> bool:
        try:
            self._container.seek(offset, stream=self._stream, backward=True)
        except av.FFmpegError as problem:
            raise _SeekFailedError from problem
        self._frames = self._decoded()
        self._shown, self._coming = None, next(self._frames, None)
        first = self._coming
        return first is not None and _pts(first) <= target and not first.is_corrupt


def _pts(frame: av.VideoFrame) -> int:
    assert frame.pts is not None  # noqa: S101 - frames without a time are skipped when decoded
    return frame.pts


def _upright_rgb(
    frame: av.VideoFrame, stream: av.video.VideoStream, width_px: int
) -> npt.NDArray[np.uint8]:
    quarter_turns = round(frame.rotation / 90) % 4
    shape = Fraction(frame.width, frame.height) * (stream.sample_aspect_ratio or 1)
    width = float(width_px * shape) if quarter_turns % 2 else float(width_px)
    scaled = frame.reformat(
        width=max(2, round(width)),
        height=max(2, round(width / shape)),
        format="rgb24",
        interpolation="AREA",
    )
    return np.ascontiguousarray(np.rot90(scaled.to_ndarray(), quarter_turns), dtype=np.uint8)
