"""Makes up a few people who each show something in every second of an ad."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tests.core.metrics.tables import Row, every_second, samples

from reelpulse.core.metrics.epochs import SeatSeconds, seat_seconds

JOY, ANGER, SAD, SURPRISE, CALM = "happiness", "anger", "sadness", "surprise", "neutral"


def rows_of(
    shown: Mapping[int, Sequence[str]], *, exposure: int = 1, sure: float = 0.9
) -> list[Row]:
    """By seat, what they showed in each second; "" is a second without a measurement."""
    return [
        row
        for seat, emotions in shown.items()
        for row in every_second(exposure, seat, emotions, sure=sure)
    ]


def seconds_of(*showings: Mapping[int, Sequence[str]], sure: float = 0.9) -> SeatSeconds:
    """One ad's seconds, of one showing after the other."""
    return seat_seconds(
        samples(
            *(
                row
                for number, shown in enumerate(showings, start=1)
                for row in rows_of(shown, exposure=number, sure=sure)
            )
        )
    )
