"""Keeps one connection to the server: newest frame out, facts out, commands in, on threads of its own."""

from __future__ import annotations

import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from websockets.exceptions import ConnectionClosed, InvalidStatus, WebSocketException
from websockets.sync.client import ClientConnection, connect

from reelpulse_link import wire
from reelpulse_link.wire import LinkError

_RETRY_S = (0.5, 1.0, 2.0, 4.0, 5.0)
_CONNECT_S = 5
_CLOSE_S = 2
_END_S = _CONNECT_S + _CLOSE_S + 1


@dataclass(frozen=True)
class Address:
    """Where the server is and what lets us in."""

    url: str
    """`ws://127.0.0.1:8765/ws/ingest`."""
    token: str


class Sender:
    """Sends from a slot of one: a picture that a newer one overtakes is never sent.

    `hello` is asked before each connection, on the sender's thread. Callbacks run on the receiving
    thread and must return at once; `on_status` also runs on the thread that offers a picture which is
    too large.
    """

    def __init__(
        self,
        address: Address,
        hello: Callable[[], wire.Hello],
        *,
        on_command: Callable[[wire.Command], None],
        on_fate: Callable[[wire.Fate], None],
        on_show: Callable[[wire.Show], None],
        on_status: Callable[[str, bool], None],
        clock_ns: Callable[[], int] = time.perf_counter_ns,
    ) -> None:
        self._address = address
        self._hello = hello
        self._on_command = on_command
        self._on_fate = on_fate
        self._on_show = on_show
        self._on_status = on_status
        self._clock_ns = clock_ns
        self._facts: deque[bytes] = deque()
        self._wishes: deque[bytes] = deque()
        self._frames: dict[str, bytes] = {}
        self._wake = threading.Condition()
        self._stopping = threading.Event()
        self._open = False
        self._picture_bytes_max = 0
        self._thread = threading.Thread(target=self._run, name="reelpulse-sender", daemon=True)

    def start(self) -> None:
        """Connect, and connect again whenever the server went away."""
        self._thread.start()

    def stop(self) -> None:
        """End the connection and wait for the threads."""
        self._stopping.set()
        with self._wake:
            self._wake.notify_all()
        if self._thread.is_alive():
            self._thread.join(timeout=_END_S)

    @property
    def ready(self) -> bool:
        """The server knows our clock and takes frames."""
        return self._open

    def send_frame(self, header: wire.FrameHeader, jpeg: bytes, ad_jpeg: bytes = b"") -> bool:
        """Offer a picture; False when it is not taken: not connected, or too large."""
        if not self._open:
            return False
        if len(jpeg) > self._picture_bytes_max:
            self._on_status(
                f"A picture of {len(jpeg)} bytes is over the server's limit of "
                f"{self._picture_bytes_max}. Choose a smaller webcam size.",
                True,
            )
            return False
        with self._wake:
            self._frames[header.source] = wire.encode_frame(header, jpeg, ad_jpeg)
            self._wake.notify_all()
        return True

    def send_fact(self, fact: wire.Fact) -> None:
        """Queue a fact; it is sent before any picture."""
        with self._wake:
            self._facts.append(wire.encode(fact))
            self._wake.notify_all()

    def send_wish(self, do: str) -> bool:
        """Ask the server for what a button says; False when there is no connection to ask over.

        A wish is for this moment: unlike a fact it does not wait for the next connection.
        """
        with self._wake:
            if not self._open:
                return False
            self._wishes.append(wire.encode(wire.Wish(do)))
            self._wake.notify_all()
        return True

    def _run(self) -> None:
        failures = 0
        while not self._stopping.is_set():
            try:
                self._converse()
                failures = 0
            except LinkError as problem:
                self._on_status(str(problem), True)
            except InvalidStatus as problem:
                self._on_status(_refusal(problem.response.status_code), True)
            except (OSError, TimeoutError, WebSocketException):
                self._on_status(f"No server at {self._address.url}. Start ReelPulse.", True)
            self._open = False
            self._stopping.wait(_RETRY_S[min(failures, len(_RETRY_S) - 1)])
            failures += 1

    def _converse(self) -> None:
        headers = {"Authorization": f"Bearer {self._address.token}"}
        with connect(
            self._address.url,
            additional_headers=headers,
            open_timeout=_CONNECT_S,
            close_timeout=_CLOSE_S,
            compression=None,
            max_size=1 << 20,
            proxy=None,
        ) as socket:
            with self._wake:
                self._frames.clear()  # from before: their moment has passed
                self._wishes.clear()
            socket.send(wire.encode(self._hello()))
            writer = threading.Thread(
                target=self._write, args=(socket,), name="reelpulse-writer", daemon=True
            )
            writer.start()
            try:
                self._read(socket)
            finally:
                self._open = False
                socket.close()
                with self._wake:
                    self._wake.notify_all()
                writer.join(timeout=_END_S)

    def _read(self, socket: ClientConnection) -> None:
        while not self._stopping.is_set():
            try:
                data = socket.recv(timeout=0.25)
            except TimeoutError:
                continue
            except ConnectionClosed:
                self._on_status("The server went away. Waiting for it to come back.", True)
                return
            received_at_ns = self._clock_ns()
            if isinstance(data, bytes):
                self._take(socket, wire.decode(data), received_at_ns)

    def _take(
        self, socket: ClientConnection, message: wire.FromServer, received_at_ns: int
    ) -> None:
        match message:
            case wire.Ping():
                pong = wire.Pong(message.ping, received_at_ns, self._clock_ns())
                socket.send(wire.encode(pong))
            case wire.Welcome():
                self._picture_bytes_max = message.picture_bytes_max
                self._on_status(f"Connected to {message.server}.", False)
            case wire.Clock():
                self._open = True
                with self._wake:
                    self._wake.notify_all()
            case wire.Command():
                self._on_command(message)
            case wire.Fate():
                self._on_fate(message)
            case wire.Show():
                self._on_show(message)
            case wire.Problem() if message.fatal:
                raise LinkError(message.message)
            case wire.Problem():
                self._on_status(message.message, True)

    def _write(self, socket: ClientConnection) -> None:
        """Send what waits, facts first, from the server's CLOCK until the conversation ends."""
        while not self._stopping.is_set() and socket.close_code is None:
            with self._wake:
                if not (self._open and (self._facts or self._wishes or self._frames)):
                    self._wake.wait(timeout=0.25)
                if not self._open:
                    continue
                facts = list(self._facts)
                rest = [*self._wishes, *self._frames.values()]
                self._wishes.clear()
                self._frames.clear()
            try:
                for data in facts:
                    socket.send(data)
                    with self._wake:
                        self._facts.popleft()
                for data in rest:
                    socket.send(data)
            except ConnectionClosed:
                return


def _refusal(status: int) -> str:
    if status in {401, 403}:
        return "The server refuses the ingest token. Copy it again from the moderator page."
    return f"The server answers with HTTP status {status}. Check the server address."
