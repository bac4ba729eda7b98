"""obsws-python behind our port: quiet, with our errors, and with the moment at which events came."""

from __future__ import annotations

import contextlib
import json
import logging
import socket
import threading
import time
from collections.abc import Callable
from typing import Any, Final

import obsws_python
import websocket
from obsws_python.baseclient import ObsClient
from obsws_python.error import OBSSDKError

from reelpulse.errors import ObsPasswordError, ObsRefusedError, ObsUnreachableError
from reelpulse.obs.requests import Answer, ObsEvent

TIMEOUT_S: Final = 5.0
"""OBS answers within a millisecond; creating a camera's input may take a second or two."""
EXIT: Final = "ExitStarted"
"""The event with which OBS asks its clients to go."""
_CLOSE_TIMEOUT_S: Final = 0.5
_EVENTS: Final = (
    obsws_python.Subs.GENERAL
    | obsws_python.Subs.CONFIG
    | obsws_python.Subs.SCENES
    | obsws_python.Subs.OUTPUTS
)
_GONE: Final = (OSError, websocket.WebSocketException, json.JSONDecodeError)


class ObsConnection:
    """One client for requests and one for events.

    The library's base client is used: its two others leave sockets open when they fail or end.
    """

    def __init__(
        self, *, host: str, port: int, password: str, on_event: Callable[[ObsEvent], None]
    ) -> None:
        """Connect both.

        Raises:
            ObsUnreachableError: nothing listens there, or it is not OBS.
            ObsPasswordError: OBS wants another password.
        """
        self._host, self._port = host, port
        self._requests = self._client(password, subs=0)
        try:
            self._events = self._client(password, subs=_EVENTS)
        except (ObsUnreachableError, ObsPasswordError):
            _end(self._requests)
            raise
        self._events.ws.settimeout(None)
        self._is_alive = True
        self._reader = threading.Thread(
            target=self._read_events, args=(on_event,), name="obs events", daemon=True
        )
        self._reader.start()

    @property
    def is_alive(self) -> bool:
        """False as soon as OBS has gone."""
        return self._is_alive

    def ask(self, request: str, **data: Any) -> Answer:
        """One request; see `Requests`."""
        if not self._is_alive:
            # An OBS that is closing takes its scenes apart: a question about them may crash it.
            raise ObsUnreachableError(host=self._host, port=self._port)
        try:
            answer = self._requests.req(request, data or None)
        except (*_GONE, OBSSDKError) as problem:
            # An answer that comes too late would be taken for that of the next request.
            self._is_alive = False
            raise ObsUnreachableError(host=self._host, port=self._port) from problem
        status = answer["requestStatus"]
        if not status["result"]:
            comment = str(status.get("comment") or "").rstrip(".")
            raise ObsRefusedError(request, code=status["code"], comment=comment)
        return dict(answer.get("responseData") or {})

    def forget(self) -> None:
        """Count as gone; whoever watches `is_alive` closes it."""
        self._is_alive = False

    def close(self) -> None:
        """End both clients and the thread."""
        self._is_alive = False
        _end(self._requests)
        with contextlib.suppress(*_GONE):
            self._events.ws.send_close()
        with contextlib.suppress(OSError, AttributeError):  # no socket: OBS went first
            self._events.ws.sock.shutdown(socket.SHUT_RDWR)
        self._reader.join()

    def _client(self, password: str, *, subs: int) -> ObsClient:
        _silence()
        try:
            client = ObsClient(
                host=self._host, port=self._port, password=password, subs=subs, timeout=TIMEOUT_S
            )
        except (*_GONE, ValueError) as problem:
            raise ObsUnreachableError(host=self._host, port=self._port) from problem
        try:
            client.authenticate()
        except OBSSDKError as problem:
            _end(client)
            raise ObsPasswordError from problem
        except (*_GONE, KeyError) as problem:
            _end(client)
            raise ObsUnreachableError(host=self._host, port=self._port) from problem
        return client

    def _read_events(self, on_event: Callable[[ObsEvent], None]) -> None:
        try:
            while text := self._events.ws.recv():
                arrived_at_ns = time.perf_counter_ns()
                event = json.loads(text)["d"]
                if event["eventType"] == EXIT:
                    self._is_alive = False
                on_event(
                    ObsEvent(
                        name=event["eventType"],
                        data=event.get("eventData") or {},
                        arrived_at_ns=arrived_at_ns,
                    )
                )
        except _GONE:
            pass
        finally:
            self._is_alive = False
            self._events.ws.shutdown()


def _end(client: ObsClient) -> None:
    with contextlib.suppress(*_GONE):
        client.ws.close(timeout=_CLOSE_TIMEOUT_S)
    client.ws.shutdown()


def _silence() -> None:
    """The library logs a traceback for each failure, and at level INFO the password."""
    logging.getLogger("obsws_python").setLevel(logging.CRITICAL + 1)
