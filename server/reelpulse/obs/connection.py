"""obsws-python behind our port: quiet, with our errors, and with the moment at which events came."""

from __future__ import annotations

import contextlib
import json
import logging
import time
from collections.abc import Callable, Mapping
from typing import Any, Final

import obsws_python
import websocket
from obsws_python.error import OBSSDKError, OBSSDKRequestError

from reelpulse.errors import ObsPasswordError, ObsRefusedError, ObsUnreachableError
from reelpulse.obs.requests import Answer, ObsEvent

TIMEOUT_S: Final = 5.0
"""OBS answers within a millisecond; creating a camera's input may take a second or two."""
_EVENTS: Final = (
    obsws_python.Subs.GENERAL
    | obsws_python.Subs.CONFIG
    | obsws_python.Subs.SCENES
    | obsws_python.Subs.OUTPUTS
)
_GONE: Final = (OSError, websocket.WebSocketException, json.JSONDecodeError)


class ObsConnection:
    """One client for requests and one for events."""

    def __init__(
        self, *, host: str, port: int, password: str, on_event: Callable[[ObsEvent], None]
    ) -> None:
        """Connect both.

        Raises:
            ObsUnreachableError: nothing listens there, or it is not OBS.
            ObsPasswordError: OBS wants another password.
        """
        _silence()
        self._host, self._port = host, port
        address = {"host": host, "port": port, "password": password, "timeout": TIMEOUT_S}
        with contextlib.ExitStack() as opened:
            try:
                self._requests = opened.enter_context(obsws_python.ReqClient(**address))
                self._events = opened.enter_context(
                    obsws_python.EventClient(**address, subs=_EVENTS)
                )
            except OBSSDKError as problem:
                raise ObsPasswordError from problem
            except _GONE as problem:
                raise ObsUnreachableError(host=host, port=port) from problem
            opened.pop_all()
        self._events.callback = _Listener(on_event)
        self._is_alive = True

    @property
    def is_alive(self) -> bool:
        """False as soon as OBS has gone."""
        return self._is_alive and bool(self._events.worker.is_alive())

    def ask(self, request: str, **data: Any) -> Answer:
        """One request; see `Requests`."""
        try:
            return self._requests.send(request, data or None, raw=True) or {}
        except OBSSDKRequestError as problem:
            # The library's own text is "Request X returned code N. With message: M".
            comment = str(problem).partition("With message: ")[2].rstrip(".")
            raise ObsRefusedError(request, code=problem.code, comment=comment) from problem
        except (*_GONE, OBSSDKError) as problem:
            # An answer that comes too late would be taken for that of the next request.
            self._is_alive = False
            raise ObsUnreachableError(host=self._host, port=self._port) from problem

    def forget(self) -> None:
        """Count as gone; whoever watches `is_alive` closes it."""
        self._is_alive = False

    def close(self) -> None:
        """End both clients."""
        self._is_alive = False
        for client in (self._requests, self._events):
            with contextlib.suppress(*_GONE):
                client.disconnect()


class _Listener:
    """Takes every event where the library would look for a function named after it."""

    def __init__(self, on_event: Callable[[ObsEvent], None]) -> None:
        self._on_event = on_event

    def trigger(self, name: str, data: Mapping[str, Any]) -> None:
        """Called in the thread that read the event."""
        arrived_at_ns = time.perf_counter_ns()
        self._on_event(ObsEvent(name=name, data=data, arrived_at_ns=arrived_at_ns))


def _silence() -> None:
    """The library logs a traceback for each refusal, and at level INFO the password."""
    logging.getLogger("obsws_python").setLevel(logging.CRITICAL + 1)
