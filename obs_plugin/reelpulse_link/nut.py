"""Reads the NUT container from a stream: each video frame's bytes with its presentation time.

Source of the format: the NUT specification (FFmpeg project, nut.txt). Only what a single video stream
needs is read; index, info and unknown packets are passed over.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

FILE_ID = b"nut/multimedia container\0"
MAIN = 0x4E4D7A561F5F04AD
STREAM = 0x4E5311405BF2F9DB
SYNCPOINT = 0x4E4BE4ADEECA4569
_FIRST_OF_STARTCODE = 0x4E
_CHECKSUM_BYTES = 4
_LONG_PACKET = 4096

_CODED_PTS, _STREAM_ID, _SIZE_MSB, _CHECKSUM = 8, 16, 32, 64
_RESERVED, _SIDE_DATA, _HEADER_IDX, _MATCH_TIME = 128, 256, 1024, 2048
_CODED_FLAGS, _INVALID = 4096, 8192

PACKET_BYTES_MAX = 32_000_000


class NutError(Exception):
    """The bytes are not a NUT stream that this reader understands."""


@dataclass(frozen=True)
class NutFrame:
    """One frame of the first stream."""

    pts_s: float
    """On the clock of the one who wrote it."""
    data: bytes


@dataclass
class _Code:
    """What one frame code stands for."""

    flags: int = _INVALID
    pts_delta: int = 0
    size_mul: int = 1
    size_lsb: int = 0
    stream_id: int = 0
    reserved: int = 0
    header_idx: int = 0


@dataclass
class _Bytes:
    """A packet's payload, read value by value."""

    data: bytes
    at: int = 0

    def take(self, count: int) -> bytes:
        if self.at + count > len(self.data):
            raise NutError("A packet is shorter than it says.")
        self.at += count
        return self.data[self.at - count : self.at]


@dataclass
class _Stream:
    time_base_s: float = 0.0
    msb_pts_shift: int = 0
    last_pts: int = 0


def read_nut(read: Callable[[int], bytes]) -> Iterator[NutFrame]:
    """Frames until the stream ends.

    Args:
        read: gives exactly so many bytes, or fewer at the end.

    Raises:
        NutError: this is no NUT stream.
    """
    return _Reader(read).frames()


@dataclass
class _Reader:
    read: Callable[[int], bytes]
    time_bases_s: list[float] = field(default_factory=list)
    codes: list[_Code] = field(default_factory=list)
    elided: list[bytes] = field(default_factory=list)
    streams: dict[int, _Stream] = field(default_factory=dict)

    def frames(self) -> Iterator[NutFrame]:
        if self.read(len(FILE_ID)) != FILE_ID:
            raise NutError("This is no NUT stream.")
        while first := self.read(1):
            if first[0] == _FIRST_OF_STARTCODE:
                self._packet(int.from_bytes(first + self._exactly(7)))
            else:
                frame = self._frame(first[0])
                if frame is not None:
                    yield frame

    def _exactly(self, count: int) -> bytes:
        if count > PACKET_BYTES_MAX:
            raise NutError("A packet says that it is larger than any picture.")
        data = self.read(count)
        if len(data) < count:
            raise NutError("The stream ended in the middle of a packet.")
        return data

    def _packet(self, startcode: int) -> None:
        length = _unsigned(self._exactly)
        if length > _LONG_PACKET:
            self._exactly(_CHECKSUM_BYTES)
        payload = _Bytes(self._exactly(length)[:-_CHECKSUM_BYTES])
        if startcode == MAIN:
            self._main_header(payload)
        elif startcode == STREAM:
            self._stream_header(payload)
        elif startcode == SYNCPOINT:
            self._syncpoint(payload)

    def _main_header(self, payload: _Bytes) -> None:
        version = _unsigned(payload.take)
        if version > 3:
            _unsigned(payload.take)  # minor version
        _unsigned(payload.take)  # streams
        _unsigned(payload.take)  # max_distance
        self.time_bases_s = [
            _unsigned(payload.take) / _unsigned(payload.take)
            for _ in range(_unsigned(payload.take))
        ]
        self.codes = _code_table(payload.take)
        self.elided = [b""]
        for _ in range(_unsigned(payload.take)):
            self.elided.append(payload.take(_unsigned(payload.take)))

    def _stream_header(self, payload: _Bytes) -> None:
        number = _unsigned(payload.take)
        _unsigned(payload.take)  # class
        payload.take(_unsigned(payload.take))  # fourcc
        time_base = _unsigned(payload.take)
        shift = _unsigned(payload.take)
        self.streams[number] = _Stream(self.time_bases_s[time_base], shift)

    def _syncpoint(self, payload: _Bytes) -> None:
        coded = _unsigned(payload.take)
        count = len(self.time_bases_s)
        at_s = coded // count * self.time_bases_s[coded % count]
        for stream in self.streams.values():
            stream.last_pts = int(at_s / stream.time_base_s + 1e-9)

    def _frame(self, number: int) -> NutFrame | None:
        if not self.codes or not self.streams:
            raise NutError("A frame came before the headers.")
        code = self.codes[number]
        flags = code.flags
        if flags & _CODED_FLAGS:
            flags ^= _unsigned(self._exactly)
        if flags & (_INVALID | _SIDE_DATA):
            raise NutError("A frame has a code that this reader does not know.")
        stream_id = _unsigned(self._exactly) if flags & _STREAM_ID else code.stream_id
        stream = self.streams[stream_id]
        if flags & _CODED_PTS:
            stream.last_pts = _full_pts(_unsigned(self._exactly), stream)
        else:
            stream.last_pts += code.pts_delta
        size = code.size_lsb
        if flags & _SIZE_MSB:
            size += code.size_mul * _unsigned(self._exactly)
        if flags & _MATCH_TIME:
            _unsigned(self._exactly)
        header = _unsigned(self._exactly) if flags & _HEADER_IDX else code.header_idx
        for _ in range(_unsigned(self._exactly) if flags & _RESERVED else code.reserved):
            _unsigned(self._exactly)
        if flags & _CHECKSUM:
            self._exactly(_CHECKSUM_BYTES)
        elided = self.elided[header] if size <= _LONG_PACKET else b""
        data = elided + self._exactly(size - len(elided))
        pts_s = stream.last_pts * stream.time_base_s
        return NutFrame(pts_s, data) if stream_id == min(self.streams) else None


def _code_table(take: Callable[[int], bytes]) -> list[_Code]:
    """The meaning of the 256 frame codes, which the main header keeps as runs."""
    codes: list[_Code] = []
    pts_delta, size_mul, stream_id, header_idx = 0, 1, 0, 0
    while len(codes) < 256:
        flags, fields = _unsigned(take), _unsigned(take)
        pts_delta = _signed(take) if fields > 0 else pts_delta
        size_mul = _unsigned(take) if fields > 1 else size_mul
        stream_id = _unsigned(take) if fields > 2 else stream_id
        size = _unsigned(take) if fields > 3 else 0
        reserved = _unsigned(take) if fields > 4 else 0
        count = _unsigned(take) if fields > 5 else size_mul - size
        if fields > 6:
            _signed(take)  # match_time_delta
        header_idx = _unsigned(take) if fields > 7 else header_idx
        for _ in range(8, fields):
            _unsigned(take)
        run = 0
        while run < count and len(codes) < 256:
            if len(codes) == _FIRST_OF_STARTCODE:
                codes.append(_Code())
                continue
            codes.append(
                _Code(flags, pts_delta, size_mul, size + run, stream_id, reserved, header_idx)
            )
            run += 1
    return codes


def _full_pts(coded: int, stream: _Stream) -> int:
    """A coded time is either whole, or only the lowest bits of one near the last."""
    limit = 1 << stream.msb_pts_shift
    if coded >= limit:
        return coded - limit
    mask = limit - 1
    nearest = stream.last_pts - mask // 2
    return ((coded - nearest) & mask) + nearest


def _unsigned(take: Callable[[int], bytes]) -> int:
    """Seven bits a byte, the highest first; the top bit says that more follow."""
    value = 0
    while True:
        byte = take(1)[0]
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            return value


def _signed(take: Callable[[int], bytes]) -> int:
    coded = _unsigned(take) + 1
    return -(coded >> 1) if coded & 1 else coded >> 1
