"""Hands every event to every listener, in order, in the event loop's thread."""

from __future__ import annotations

from collections.abc import Callable

from reelpulse.live.events import Event

Listener = Callable[[Event], None]


class Bus:
    """Listeners must return at once: they put the event into an outbox of their own."""

    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def subscribe(self, listener: Listener) -> Callable[[], None]:
        """Add a listener; call what is returned to remove it."""
        self._listeners.append(listener)

        def unsubscribe() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return unsubscribe

    def publish(self, event: Event) -> None:
        """Tell all listeners."""
        for listener in tuple(self._listeners):
            listener(event)
