"""Who talks is said live and kept with the reading; of a face that does not count nothing is said."""

from __future__ import annotations

import dataclasses

from tests.live.shows import begin, started
from tests.live.stage import WELL_SEEN, Stage, frame, running

from reelpulse.core.frame import Reading


async def filmed(stage: Stage, *, yaw_deg: float = 0.0) -> list[bool | None]:
    """Four seconds at ten frames a second of a mouth that opens in every third frame."""
    found = []
    for number in range(40):
        openness = 0.2 if number % 3 == 0 else 0.0
        stage.analyser.quality = dataclasses.replace(
            WELL_SEEN, mouth_openness=openness, yaw_deg=yaw_deg
        )
        stage.mailbox.put(frame(b"100", sequence=1 + number * 100_000))
        (seat,) = (await stage.next_event(Reading)).seats
        found.append(seat.talking)
    return found


async def test_who_opens_and_shuts_the_mouth_again_and_again_is_said_to_talk(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        found = await filmed(stage)
    assert found == [None] * 20 + [True] * 20


async def test_nothing_is_said_of_a_mouth_that_is_turned_away(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        assert await filmed(stage, yaw_deg=80.0) == [None] * 40


async def test_who_talks_is_kept_with_the_reading(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        await begin(stage, await started(stage, "a"))
        await filmed(stage)
        await stage.recorder.flush()
    found = await stage.rows(
        "SELECT talking, count(*), max(mouth_openness) FROM reading GROUP BY 1"
    )
    assert found == [(None, 20, 0.2), (1, 20, 0.2)]
