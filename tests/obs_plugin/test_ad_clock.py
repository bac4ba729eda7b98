"""The model of the ad's position, on made cursors."""

from reelpulse_link.ad_clock import AdClock, AdPosition

SECOND_NS = 1_000_000_000
LEAD_MS = 100.0


def clock_after(seconds: float, *, begun_at_ns: int = 0, first_cursor_ms: float = 0.0) -> AdClock:
    """A clock that was told seven cursors a second of an ad that plays steadily."""
    clock = AdClock(lead_ms=LEAD_MS)
    clock.jump(begun_at_ns)
    play(clock, begun_at_ns, first_cursor_ms, seconds)
    return clock


def play(clock: AdClock, from_ns: int, cursor_ms: float, seconds: float) -> None:
    for step in range(1, int(seconds * 7) + 1):
        passed_ms = step * 1000 / 7
        clock.cursor(from_ns + round(passed_ms * 1e6), cursor_ms + passed_ms)


def test_the_position_is_the_cursor_less_its_lead() -> None:
    assert clock_after(5).position(4 * SECOND_NS) == AdPosition(3900, True, 100)


def test_before_any_cursor_nothing_is_known() -> None:
    clock = AdClock(lead_ms=LEAD_MS)
    clock.jump(0)
    assert clock.position(SECOND_NS) is None


def test_a_single_late_cursor_does_not_move_the_line() -> None:
    clock = clock_after(5)
    clock.cursor(round(5.2 * SECOND_NS), 5200 - 60)
    assert clock.position(6 * SECOND_NS) == AdPosition(5900, True, 100)


def test_nothing_is_settled_for_two_seconds_after_the_start() -> None:
    clock = clock_after(5, begun_at_ns=10 * SECOND_NS)
    settled = [clock.position(at * SECOND_NS // 10) for at in (110, 119, 120, 130)]
    assert [one.settled for one in settled if one] == [False, False, True, True]


def test_a_seek_that_nobody_announced_begins_a_new_line() -> None:
    clock = clock_after(5)
    play(clock, 5 * SECOND_NS, 20_000, 1)
    assert clock.position(6 * SECOND_NS) == AdPosition(20_900, False, 100)


def test_while_it_stands_the_position_stands_and_after_it_a_new_line_begins() -> None:
    clock = clock_after(5)
    clock.stand(5 * SECOND_NS, 5000)
    assert clock.position(6 * SECOND_NS) == AdPosition(4900, False, 100)
    assert clock.position(8 * SECOND_NS) == AdPosition(4900, True, 100)
    play(clock, 8 * SECOND_NS, 5000, 1)
    assert clock.position(9 * SECOND_NS) == AdPosition(5900, False, 100)


def test_an_ad_that_is_moved_while_it_stands_has_jumped() -> None:
    clock = clock_after(5)
    clock.stand(5 * SECOND_NS, 5000)
    clock.stand(8 * SECOND_NS, 9000)
    assert clock.position(9 * SECOND_NS) == AdPosition(8900, False, 100)
    assert clock.position(10 * SECOND_NS) == AdPosition(8900, True, 100)


def test_the_position_is_never_before_the_beginning() -> None:
    assert clock_after(1).position(SECOND_NS // 20) == AdPosition(0, False, 50)


def test_when_no_ad_is_shown_there_is_no_position() -> None:
    clock = clock_after(5)
    clock.stop()
    assert clock.position(6 * SECOND_NS) is None


def test_when_obs_skips_frames_the_position_counts_as_uncertain_for_a_second() -> None:
    clock = clock_after(5)
    clock.disturb(5 * SECOND_NS)
    assert clock.position(5_900_000_000) == AdPosition(5800, False, 100)
    assert clock.position(6_100_000_000) == AdPosition(6000, True, 100)
