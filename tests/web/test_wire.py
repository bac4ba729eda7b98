"""The protocol of `/ws/ingest`: golden bytes for both sides, and what is refused."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reelpulse.core.frame import ShowPosition
from reelpulse.errors import WireError, WireVersionError
from reelpulse.web import wire
from reelpulse_link import wire as link

GOLDEN = Path(__file__).with_name("golden")
WHAT_TO_DO = """
The protocol changed, and scripts in OBS of another release will not understand it. If the change is
on purpose: raise VERSION in server/reelpulse/web/wire.py and obs_plugin/reelpulse_link/wire.py, delete
tests/web/golden/{name}.*, run this test twice and read the new files before you commit them.
"""
JPEG = bytes.fromhex("ffd8ffe000104a464946ffd9")
AD_JPEG = bytes.fromhex("ffd8ffd9")
IN_AN_AD = {
    "exposure_id": 7,
    "ad_id": "8c1f",
    "ad_position_ms": 1500,
    "ad_position_settled": True,
    "ad_lead_ms": 100,
}
BETWEEN_ADS = {
    "exposure_id": None,
    "ad_id": None,
    "ad_position_ms": None,
    "ad_position_settled": False,
}

TO_SERVER: dict[str, tuple[bytes, wire.Incoming]] = {
    "hello": (
        link.encode(link.Hello(sender="reelpulse-obs 0.1.0", plays=True, wants_fate=False)),
        wire.Hello(
            sender="reelpulse-obs 0.1.0",
            clock="perf_counter_ns",
            plays=True,
            wants_fate=False,
            session_id=None,
        ),
    ),
    "hello_again": (
        link.encode(link.Hello("reelpulse-obs 0.1.0", plays=True, wants_fate=True, session_id=12)),
        wire.Hello(
            sender="reelpulse-obs 0.1.0",
            clock="perf_counter_ns",
            plays=True,
            wants_fate=True,
            session_id=12,
        ),
    ),
    "frame_in_an_ad": (
        link.encode_frame(
            link.FrameHeader(
                source="Веб-камера",
                sequence=41,
                captured_at_ns=123_456_789_012_345,
                scene="RP Audience",
                **IN_AN_AD,  # type: ignore[arg-type]  # one of each type
            ),
            JPEG,
            AD_JPEG,
        ),
        wire.FrameMessage(
            source="Веб-камера",
            sequence=41,
            captured_at_ns=123_456_789_012_345,
            show=ShowPosition(scene="RP Audience", **IN_AN_AD),  # type: ignore[arg-type]
            jpeg=JPEG,
            ad_picture=AD_JPEG,
        ),
    ),
    "frame_between_ads": (
        link.encode_frame(
            link.FrameHeader(
                source="cam",
                sequence=0,
                captured_at_ns=0,
                scene="buffer",
                **BETWEEN_ADS,  # type: ignore[arg-type]
            ),
            JPEG,
        ),
        wire.FrameMessage(
            source="cam",
            sequence=0,
            captured_at_ns=0,
            show=ShowPosition(scene="buffer", **BETWEEN_ADS),  # type: ignore[arg-type]
            jpeg=JPEG,
        ),
    ),
    "pong": (
        link.encode(link.Pong(ping=3, received_at_ns=1000, sent_at_ns=1200)),
        wire.Pong(ping=3, received_at_ns=1000, sent_at_ns=1200),
    ),
    "fact_started": (
        link.encode(link.Fact("started", 7, 5_000_000_000)),
        wire.Fact(what="started", exposure_id=7, at_ns=5_000_000_000),
    ),
    "fact_paused": (
        link.encode(link.Fact("paused", 7, 6_000_000_000)),
        wire.Fact(what="paused", exposure_id=7, at_ns=6_000_000_000),
    ),
    "wish": (link.encode(link.Wish("skip")), wire.Wish(do="skip")),
    "fact_failed": (
        link.encode(link.Fact("failed", 7, 5, "нет файла")),
        wire.Fact(what="failed", exposure_id=7, at_ns=5, reason="нет файла"),
    ),
}

TO_SENDER: dict[str, tuple[wire.Outgoing, link.FromServer]] = {
    "welcome": (
        wire.Welcome(server="ReelPulse 0.1.0", picture_bytes_max=4_000_000),
        link.Welcome(server="ReelPulse 0.1.0", picture_bytes_max=4_000_000),
    ),
    "ping": (wire.PingRequest(ping=3), link.Ping(ping=3)),
    "clock": (
        wire.Clock(offset_ns=-987_654_321, round_trip_ns=250_000),
        link.Clock(offset_ns=-987_654_321, round_trip_ns=250_000),
    ),
    "command_play": (
        wire.Command(
            do="play",
            session_id=12,
            exposure_id=7,
            ad_id="8c1f",
            ad_path="/ролики/кофе.mp4",
            buffer_ms=1500,
        ),
        link.Command(
            do="play",
            session_id=12,
            exposure_id=7,
            ad_id="8c1f",
            ad_path="/ролики/кофе.mp4",
            buffer_ms=1500,
        ),
    ),
    "command_stop": (
        wire.Command(do="stop"),
        link.Command(do="stop"),
    ),
    "show": (
        wire.Show(session_id=12, title="Кофе", state="paused", ads_left=2, ad_title="Утро"),
        link.Show(session_id=12, title="Кофе", state="paused", ads_left=2, ad_title="Утро"),
    ),
    "show_none": (
        wire.Show(session_id=None, title="", state="none", ads_left=0, ad_title=None),
        link.Show(session_id=None, title="", state="none", ads_left=0, ad_title=None),
    ),
    "fate": (
        wire.Fate(source="Веб-камера", sequence=41, measured=True),
        link.Fate(source="Веб-камера", sequence=41, measured=True),
    ),
    "problem": (
        wire.Problem(message="This is not a JPEG.", fatal=True),
        link.Problem(message="This is not a JPEG.", fatal=True),
    ),
}


def golden_bytes(name: str, made: bytes) -> bytes:
    """The bytes that were once agreed on; made, and failed, when there are none yet."""
    file = GOLDEN / f"{name}.bin"
    if not file.exists():
        file.write_bytes(made)
        readable = json.dumps(taken_apart(made), ensure_ascii=False, indent=2)
        file.with_suffix(".json").write_text(readable + "\n", encoding="utf-8")
        raise AssertionError(f"{file} was missing and is made anew. Read it, then commit it.")
    return file.read_bytes()


def taken_apart(data: bytes) -> dict[str, object]:
    """A message by the letter of the protocol, without the code under test."""
    magic, version, kind, length = struct.unpack("<2sBBI", data[:8])
    return {
        "magic": magic.decode(),
        "version": version,
        "kind": kind,
        "header": json.loads(data[8 : 8 + length].decode()),
        "payload_hex": data[8 + length :].hex(),
    }


@pytest.mark.parametrize("name", TO_SERVER)
def test_what_the_sender_says_the_server_hears(name: str) -> None:
    said, heard = TO_SERVER[name]
    assert said == golden_bytes(name, said), WHAT_TO_DO.format(name=name)
    assert wire.decode(said) == heard


@pytest.mark.parametrize("name", TO_SENDER)
def test_what_the_server_says_the_sender_hears(name: str) -> None:
    said, heard = TO_SENDER[name]
    assert wire.encode(said) == golden_bytes(name, wire.encode(said)), WHAT_TO_DO.format(name=name)
    assert link.decode(wire.encode(said)) == heard


def test_every_golden_file_has_a_readable_twin_that_says_the_same() -> None:
    files = sorted(GOLDEN.glob("*.bin"))
    assert [file.stem for file in files] == sorted([*TO_SERVER, *TO_SENDER])
    for file in files:
        twin = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))
        assert twin == taken_apart(file.read_bytes())
        assert (twin["magic"], twin["version"]) == ("RP", wire.VERSION)


def test_every_kind_of_message_has_a_golden_file() -> None:
    kinds = {taken_apart(file.read_bytes())["kind"] for file in GOLDEN.glob("*.bin")}
    assert kinds == set(wire.Kind)


def message(
    header: object, *, kind: int = 1, version: int = wire.VERSION, payload: bytes = b""
) -> bytes:
    """A message as a careless sender might make it."""
    raw = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<2sBBI", b"RP", version, kind, len(raw)) + raw + payload


HELLO = {"sender": "s", "clock": "c", "plays": True, "wants_fate": False}
FRAME = {
    "source": "s",
    "sequence": 1,
    "captured_at_ns": 1,
    "scene": "x",
    "ad_picture_bytes": 0,
    **BETWEEN_ADS,
}
PONG = {"ping": 1, "received_at_ns": 5, "sent_at_ns": 5}
FACT = {"what": "ended", "exposure_id": 1, "at_ns": 1, "reason": ""}
WISH = {"do": "pause"}


def test_the_examples_below_are_good_but_for_their_one_fault() -> None:
    assert wire.decode(message(HELLO)) == wire.Hello(
        sender="s", clock="c", plays=True, wants_fate=False, session_id=None
    )
    assert isinstance(wire.decode(message(FRAME, kind=2, payload=b"x")), wire.FrameMessage)
    assert isinstance(wire.decode(message(PONG, kind=3)), wire.Pong)
    assert isinstance(wire.decode(message(FACT, kind=4)), wire.Fact)
    assert isinstance(wire.decode(message(WISH, kind=5)), wire.Wish)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "not ReelPulse's protocol"),
        (b"RP\x03\x01\x02\x00", "not ReelPulse's protocol"),
        (b"GET /ws/ingest HTTP/1.1\r\n\r\n", "not ReelPulse's protocol"),
        (message(HELLO)[:-1], "truncated"),
        (struct.pack("<2sBBI", b"RP", wire.VERSION, 1, 2**32 - 1), "longer than 16384 bytes"),
        (message(b" " * 16_385), "longer than 16384 bytes"),
        (message(HELLO, kind=0), "0 is not a valid Kind"),
        (message(HELLO, kind=200), "200 is not a valid Kind"),
        (message(HELLO, kind=32), "WELCOME goes from the server to the sender only"),
        (message(b"{'sender': 1}"), "cannot be read"),
        (message(b'{"sender": "\xff"}'), "cannot be read"),
        (message(b"[" * 16_000), "cannot be read"),
        (message([1, 2]), "not an object"),
        (message(b"null"), "not an object"),
        (message({}), "'sender' must be a text of 1 to 500 characters"),
        (message({**HELLO, "sender": ""}), "'sender' must be a text"),
        (message({**HELLO, "sender": "x" * 501}), "'sender' must be a text"),
        (message({**HELLO, "sender": 5}), "'sender' must be a text"),
        (message({**HELLO, "sender": "\ud83d"}), "'sender' holds half a character"),
        (message({**HELLO, "plays": 1}), "'plays' must be true or false"),
        (message(FRAME, kind=2), "no picture"),
        (message({**FRAME, "sequence": True}, kind=2, payload=b"x"), "'sequence' must be a whole"),
        (message({**FRAME, "sequence": 1.0}, kind=2, payload=b"x"), "'sequence' must be a whole"),
        (message({**FRAME, "sequence": -1}, kind=2, payload=b"x"), "'sequence' must be a whole"),
        (message({**FRAME, "captured_at_ns": 2**62}, kind=2, payload=b"x"), "from 0 to 2^62 - 1"),
        (message({**FRAME, "ad_id": 0}, kind=2, payload=b"x"), "'ad_id' must be a text"),
        (message({**FRAME, "ad_id": []}, kind=2, payload=b"x"), "'ad_id' must be a text"),
        (message({**FRAME, "exposure_id": "1"}, kind=2, payload=b"x"), "'exposure_id' must be"),
        (
            message({**FACT, "what": "held"}, kind=4),
            "'held' is unknown; known are ended, failed, paused",
        ),
        (message({**WISH, "do": "play"}, kind=5), "The wish 'play' is unknown; known are pause"),
        (message({}, kind=5), "'do' must be a text"),
        (message({**HELLO, "session_id": "1"}), "'session_id' must be a whole number"),
        (
            message({**FRAME, "ad_position_settled": None}, kind=2, payload=b"x"),
            "'ad_position_settled' must be true or false",
        ),
        (
            message({**FRAME, "ad_picture_bytes": 1}, kind=2, payload=b"x"),
            "The frame has no picture",
        ),
        (
            message({**FRAME, "ad_picture_bytes": 70_000}, kind=2, payload=b"x" * 80_000),
            "The ad's picture is larger than 65536 bytes",
        ),
        (message({**FACT, "reason": False}, kind=4), "'reason' must be a text"),
        (message({**PONG, "sent_at_ns": 4}, kind=3), "sent before its PING was received"),
    ],
)
def test_the_server_refuses_and_says_why(data: bytes, problem: str) -> None:
    with pytest.raises(WireError) as caught:
        wire.decode(data)
    assert problem in str(caught.value)
    assert not isinstance(caught.value, WireVersionError)


@pytest.mark.parametrize("version", [0, 1, 2, 255])
def test_another_version_is_told_to_both_sides(version: int) -> None:
    with pytest.raises(
        WireVersionError, match=rf"version {version}, this server speaks 3\. Install"
    ):
        wire.decode(message(HELLO, version=version))
    with pytest.raises(link.LinkError, match=rf"version {version}, this script 3\. Install both"):
        link.decode(message({"ping": 1}, kind=33, version=version))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"HTTP/1.1 200 OK\r\n\r\n",
        message({"ping": 1}, kind=99),
        message({"ping": 1}, kind=1),
        message({"ping": 1}, kind=33)[:-1],
        message({"ping": 1, "more": 2}, kind=33),
        message({"ping": "1"}, kind=33),
        message({"ping": True}, kind=33),
        message({}, kind=33),
        message([], kind=33),
        message(b"\xff", kind=33),
        message(b"[" * 16_000, kind=33),
        message({"server": "x", "picture_bytes_max": "4000000"}, kind=32),
        message({"message": "x", "fatal": 1}, kind=37),
        message({"do": "play", "exposure_id": "7", "ad_id": None, "ad_path": None}, kind=35),
    ],
)
def test_the_sender_refuses_what_is_not_its_server(data: bytes) -> None:
    with pytest.raises(link.LinkError):
        link.decode(data)


json_values: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
field_names = st.sampled_from(
    [*HELLO, *FRAME, *PONG, *FACT, *WISH, "ping", "server", "message", "do"]
)
headers = st.dictionaries(field_names, json_values, max_size=8)
fuzzed = st.one_of(
    st.binary(max_size=60),
    st.builds(
        message,
        headers | st.binary(max_size=40),
        kind=st.integers(0, 64),
        version=st.sampled_from([2, 2, 2, 1]),
        payload=st.binary(max_size=5),
    ),
    st.tuples(st.sampled_from([said for said, _ in TO_SERVER.values()]), st.integers(0, 200)).map(
        lambda pair: pair[0][: pair[1]]
    ),
)


def decodes_or_refuses(
    decode: Callable[[bytes], object], data: bytes, refusal: type[Exception]
) -> None:
    try:
        decode(data)
    except refusal as problem:
        assert str(problem)


@given(fuzzed)
@settings(max_examples=300, deadline=None, derandomize=True, database=None)
def test_no_bytes_whatever_raise_anything_else(data: bytes) -> None:
    decodes_or_refuses(wire.decode, data, WireError)
    decodes_or_refuses(link.decode, data, link.LinkError)


@given(
    source=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=500),
    sequence=st.integers(0, 2**62 - 1),
    captured_at_ns=st.integers(0, 2**62 - 1),
    ad=st.tuples(st.none() | st.integers(0, 2**62 - 1), st.booleans()),
    jpegs=st.tuples(st.binary(min_size=1, max_size=100), st.binary(max_size=20)),
)
@settings(max_examples=100, deadline=None, derandomize=True, database=None)
def test_every_frame_arrives_as_it_was_sent(
    source: str,
    sequence: int,
    captured_at_ns: int,
    ad: tuple[int | None, bool],
    jpegs: tuple[bytes, bytes],
) -> None:
    exposure_id, is_settled = ad
    header = link.FrameHeader(
        source=source,
        sequence=sequence,
        captured_at_ns=captured_at_ns,
        scene="scene",
        exposure_id=exposure_id,
        ad_id=None,
        ad_position_ms=None,
        ad_position_settled=is_settled,
    )
    assert wire.decode(link.encode_frame(header, *jpegs)) == wire.FrameMessage(
        source=source,
        sequence=sequence,
        captured_at_ns=captured_at_ns,
        show=ShowPosition(
            scene="scene",
            exposure_id=exposure_id,
            ad_id=None,
            ad_position_ms=None,
            ad_position_settled=is_settled,
        ),
        jpeg=jpegs[0],
        ad_picture=jpegs[1],
    )
