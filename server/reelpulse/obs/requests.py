"""The port to OBS's WebSocket requests: what the rest of this room needs of a connection."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

Answer = dict[str, Any]

NO_SUCH_SOURCE: Final = 600
"""obs-websocket's code for a name that nothing has."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsEvent:
    """Something that OBS announced."""

    name: str
    """As in obs-websocket's protocol, e.g. `RecordStateChanged`."""
    data: Mapping[str, Any]
    arrived_at_ns: int
    """On `perf_counter_ns`, taken in the thread that read it."""


class Requests(Protocol):
    """Asks OBS and waits for its answer; called from one thread only."""

    def ask(self, request: str, **data: Any) -> Answer:
        """One request with its data, named as in obs-websocket's protocol.

        Raises:
            ObsRefusedError: OBS answered that it cannot be done.
            ObsUnreachableError: OBS has gone.
        """
        ...


class Connection(Requests, Protocol):
    """An open connection for requests and events."""

    @property
    def is_alive(self) -> bool:
        """False as soon as OBS has gone."""
        ...

    def forget(self) -> None:
        """Count as gone from now on; may be called from any thread."""
        ...

    def close(self) -> None:
        """End it; OBS is told where it still listens."""
        ...


Connect = Callable[[Callable[[ObsEvent], None]], Connection]
"""Opens a connection whose events go to the function, in a thread of its own.

Raises `ObsUnreachableError` or `ObsPasswordError`.
"""
