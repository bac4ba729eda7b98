"""The neutral scene before the first ad: who plays it, what is kept of it, and what it corrects."""

from __future__ import annotations

import pytest
from tests.live.shows import begin, started, stored
from tests.live.stage import BETWEEN_ADS, RemotePlayer, Stage, frame, running

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Reading, ShowPosition
from reelpulse.live.events import NoticeKind

HAPPY = EMOTIONS.index(Emotion.HAPPINESS)


def during(exposure_id: int) -> ShowPosition:
    return ShowPosition(scene="ad", exposure_id=exposure_id, ad_id="a", ad_position_ms=100)


def in_scene(stage: Stage) -> bool:
    return stage.screening.state.baseline


async def measured(stage: Stage, second: float, show: ShowPosition = BETWEEN_ADS) -> Reading:
    """A frame with one person, captured so many seconds after the clock's zero."""
    stage.mailbox.put(frame(b"100", sequence=round(second * 1_000_000), show=show))
    return await stage.next_event(Reading)


async def test_the_first_ad_waits_for_the_neutral_scene_and_the_others_for_the_buffer(
    stage: Stage,
) -> None:
    player = await started(stage, "a", "b", buffer_ms=1000, baseline_ms=10_000)
    assert in_scene(stage)
    await stage.screening.exposure_ended(await begin(stage, player), 300)
    assert not in_scene(stage)
    assert player.plans == [(1, 10_000), (1, 1000)]


async def test_a_buffer_that_is_longer_is_the_neutral_scene(stage: Stage) -> None:
    player = await started(stage, "a", buffer_ms=5000, baseline_ms=3000)
    assert player.plans == [(1, 5000)]


async def test_without_a_neutral_scene_nothing_is_kept_of_one(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    assert not in_scene(stage)
    await begin(stage, player)
    assert player.plans == [(1, 1000)]
    assert (await stored(stage)).baselines == ()


async def test_when_it_was_shown_is_kept_with_the_session(stage: Stage) -> None:
    player = await started(stage, "a", baseline_ms=10_000)
    (window,) = [state for state in stage.states if state.baseline]
    assert window.session is not None
    await begin(stage, player, at_ns=12_000_000_000)
    session = await stored(stage)
    assert session.baseline_ms == 10_000
    (kept,) = session.baselines
    assert kept.ended_at_ns == 12_000_000_000
    assert 1_000_000_000 < kept.started_at_ns < 1_100_000_000


async def test_an_ad_that_cannot_be_played_lets_the_scene_begin_anew(stage: Stage) -> None:
    player = await started(stage, "a", "b", baseline_ms=10_000)
    await stage.screening.exposure_failed(player.last, "It is not there any more.")
    assert player.plans == [(1, 10_000), (1, 10_000)]
    assert in_scene(stage)
    await begin(stage, player, at_ns=30_000_000_000)
    (window,) = (await stored(stage)).baselines
    assert window.ended_at_ns == 30_000_000_000


async def test_a_player_that_went_away_in_the_scene_shows_it_again(stage: Stage) -> None:
    player = await started(stage, "a", baseline_ms=10_000)
    await stage.screening.player_gone(player)
    assert not in_scene(stage)
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    assert again.plans == [(1, 10_000)]
    assert in_scene(stage)


async def test_after_the_first_ad_no_player_shows_it_again(stage: Stage) -> None:
    player = await started(stage, "a", "b", baseline_ms=10_000)
    await begin(stage, player)
    await stage.screening.player_gone(player)
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    assert again.plans == [(1, 1000)]


async def test_a_show_that_goes_on_after_a_break_reads_the_faces_anew(stage: Stage) -> None:
    player = await started(stage, "a", "b", baseline_ms=10_000)
    await begin(stage, player, at_ns=12_000_000_000)
    await stage.screening.stop()
    await stage.rows("UPDATE session SET state = 'interrupted'")
    await stage.screening.continue_session(1)
    assert player.plans[-1] == (1, 10_000)
    await begin(stage, player, at_ns=50_000_000_000)
    ends = [window.ended_at_ns for window in (await stored(stage)).baselines]
    assert ends == [12_000_000_000, 50_000_000_000]


async def test_a_full_disk_does_not_lose_when_it_was_shown(stage: Stage) -> None:
    player = await started(stage, "a", baseline_ms=10_000)
    await stage.rows("PRAGMA query_only = 1")
    await begin(stage, player, at_ns=12_000_000_000)
    assert len(stage.heard(NoticeKind.STORAGE_FAILED)) == 1
    await stage.rows("PRAGMA query_only = 0")
    await stage.recorder.flush()
    assert [window.ended_at_ns for window in (await stored(stage)).baselines] == [12_000_000_000]


async def test_who_smiles_at_rest_is_read_as_calmer_once_the_ad_is_on(stage: Stage) -> None:
    """p(happiness) = 0.4 at rest; ln(0.4 / 0.6) - ln 0.2 = 1.204, of ten seconds 10 / 12."""
    stage.analyser.probability = 0.6
    async with running(stage.analyst.run()):
        player = await started(stage, "a", baseline_ms=10_000)
        for half_second in range(20):
            reading = await measured(stage, 2 + half_second / 2)
            assert reading.seats[0].corrected is None
        reading = await measured(stage, 13, show=during(player.last))
    (seat,) = reading.seats
    assert seat.probabilities[HAPPY] == pytest.approx(0.4)
    assert seat.corrected is not None
    expected = 0.4 * 2.718281828 ** (-1.20397 * 10 / 12)
    assert seat.corrected[HAPPY] == pytest.approx(expected / (expected + 0.6), abs=1e-4)
    assert seat.counted == seat.corrected


async def test_what_is_corrected_is_kept_beside_what_was_read(stage: Stage) -> None:
    stage.analyser.probability = 0.6
    async with running(stage.analyst.run()):
        player = await started(stage, "a", baseline_ms=10_000)
        for second in range(2, 6):
            await measured(stage, second)
        await measured(stage, 7, show=during(player.last))
        await begin(stage, player, at_ns=6_900_000_000)
        await stage.recorder.flush()
    found = await stage.rows(
        "SELECT happiness, corrected_happiness, corrected_neutral, grade FROM reading"
    )
    assert [row[1] for row in found[:-1]] == [None] * 4
    happiness, corrected_happiness, corrected_neutral, grade = found[-1]
    assert happiness == pytest.approx(0.4)
    assert corrected_happiness < 0.3
    assert corrected_happiness + corrected_neutral == pytest.approx(1)
    assert grade == 6


async def test_a_new_show_knows_nothing_of_the_faces_of_the_one_before(stage: Stage) -> None:
    async with running(stage.analyst.run()):
        player = await started(stage, "a", baseline_ms=10_000)
        for second in range(2, 8):
            await measured(stage, second)
        await begin(stage, player)
        await stage.screening.stop()
        player = await started(stage, "a")
        reading = await measured(stage, 20, show=during(player.last))
    assert reading.seats[0].corrected is None
