"""One connection to OBS's websocket; every thread that asks has its own."""

from __future__ import annotations

import contextlib
import json
import logging
import socket as sockets
from dataclasses import dataclass
from typing import Any

import obsws_python
from obsws_python.error import OBSSDKError, OBSSDKRequestError, OBSSDKTimeoutError
from websocket import WebSocketException

REQUEST_TIMEOUT_S = 3.0
"""OBS answers in a millisecond; when it closes it may not answer at all."""

_BATCH = 8
"""Message of obs-websocket's protocol with several requests."""
NOT_READY = 207
NO_SUCH_THING = 600


class ObsGoneError(Exception):
    """OBS's websocket cannot be reached; the message says what to do."""


class ObsRefusedError(Exception):
    """OBS did not do what was asked."""

    def __init__(self, request: str, code: int, comment: str) -> None:
        """Keep the request status code of the obs-websocket protocol."""
        super().__init__(f"{request}: {comment or 'refused'} ({code})")
        self.code = code


@dataclass(frozen=True)
class ObsAddress:
    """Where OBS's websocket listens."""

    port: int
    password: str
    host: str = "127.0.0.1"


class ObsSocket:
    """Requests, one after the other, from one thread."""

    def __init__(self, address: ObsAddress) -> None:
        """Connect.

        Raises:
            ObsGoneError: nothing listens there, or the password is wrong.
        """
        silence_obsws()
        try:
            self._client = obsws_python.ReqClient(
                host=address.host,
                port=address.port,
                password=address.password,
                timeout=REQUEST_TIMEOUT_S,
            )
        except OBSSDKError as problem:
            raise ObsGoneError(
                "OBS refuses the WebSocket password. Look it up in OBS under Tools → WebSocket "
                "Server Settings, and write it into this script's settings."
            ) from problem
        except (OSError, ValueError, WebSocketException) as problem:
            raise ObsGoneError(
                f"OBS's WebSocket server does not answer on port {address.port}. Enable it in OBS "
                "under Tools → WebSocket Server Settings."
            ) from problem

    def ask(self, request: str, **fields: Any) -> dict[str, Any]:
        """One request, its answer's data.

        Raises:
            ObsRefusedError: OBS answered that it did not do it.
            ObsGoneError: OBS did not answer.
        """
        try:
            answer = self._client.send(request, fields or None, raw=True)
        except OBSSDKRequestError as problem:
            raise ObsRefusedError(request, problem.code, str(problem)) from problem
        except (OBSSDKTimeoutError, OBSSDKError, OSError, WebSocketException, ValueError) as gone:
            raise ObsGoneError("OBS does not answer any more.") from gone
        return answer or {}

    def ask_in_a_row(
        self, *requests: tuple[str, dict[str, Any]]
    ) -> list[dict[str, Any] | ObsRefusedError]:
        """Several requests that OBS works off with nothing in between, and what came of each.

        Raises:
            ObsGoneError: OBS did not answer.
        """
        batch = [{"requestType": name, "requestData": fields} for name, fields in requests]
        message = {"op": _BATCH, "d": {"requestId": "batch", "requests": batch}}
        ws = self._client.base_client.ws
        try:
            ws.send(json.dumps(message))
            results = json.loads(ws.recv())["d"]["results"]
        except (OSError, WebSocketException, ValueError, KeyError) as gone:
            raise ObsGoneError("OBS does not answer any more.") from gone
        return [_outcome(result) for result in results]

    def close(self) -> None:
        """End the connection at once: a polite good-bye could wait for a closing OBS."""
        hang_up(self._client.base_client.ws.sock)


def _outcome(result: dict[str, Any]) -> dict[str, Any] | ObsRefusedError:
    status = result["requestStatus"]
    if status["result"]:
        answer: dict[str, Any] = result.get("responseData") or {}
        return answer
    return ObsRefusedError(result["requestType"], status["code"], str(status.get("comment", "")))


def silence_obsws() -> None:
    """Keep obsws-python's log out of OBS's: it has the password, and a traceback for every refusal."""
    logging.getLogger("obsws_python").setLevel(logging.CRITICAL + 1)


def hang_up(connection: sockets.socket | None) -> None:
    """Shut a socket so that a thread which waits for it wakes up."""
    if connection is not None:
        with contextlib.suppress(OSError):
            connection.shutdown(sockets.SHUT_RDWR)
            connection.close()
