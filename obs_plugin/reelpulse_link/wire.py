"""The binary protocol of `/ws/ingest`, sender side; the server's side is `reelpulse/web/wire.py`.

One WebSocket message is: magic `RP`, version (u8), kind (u8), header length (u32, little endian),
the header as UTF-8 JSON, then the payload. Golden files hold both sides to it.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict, dataclass
from typing import Any

MAGIC = b"RP"
VERSION = 3

_ENVELOPE = struct.Struct("<2sBBI")
_HELLO, _FRAME, _PONG, _FACT, _WISH = 1, 2, 3, 4, 5
_WELCOME, _PING, _CLOCK, _COMMAND, _FATE, _PROBLEM, _SHOW = 32, 33, 34, 35, 36, 37, 38


class LinkError(Exception):
    """The server cannot be reached, or refuses; the message says what to do."""


@dataclass(frozen=True)
class Hello:
    """First message to the server."""

    sender: str
    plays: bool
    wants_fate: bool
    session_id: int | None = None
    """The session whose show we were executing when the last connection broke."""
    clock: str = "perf_counter_ns"


@dataclass(frozen=True)
class FrameHeader:
    """Where in the show a webcam picture was taken."""

    source: str
    sequence: int
    captured_at_ns: int
    """This machine's `perf_counter_ns` at the moment of capture."""
    scene: str
    exposure_id: int | None
    ad_id: str | None
    ad_position_ms: int | None
    ad_position_settled: bool
    """False within 2 s of a jump, and while the ad's clock is not known well."""
    ad_lead_ms: int | None = None
    """How far the ad's cursor is taken to be ahead of the position; None: the position is exact."""


@dataclass(frozen=True)
class Pong:
    """Answer to a Ping."""

    ping: int
    received_at_ns: int
    sent_at_ns: int


@dataclass(frozen=True)
class Fact:
    """Something that happened on the participants' screen: `started`, `paused`, `resumed`, `ended`, `failed`."""

    what: str
    exposure_id: int
    at_ns: int
    reason: str = ""


@dataclass(frozen=True)
class Wish:
    """A button pressed here: `start`, `stop`, `skip`, `pause` or `resume` the show."""

    do: str


@dataclass(frozen=True)
class Welcome:
    """The server accepts us."""

    server: str
    picture_bytes_max: int


@dataclass(frozen=True)
class Ping:
    """Asks for a Pong with the same number."""

    ping: int


@dataclass(frozen=True)
class Clock:
    """The server knows our clock's offset: frames may be sent from now on."""

    offset_ns: int
    round_trip_ns: int


@dataclass(frozen=True)
class Command:
    """`play` an ad; `pause`, `resume` or `stop` what is shown."""

    do: str
    session_id: int | None = None
    exposure_id: int | None = None
    ad_id: str | None = None
    ad_path: str | None = None
    buffer_ms: int | None = None
    """Neutral pause before the ad; only with `play`."""


@dataclass(frozen=True)
class Fate:
    """What became of one frame."""

    source: str
    sequence: int
    measured: bool


@dataclass(frozen=True)
class Problem:
    """An error for the person at this machine."""

    message: str
    fatal: bool


@dataclass(frozen=True)
class Show:
    """How the show stands: `none`, `ready`, `running`, `paused` or `finished`."""

    session_id: int | None
    title: str
    state: str
    ads_left: int
    ad_title: str | None


FromServer = Welcome | Ping | Clock | Command | Fate | Problem | Show

_INCOMING: dict[int, type[Any]] = {
    _WELCOME: Welcome,
    _PING: Ping,
    _CLOCK: Clock,
    _COMMAND: Command,
    _FATE: Fate,
    _PROBLEM: Problem,
    _SHOW: Show,
}

_TYPES: dict[str, tuple[type[Any], ...]] = {
    "int": (int,),
    "str": (str,),
    "bool": (bool,),
    "int | None": (int, type(None)),
    "str | None": (str, type(None)),
}


def encode(message: Hello | Pong | Fact | Wish) -> bytes:
    """The bytes of a message without a picture."""
    kind = {Hello: _HELLO, Pong: _PONG, Fact: _FACT, Wish: _WISH}[type(message)]
    return _envelope(kind, asdict(message))


def encode_frame(header: FrameHeader, jpeg: bytes, ad_jpeg: bytes = b"") -> bytes:
    """The bytes of one picture, with a small one of the ad on the screen."""
    fields = {**asdict(header), "ad_picture_bytes": len(ad_jpeg)}
    return _envelope(_FRAME, fields) + jpeg + ad_jpeg


def decode(data: bytes) -> FromServer:
    """Parse one message of the server.

    Raises:
        LinkError: these are not our server's bytes, or of another version.
    """
    if len(data) < _ENVELOPE.size or data[:2] != MAGIC:
        raise LinkError("That address answers, but not as a ReelPulse server. Check the address.")
    _, version, kind, length = _ENVELOPE.unpack_from(data)
    if version != VERSION:
        raise LinkError(
            f"The server speaks protocol version {version}, this script {VERSION}. "
            "Install both from the same ReelPulse release."
        )
    try:
        fields = json.loads(data[_ENVELOPE.size : _ENVELOPE.size + length])
        message: FromServer = _INCOMING[kind](**fields)
    except (KeyError, TypeError, ValueError, RecursionError) as problem:
        raise LinkError(f"The server's message cannot be read: {problem!r}.") from problem
    for name, kind_of_value in _INCOMING[kind].__annotations__.items():
        if type(getattr(message, name)) not in _TYPES[kind_of_value]:
            raise LinkError(f"The server's message cannot be read: {name} is not {kind_of_value}.")
    return message


def _envelope(kind: int, fields: dict[str, Any]) -> bytes:
    header = json.dumps(fields, ensure_ascii=False, separators=(",", ":")).encode()
    return _ENVELOPE.pack(MAGIC, VERSION, kind, len(header)) + header
