"""The tap's receiving side: pace and clock, and pictures over a real TCP connection."""

from __future__ import annotations

import queue
import socket
from typing import Any

import pytest
from nut_clips import written

from reelpulse_link.capture import CaptureWish, Demand, Picture
from reelpulse_link.obs_socket import ObsAddress
from reelpulse_link.tap import ArrivalClock, Pace, TapCapture, TapOutput


@pytest.mark.parametrize(("rate_hz", "kept"), [(30.0, 90), (15.0, 45), (10.0, 30), (12.0, 36)])
def test_so_many_frames_a_second_are_let_through(rate_hz: float, kept: int) -> None:
    pace = Pace(rate_hz)
    assert sum(pace.takes(round(n / 30, 6)) for n in range(90)) == pytest.approx(kept, abs=1)


def test_after_a_gap_the_pace_does_not_catch_up() -> None:
    pace = Pace(10.0)
    assert pace.takes(0.0)
    assert [pace.takes(5 + n / 30) for n in range(6)].count(True) <= 3


def test_frames_get_the_time_of_those_that_came_quickest() -> None:
    clock = ArrivalClock()
    delays_ns = [40_000_000 + (n * 37 % 19) * 1_000_000 for n in range(200)]
    for number, delay_ns in enumerate(delays_ns):
        pts_s = number / 30
        at_ns = clock.captured_at_ns(pts_s, round(pts_s * 1e9) + delay_ns)
    assert at_ns - round(199 / 30 * 1e9) == pytest.approx(40_000_000, abs=1_500_000)


class FakeTapOutput(TapOutput):
    """Stands for the side inside libobs, which only OBS has: notes where it was to send."""

    def __init__(self) -> None:
        super().__init__(None)
        self.ports: list[int] = []

    def keep_running(self, _webcam: str, _wish: CaptureWish, port: int, /) -> None:
        self.ports.append(port)

    def stop(self) -> None:
        self.ports.append(0)


def test_pictures_that_obs_sends_arrive_and_a_second_connection_is_taken_too() -> None:
    pictures: queue.Queue[Picture] = queue.Queue()
    output = FakeTapOutput()
    capture: Any = TapCapture(
        ObsAddress(9, ""),
        CaptureWish(rate_hz=30.0),
        pictures.put,
        lambda _text: None,
        Demand(webcam=lambda: True, ad=lambda: False),
        output=output,
    )
    capture._webcam = "cam"
    capture.start()
    capture.tick()
    port = output.ports[0]
    try:
        for round_ in range(2):
            data, packets = written(list(range(12)), pictures=round_)
            with socket.create_connection(("127.0.0.1", port)) as sender:
                sender.sendall(data)
                got = [pictures.get(timeout=5) for _ in packets]
            assert [one.jpeg for one in got] == [one for _, one in packets]
    finally:
        capture.stop()
    assert output.ports[-1] == 0
