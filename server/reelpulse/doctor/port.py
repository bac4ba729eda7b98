"""Checks that the server's port is free."""

from __future__ import annotations

import errno
import socket
import sys

from reelpulse.doctor.finding import Finding, failed, say, warning, well
from reelpulse.settings import Settings

NAME = "Port"


def check_port(settings: Settings) -> Finding:
    """Whether the server could listen now."""
    host, port = settings.server.host, settings.server.port
    place = {"host": host, "port": port}
    try:
        _listen_once(host, port)
    except OSError as problem:
        if problem.errno == errno.EADDRINUSE:
            return warning(
                NAME,
                say("{host}:{port} is in use", **place),
                say(
                    "If a ReelPulse server is running, all is well. Else close the program that uses "
                    "the port, or choose another one with --port {next_port}.",
                    next_port=port + 1,
                ),
            )
        return failed(
            NAME,
            say("{host}:{port} cannot be used: {reason}", **place, reason=problem.strerror),
            say("Choose another port with --port {next_port}.", next_port=8765),
        )
    return well(NAME, say("{host}:{port} is free", **place))


def _listen_once(host: str, port: int) -> None:
    with socket.socket() as probe:
        if sys.platform == "win32":
            # Without it, Windows would let two programs listen on one port.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_EXCLUSIVEADDRUSE, 1)
        else:
            # A port whose last connections are only just closed counts as free, as for the server.
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind((host, port))
        probe.listen(1)
