"""Every listener hears every event, in order, until it unsubscribes."""

from __future__ import annotations

from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, FrameFate


def fate(sequence: int) -> FrameFate:
    return FrameFate(source="cam", sequence=sequence, measured=True)


def test_all_listeners_hear_all_events_in_order() -> None:
    bus = Bus()
    first: list[Event] = []
    second: list[Event] = []
    bus.subscribe(first.append)
    bus.subscribe(second.append)
    bus.publish(fate(1))
    bus.publish(fate(2))
    assert first == second == [fate(1), fate(2)]


def test_who_unsubscribed_hears_nothing_more_and_may_do_so_twice() -> None:
    bus = Bus()
    heard: list[Event] = []
    unsubscribe = bus.subscribe(heard.append)
    bus.publish(fate(1))
    unsubscribe()
    unsubscribe()
    bus.publish(fate(2))
    assert heard == [fate(1)]


def test_a_listener_may_leave_while_it_is_told_something() -> None:
    bus = Bus()
    heard: list[Event] = []
    leave = bus.subscribe(lambda _: leave())
    bus.subscribe(heard.append)
    bus.publish(fate(1))
    assert heard == [fate(1)]
