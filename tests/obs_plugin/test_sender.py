"""The sender against a small server that says and notes exactly what a test wants."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import struct
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path

import pytest
from websockets.http11 import Request, Response
from websockets.sync.server import ServerConnection, serve

from reelpulse_link import wire
from reelpulse_link.sender import Address, Sender

PATIENCE_S = 5


def said(kind: int, **fields: object) -> bytes:
    header = json.dumps(fields).encode()
    return struct.pack("<2sBBI", b"RP", wire.VERSION, kind, len(header)) + header


WELCOME = said(32, server="Test 1", picture_bytes_max=1000)
CLOCK = said(34, offset_ns=0, round_trip_ns=1)


@dataclass
class Session:
    """One connection, from the server's side."""

    socket: ServerConnection

    def hears(self) -> tuple[int, dict[str, object], bytes]:
        """Kind, header and payload of the next message."""
        data = self.socket.recv(timeout=PATIENCE_S)
        assert isinstance(data, bytes)
        _, _, kind, length = struct.unpack("<2sBBI", data[:8])
        return kind, json.loads(data[8 : 8 + length]), data[8 + length :]

    def welcomes(self) -> None:
        kind, hello, _ = self.hears()
        assert (kind, hello["sender"]) == (1, "test")
        self.socket.send(WELCOME)

    def lets_begin(self) -> None:
        self.socket.send(CLOCK)


@dataclass
class Place:
    """A server that hands each connection to the test and ends it when the test says so."""

    url: str
    sessions: queue.Queue[Session] = field(default_factory=queue.Queue)
    headers: list[str | None] = field(default_factory=list)
    closing: threading.Event = field(default_factory=threading.Event)
    answer: HTTPStatus | None = None

    def next_session(self) -> Session:
        return self.sessions.get(timeout=PATIENCE_S)

    def handle(self, socket: ServerConnection) -> None:
        self.sessions.put(Session(socket))
        self.closing.wait()

    def on_request(self, socket: ServerConnection, request: Request) -> Response | None:
        self.headers.append(request.headers.get("Authorization"))
        return None if self.answer is None else socket.respond(self.answer, "no")


@pytest.fixture
def place() -> Iterator[Place]:
    made = Place("")
    with serve(
        made.handle, "127.0.0.1", 0, process_request=made.on_request, compression=None
    ) as server:
        made.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws/ingest"
        thread = threading.Thread(target=server.serve_forever, name="test server")
        thread.start()
        yield made
        made.closing.set()
        server.shutdown()
        thread.join()


@dataclass
class Side:
    """The sender and what it told its owner."""

    sender: Sender
    statuses: queue.Queue[tuple[str, bool]]
    commands: queue.Queue[wire.Command]
    fates: queue.Queue[wire.Fate]
    shows: queue.Queue[wire.Show]

    def status(self) -> tuple[str, bool]:
        return self.statuses.get(timeout=PATIENCE_S)

    def picture(self, sequence: int, jpeg: bytes = b"jpeg", *, source: str = "cam") -> bool:
        header = wire.FrameHeader(source, sequence, 5, "buffer", None, None, None, False)
        return self.sender.send_frame(header, jpeg)

    def until_ready(self) -> None:
        """The server's CLOCK has arrived."""
        while not self.sender.ready:
            assert self.sender._thread.is_alive()


def usual_hello() -> wire.Hello:
    return wire.Hello(sender="test", plays=True, wants_fate=True)


@contextlib.contextmanager
def sending(url: str, *, hello: Callable[[], wire.Hello] = usual_hello) -> Iterator[Side]:
    statuses: queue.Queue[tuple[str, bool]] = queue.Queue()
    commands: queue.Queue[wire.Command] = queue.Queue()
    fates: queue.Queue[wire.Fate] = queue.Queue()
    shows: queue.Queue[wire.Show] = queue.Queue()
    clock = iter(range(100, 10_000))
    sender = Sender(
        Address(url=url, token="secret"),
        hello,
        on_command=commands.put,
        on_fate=fates.put,
        on_show=shows.put,
        on_status=lambda text, is_problem: statuses.put((text, is_problem)),
        clock_ns=clock.__next__,
    )
    sender.start()
    try:
        yield Side(sender, statuses, commands, fates, shows)
    finally:
        sender.stop()
        assert not [t.name for t in threading.enumerate() if t.name.startswith("reelpulse-")]


def test_the_hello_comes_first_with_the_token_in_the_request(place: Place) -> None:
    with sending(place.url):
        kind, hello, payload = place.next_session().hears()
        assert (kind, payload) == (1, b"")
        assert hello == {
            "sender": "test",
            "plays": True,
            "wants_fate": True,
            "session_id": None,
            "clock": "perf_counter_ns",
        }
    assert place.headers == ["Bearer secret"]


def test_a_ping_is_answered_at_once_with_both_times(place: Place) -> None:
    with sending(place.url):
        session = place.next_session()
        session.welcomes()
        session.socket.send(said(33, ping=4))
        assert session.hears() == (3, {"ping": 4, "received_at_ns": 101, "sent_at_ns": 102}, b"")


def test_nothing_is_sent_before_the_clock_and_facts_go_before_pictures(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        assert side.status() == ("Connected to Test 1.", False)
        side.sender.send_fact(wire.Fact("started", 7, 1))
        assert not side.picture(1)
        session.socket.send(said(33, ping=1))
        assert session.hears()[0] == 3  # the pong came first, so the fact has waited
        session.lets_begin()
        kind, fact, _ = session.hears()
        assert (kind, fact) == (4, {"what": "started", "exposure_id": 7, "at_ns": 1, "reason": ""})
        side.until_ready()
        assert side.picture(2, b"\xff\xd8")
        kind, header, payload = session.hears()
        assert (kind, header["sequence"], payload) == (2, 2, b"\xff\xd8")


def test_a_picture_that_a_newer_one_overtakes_is_never_sent(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        session.lets_begin()
        side.until_ready()
        with side.sender._wake:  # the writer is not looking yet
            for sequence in range(1, 6):
                assert side.picture(sequence)
            assert side.picture(9, source="other")
            side.sender.send_fact(wire.Fact("ended", 7, 1))
        heard = [session.hears() for _ in range(3)]
        assert [kind for kind, _, _ in heard] == [4, 2, 2]
        assert {header["source"]: header["sequence"] for _, header, _ in heard[1:]} == {
            "cam": 5,
            "other": 9,
        }


def test_commands_and_fates_reach_the_owner(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        session.socket.send(said(35, do="play", exposure_id=7, ad_id="a", ad_path="/a.mp4"))
        session.socket.send(said(36, source="cam", sequence=3, measured=False))
        session.socket.send(said(37, message="This is not a JPEG.", fatal=False))
        assert side.commands.get(timeout=PATIENCE_S) == wire.Command(
            "play", exposure_id=7, ad_id="a", ad_path="/a.mp4"
        )
        assert side.fates.get(timeout=PATIENCE_S) == wire.Fate("cam", 3, False)
        assert side.status() == ("Connected to Test 1.", False)
        assert side.status() == ("This is not a JPEG.", True)


def test_the_show_reaches_the_owner_and_a_wish_the_server(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        assert not side.sender.send_wish("start")
        session.lets_begin()
        session.socket.send(
            said(38, session_id=3, title="Tea", state="ready", ads_left=2, ad_title=None)
        )
        assert side.shows.get(timeout=PATIENCE_S) == wire.Show(3, "Tea", "ready", 2, None)
        assert side.sender.send_wish("start")
        assert session.hears() == (5, {"do": "start"}, b"")


def test_each_connection_begins_with_a_hello_of_its_own(place: Place) -> None:
    shows = iter([None, 12])
    with sending(
        place.url, hello=lambda: wire.Hello("test", True, False, session_id=next(shows))
    ) as side:
        first = place.next_session()
        assert first.hears()[1]["session_id"] is None
        first.socket.close()
        assert side.status()[1]
        assert place.next_session().hears()[1]["session_id"] == 12


def test_a_picture_over_the_limit_is_refused_with_the_limit(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        session.lets_begin()
        side.until_ready()
        side.status()
        assert not side.picture(1, b"x" * 1001)
        text, is_problem = side.status()
    assert text == (
        "A picture of 1001 bytes is over the server's limit of 1000. Choose a smaller webcam size."
    )
    assert is_problem


def test_after_a_lost_connection_facts_are_sent_and_old_pictures_are_not(place: Place) -> None:
    with sending(place.url) as side:
        first = place.next_session()
        first.welcomes()
        first.lets_begin()
        side.until_ready()
        side.status()
        with side.sender._wake:  # both wait when the connection goes
            assert side.picture(1)
            first.socket.close()
            assert side.status() == ("The server went away. Waiting for it to come back.", True)
            side.sender.send_fact(wire.Fact("ended", 7, 1))
        second = place.next_session()
        assert not side.sender.ready
        second.welcomes()
        second.lets_begin()
        kind, fact, _ = second.hears()
        assert (kind, fact["what"]) == (4, "ended")
        side.until_ready()
        assert side.picture(2)
        assert second.hears()[1]["sequence"] == 2


def test_a_fatal_problem_is_shown_and_the_connection_is_tried_again(place: Place) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.welcomes()
        session.socket.send(said(37, message="Install both from the same release.", fatal=True))
        side.status()
        assert side.status() == ("Install both from the same release.", True)
        assert place.next_session().hears()[0] == 1


@pytest.mark.parametrize("bytes_of", [b"hello", said(99), b"RP\x09\x20\x00\x00\x00\x00"])
def test_a_server_that_speaks_something_else_is_told_as_such(place: Place, bytes_of: bytes) -> None:
    with sending(place.url) as side:
        session = place.next_session()
        session.hears()
        session.socket.send(bytes_of)
        text, is_problem = side.status()
    assert is_problem
    assert any(
        part in text for part in ("not as a ReelPulse server", "cannot be read", "version 9")
    )


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (HTTPStatus.FORBIDDEN, "The server refuses the ingest token."),
        (HTTPStatus.UNAUTHORIZED, "The server refuses the ingest token."),
        (
            HTTPStatus.NOT_FOUND,
            "The server answers with HTTP status 404. Check the server address.",
        ),
    ],
)
def test_an_answer_without_a_socket_says_what_to_do(
    place: Place, answer: HTTPStatus, text: str
) -> None:
    place.answer = answer
    with sending(place.url) as side:
        shown, is_problem = side.status()
    assert shown.startswith(text)
    assert is_problem


def test_a_sender_that_was_never_started_can_be_stopped() -> None:
    Sender(
        Address(url="ws://127.0.0.1:9/", token=""),
        usual_hello,
        on_command=print,
        on_fate=print,
        on_show=print,
        on_status=print,
    ).stop()


def test_the_link_needs_nothing_that_obs_s_python_lacks() -> None:
    """Only the standard library and websockets: OBS's Python has none of our packages."""
    plugin = Path(wire.__file__).resolve().parents[1]
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import reelpulse_link.sender;"
        "print({name.split('.')[0] for name in sys.modules} - set(sys.stdlib_module_names))"
    )
    outcome = subprocess.run(
        [sys.executable, "-c", code, str(plugin)],
        capture_output=True,
        text=True,
        check=True,
        env={name: value for name, value in os.environ.items() if name != "PYTHONPATH"},
    )
    foreign = {name for name in eval(outcome.stdout) if not name.startswith("_")}  # noqa: S307
    assert foreign <= {"reelpulse_link", "websockets", "sitecustomize", "usercustomize"}
