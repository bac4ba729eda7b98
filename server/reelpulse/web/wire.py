"""The binary protocol of `/ws/ingest`, server side: every message, its fields and their limits.

One WebSocket message is: magic `RP`, version (u8), kind (u8), header length (u32, little endian),
the header as UTF-8 JSON, then the payload (in FRAME the webcam's JPEG and the ad's, else empty). The sender's side of the
same protocol is `obs_plugin/reelpulse_link/wire.py`; golden files hold both to it.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping, Set
from dataclasses import asdict, dataclass
from enum import IntEnum
from typing import Any, Final

from reelpulse.core.frame import ShowPosition
from reelpulse.errors import WireError, WireVersionError

MAGIC: Final = b"RP"
VERSION: Final = 3
HEADER_BYTES_MAX: Final = 16_384
AD_PICTURE_BYTES_MAX: Final = 65_536
TEXT_CHARS_MAX: Final = 500
NUMBER_MAX: Final = 2**62
"""Below this, the sum and the difference of two times still fit into 64 bits: 146 years."""

_ENVELOPE: Final = struct.Struct("<2sBBI")


class Kind(IntEnum):
    """Message kinds; 1-31 come from the sender, 32-63 from the server."""

    HELLO = 1
    FRAME = 2
    PONG = 3
    FACT = 4
    WISH = 5
    WELCOME = 32
    PING = 33
    CLOCK = 34
    COMMAND = 35
    FATE = 36
    PROBLEM = 37
    SHOW = 38


@dataclass(frozen=True, slots=True, kw_only=True)
class Hello:
    """First message of a sender."""

    sender: str
    """Name and release, e.g. `reelpulse-obs 0.1.0`."""
    clock: str
    """Name of the sender's clock, e.g. `perf_counter_ns`."""
    plays: bool
    """The sender can show ads to the participants."""
    wants_fate: bool
    """The sender paces itself by what becomes of its frames."""
    session_id: int | None
    """The session whose show it was executing when its last connection broke."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FrameMessage:
    """One webcam picture with its place in the show."""

    source: str
    sequence: int
    captured_at_ns: int
    """Sender's clock."""
    show: ShowPosition
    jpeg: bytes
    ad_picture: bytes = b""
    """Small JPEG of the ad as it was on the screen with the webcam's; may be empty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pong:
    """Answer to a PING: both times on the sender's clock."""

    ping: int
    received_at_ns: int
    sent_at_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """Something that happened on the participants' screen."""

    what: str
    """`started`, `paused`, `resumed`, `ended` or `failed`."""
    exposure_id: int
    at_ns: int
    """Sender's clock."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A button pressed at the sender; one that cannot be granted is answered with a PROBLEM."""

    do: str
    """`start`, `stop`, `skip`, `pause` or `resume`."""


Incoming = Hello | FrameMessage | Pong | Fact | Wish

FACTS: Final = frozenset({"started", "ended", "failed", "paused", "resumed"})
WISHES: Final = frozenset({"start", "stop", "skip", "pause", "resume"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Welcome:
    """Answer to a HELLO."""

    server: str
    picture_bytes_max: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PingRequest:
    """Asks for a PONG with the same number."""

    ping: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Clock:
    """The offset is known: frames may come from now on."""

    offset_ns: int
    round_trip_ns: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What the sender shall do; it answers with facts."""

    do: str
    """`play`, `pause`, `resume` or `stop`."""
    session_id: int | None = None
    exposure_id: int | None = None
    ad_id: str | None = None
    ad_path: str | None = None
    buffer_ms: int | None = None
    """Neutral pause before the ad; only with `play`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of one frame."""

    source: str
    sequence: int
    measured: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """An error for the person at the sender; `fatal` when the connection ends with it."""

    message: str
    fatal: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """How the show stands, for the person at the sender; sent to senders that play."""

    session_id: int | None
    title: str
    """Empty without a session."""
    state: str
    """`none`, `ready`, `running`, `paused` or `finished`."""
    ads_left: int
    ad_title: str | None
    """The ad on the screen."""


Outgoing = Welcome | PingRequest | Clock | Command | Fate | Problem | Show

_KIND_OF: Final[Mapping[type[Outgoing], Kind]] = {
    Welcome: Kind.WELCOME,
    PingRequest: Kind.PING,
    Clock: Kind.CLOCK,
    Command: Kind.COMMAND,
    Fate: Kind.FATE,
    Problem: Kind.PROBLEM,
    Show: Kind.SHOW,
}


def encode(message: Outgoing) -> bytes:
    """The bytes of one message to a sender."""
    header = json.dumps(asdict(message), ensure_ascii=False, separators=(",", ":")).encode()
    return _ENVELOPE.pack(MAGIC, VERSION, _KIND_OF[type(message)], len(header)) + header


def decode(data: bytes) -> Incoming:
    """Parse one message of a sender.

    Raises:
        WireVersionError: it is our protocol in another version.
        WireError: truncated or foreign bytes, an unknown kind, a missing or wrong field.
    """
    kind, header, payload = _open_envelope(data)
    fields = _Fields(header)
    match kind:
        case Kind.HELLO:
            return Hello(
                sender=fields.text("sender"),
                clock=fields.text("clock"),
                plays=fields.flag("plays"),
                wants_fate=fields.flag("wants_fate"),
                session_id=fields.number_or_none("session_id"),
            )
        case Kind.FRAME:
            return _frame(fields, payload)
        case Kind.PONG:
            return _pong(fields)
        case Kind.FACT:
            return _fact(fields)
        case Kind.WISH:
            return _wish(fields)
        case _:
            raise WireError(f"Message kind {kind.name} goes from the server to the sender only.")


def _open_envelope(data: bytes) -> tuple[Kind, Mapping[str, Any], bytes]:
    if len(data) < _ENVELOPE.size or data[:2] != MAGIC:
        raise WireError(
            "These bytes are not ReelPulse's protocol. Connect only its own sender here."
        )
    _, version, kind_number, header_length = _ENVELOPE.unpack_from(data)
    if version != VERSION:
        raise WireVersionError(theirs=version, ours=VERSION)
    end = _ENVELOPE.size + header_length
    if header_length > HEADER_BYTES_MAX:
        raise WireError(f"The message's header is longer than {HEADER_BYTES_MAX} bytes.")
    if end > len(data):
        raise WireError("The message is truncated: its header is longer than what arrived.")
    try:
        kind = Kind(kind_number)
        header = json.loads(data[_ENVELOPE.size : end])
    except (ValueError, RecursionError) as problem:  # unknown kind, not UTF-8, not JSON, too deep
        raise WireError(f"The message cannot be read: {problem}.") from problem
    if not isinstance(header, dict):
        raise WireError("The message's header is not an object.")
    return kind, header, data[end:]


def _frame(fields: _Fields, payload: bytes) -> FrameMessage:
    ad_bytes = fields.number("ad_picture_bytes")
    if ad_bytes >= len(payload):
        raise WireError("The frame has no picture.")
    if ad_bytes > AD_PICTURE_BYTES_MAX:
        raise WireError(f"The ad's picture is larger than {AD_PICTURE_BYTES_MAX} bytes.")
    end = len(payload) - ad_bytes
    return FrameMessage(
        source=fields.text("source"),
        sequence=fields.number("sequence"),
        captured_at_ns=fields.number("captured_at_ns"),
        show=ShowPosition(
            scene=fields.text("scene"),
            exposure_id=fields.number_or_none("exposure_id"),
            ad_id=fields.text_or_none("ad_id"),
            ad_position_ms=fields.number_or_none("ad_position_ms"),
            ad_position_settled=fields.flag("ad_position_settled"),
            ad_lead_ms=fields.number_or_none("ad_lead_ms"),
        ),
        jpeg=payload[:end],
        ad_picture=payload[end:],
    )


def _pong(fields: _Fields) -> Pong:
    pong = Pong(
        ping=fields.number("ping"),
        received_at_ns=fields.number("received_at_ns"),
        sent_at_ns=fields.number("sent_at_ns"),
    )
    if pong.sent_at_ns < pong.received_at_ns:
        raise WireError("The PONG was sent before its PING was received: the clock runs backwards.")
    return pong


def _wish(fields: _Fields) -> Wish:
    return Wish(do=fields.one_of("do", WISHES, called="wish"))


def _fact(fields: _Fields) -> Fact:
    return Fact(
        what=fields.one_of("what", FACTS, called="fact"),
        exposure_id=fields.number("exposure_id"),
        at_ns=fields.number("at_ns"),
        reason=fields.text_or_none("reason") or "",
    )


@dataclass(frozen=True, slots=True)
class _Fields:
    """Typed access to a header; every method raises `WireError` that names the field."""

    values: Mapping[str, Any]

    def text(self, name: str) -> str:
        value = self.values.get(name)
        if not isinstance(value, str) or not 0 < len(value) <= TEXT_CHARS_MAX:
            raise WireError(f"{name!r} must be a text of 1 to {TEXT_CHARS_MAX} characters.")
        if any("\ud800" <= character <= "\udfff" for character in value):
            raise WireError(f"{name!r} holds half a character, which no file can keep.")
        return value

    def one_of(self, name: str, known: Set[str], *, called: str) -> str:
        value = self.text(name)
        if value not in known:
            raise WireError(
                f"The {called} {value!r} is unknown; known are {', '.join(sorted(known))}."
            )
        return value

    def text_or_none(self, name: str) -> str | None:
        return None if self.values.get(name) in (None, "") else self.text(name)

    def number(self, name: str) -> int:
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value < NUMBER_MAX:
            raise WireError(f"{name!r} must be a whole number from 0 to 2^62 - 1.")
        return value

    def number_or_none(self, name: str) -> int | None:
        return None if self.values.get(name) is None else self.number(name)

    def flag(self, name: str) -> bool:
        value = self.values.get(name)
        if not isinstance(value, bool):
            raise WireError(f"{name!r} must be true or false.")
        return value
