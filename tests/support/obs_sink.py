"""A server that only welcomes the script and drops its pictures: OBS's own cost without ours."""

from __future__ import annotations

import json
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from websockets.exceptions import ConnectionClosed
from websockets.sync.server import ServerConnection, serve

from reelpulse_link import wire

_FRAME = 2


class Sink:
    """Takes connections while `open` is set, and counts the pictures."""

    def __init__(self) -> None:
        self.open = threading.Event()
        self.pictures = 0
        self.url = ""
        self._connection: ServerConnection | None = None

    def take(self, connection: ServerConnection) -> None:
        """One connection of the script."""
        if not self.open.is_set():
            return
        self._connection = connection
        connection.send(_said(32, server="sink", picture_bytes_max=4_000_000))
        connection.send(_said(34, offset_ns=0, round_trip_ns=1))
        try:
            for message in connection:
                self.pictures += isinstance(message, bytes) and message[3] == _FRAME
        except ConnectionClosed:
            pass

    def close(self) -> None:
        """Take no more."""
        self.open.clear()
        if self._connection is not None:
            self._connection.close()


@contextmanager
def sink() -> Iterator[Sink]:
    """A sink that listens while the block runs."""
    made = Sink()
    with serve(made.take, "127.0.0.1", 0, compression=None, max_size=1 << 23) as server:
        made.url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws/ingest"
        thread = threading.Thread(target=server.serve_forever, name="sink")
        thread.start()
        try:
            yield made
        finally:
            made.close()
            server.shutdown()
            thread.join()


def _said(kind: int, **fields: object) -> bytes:
    header = json.dumps(fields).encode()
    return struct.pack("<2sBBI", wire.MAGIC, wire.VERSION, kind, len(header)) + header
