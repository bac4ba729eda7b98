"""An ad that is held and goes on, and everything that may happen while it stands still."""

from __future__ import annotations

import pytest
from tests.live.shows import begin, outline, started, stored
from tests.live.stage import RemotePlayer, Stage

from reelpulse.core.session import ExposureEnd, ExposurePause, SessionState
from reelpulse.errors import ScreeningError
from reelpulse.live.events import NoticeKind


async def test_the_player_holds_the_ad_and_lets_it_go_on(stage: Stage) -> None:
    player = await started(stage, "a")
    exposure_id = await begin(stage, player)
    await stage.screening.pause()
    assert not stage.screening.state.paused  # only the player's word counts
    await stage.screening.exposure_paused(exposure_id, 400)
    held = stage.states[-1]
    assert held.paused
    assert held.session is not None
    assert held.session.state is SessionState.RUNNING
    await stage.screening.resume()
    await stage.screening.exposure_resumed(exposure_id, 900)
    assert not stage.states[-1].paused
    await stage.screening.exposure_ended(exposure_id, 1500)
    assert player.told == ["play a", "pause", "resume"]
    (exposure,) = (await stored(stage)).exposures
    assert exposure.pauses == (ExposurePause(paused_at_ns=400, resumed_at_ns=900),)
    assert exposure.ended_how is ExposureEnd.PLAYED


async def test_an_ad_can_be_held_more_than_once(stage: Stage) -> None:
    exposure_id = await begin(stage, await started(stage, "a"))
    for paused_at_ns, resumed_at_ns in ((200, 300), (500, 700)):
        await stage.screening.exposure_paused(exposure_id, paused_at_ns)
        await stage.screening.exposure_resumed(exposure_id, resumed_at_ns)
    (exposure,) = (await stored(stage)).exposures
    assert [(p.paused_at_ns, p.resumed_at_ns) for p in exposure.pauses] == [(200, 300), (500, 700)]


async def test_commands_that_do_not_fit_are_refused_with_what_to_do(stage: Stage) -> None:
    with pytest.raises(ScreeningError, match="nothing to pause"):
        await stage.screening.pause()
    player = await started(stage, "a")
    with pytest.raises(ScreeningError, match="nothing to pause"):
        await stage.screening.pause()  # the ad is not yet on the screen
    with pytest.raises(ScreeningError, match="No ad is paused"):
        await stage.screening.resume()
    exposure_id = await begin(stage, player)
    with pytest.raises(ScreeningError, match="No ad is paused"):
        await stage.screening.resume()
    await stage.screening.exposure_paused(exposure_id, 400)
    with pytest.raises(ScreeningError, match="paused already"):
        await stage.screening.pause()
    assert player.told == ["play a"]


async def test_facts_that_come_twice_or_of_another_showing_change_nothing(stage: Stage) -> None:
    exposure_id = await begin(stage, await started(stage, "a"))
    await stage.screening.exposure_resumed(exposure_id, 300)
    await stage.screening.exposure_paused(99, 350)
    assert not stage.screening.state.paused
    await stage.screening.exposure_paused(exposure_id, 400)
    await stage.screening.exposure_paused(exposure_id, 450)
    await stage.screening.exposure_resumed(99, 500)
    assert stage.states[-1].paused
    (exposure,) = (await stored(stage)).exposures
    assert exposure.pauses == (ExposurePause(paused_at_ns=400),)


async def test_an_ad_that_is_held_can_be_skipped(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_paused(await begin(stage, player), 400)
    await stage.screening.skip()
    assert player.told == ["play a", "stop", "play b"]
    assert not stage.screening.state.paused
    session = await stored(stage)
    assert outline(session) == [("a", ExposureEnd.SKIPPED)]
    assert session.exposures[0].pauses == (ExposurePause(paused_at_ns=400),)


async def test_a_show_can_be_stopped_while_its_ad_is_held(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_paused(await begin(stage, player), 400)
    await stage.screening.stop()
    assert player.told == ["play a", "stop"]
    assert not stage.screening.state.paused
    session = await stored(stage)
    assert (session.state, outline(session)) == (
        SessionState.FINISHED,
        [("a", ExposureEnd.STOPPED)],
    )


async def test_a_player_that_goes_while_the_ad_is_held_is_told_and_the_next_one_plays_on(
    stage: Stage,
) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_paused(await begin(stage, player), 400)
    await stage.screening.player_gone(player)
    assert not stage.screening.state.paused
    assert stage.heard(NoticeKind.PLAYER_GONE) == [""]
    with pytest.raises(ScreeningError, match="No ad is paused"):
        await stage.screening.resume()
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    assert again.told == ["play b"]
    assert outline(await stored(stage)) == [("a", ExposureEnd.LOST)]


async def test_a_pause_on_a_full_disk_is_kept_as_soon_as_there_is_room(stage: Stage) -> None:
    exposure_id = await begin(stage, await started(stage, "a"))
    await stage.rows("PRAGMA query_only = 1")
    await stage.screening.exposure_paused(exposure_id, 400)
    await stage.screening.exposure_resumed(exposure_id, 700)
    assert len(stage.heard(NoticeKind.STORAGE_FAILED)) == 1
    await stage.rows("PRAGMA query_only = 0")
    await stage.recorder.flush()
    assert await stage.rows("SELECT * FROM exposure_pause") == [(exposure_id, 400, 700)]


async def test_the_player_waits_for_as_long_as_the_moderator_wanted(stage: Stage) -> None:
    player = await started(stage, "a", "b", buffer_ms=2500)
    await stage.screening.exposure_ended(await begin(stage, player), 300)
    assert player.plans == [(1, 2500), (1, 2500)]
    assert (await stored(stage)).buffer_ms == 2500


async def test_an_end_that_is_told_late_closes_the_showing_that_was_taken_for_lost(
    stage: Stage,
) -> None:
    """The connection broke; the ad of ten seconds went on, was held for two, and ended."""
    player = await started(stage, "a", "b")
    lost = await begin(stage, player, at_ns=0)
    await stage.screening.player_gone(player)
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    await stage.screening.exposure_paused(lost, 4_000_000_000)
    await stage.screening.exposure_resumed(lost, 6_000_000_000)
    await stage.screening.exposure_ended(lost, 12_000_000_000)
    (exposure,) = (await stored(stage)).exposures
    assert exposure.ended_how is ExposureEnd.PLAYED
    assert exposure.ended_at_ns == 12_000_000_000
    assert exposure.pauses == (
        ExposurePause(paused_at_ns=4_000_000_000, resumed_at_ns=6_000_000_000),
    )
    assert again.told == ["play b"]


async def test_a_late_end_before_the_ad_s_own_end_leaves_it_lost(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    lost = await begin(stage, player, at_ns=0)
    await stage.screening.player_gone(player)
    await stage.screening.exposure_ended(lost, 5_000_000_000)
    (exposure,) = (await stored(stage)).exposures
    assert (exposure.ended_how, exposure.ended_at_ns) == (ExposureEnd.LOST, 5_000_000_000)
