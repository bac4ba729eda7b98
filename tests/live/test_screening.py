"""One show from its plan to its end, with a player that comes, fails, goes and comes back."""

from __future__ import annotations

import asyncio

import pytest
from tests.live.shows import begin, outline, started, stored
from tests.live.stage import IDENTITY, RemotePlayer, Stage, ad, frame, reading

from reelpulse.core.session import Exposure, ExposureEnd, SessionState
from reelpulse.core.timeline import CLOCK_NAME, ClockOffset
from reelpulse.errors import DiskFullError, ScreeningError
from reelpulse.live.events import NoticeKind

A, B, C = ad("a"), ad("b"), ad("c")
OFFSET = ClockOffset(measured_at_ns=77, offset_ns=-5, round_trip_ns=4)


async def test_a_prepared_session_is_stored_with_all_that_its_figures_depend_on(
    stage: Stage,
) -> None:
    prepared = await stage.screening.prepare(title="Tuesday", ads=[A, B, A])
    session = await stored(stage)
    assert session == prepared
    assert session.ads == (A, B, A)
    assert session.state is SessionState.READY
    assert (session.provider, session.models) == (IDENTITY.provider, IDENTITY.models)
    assert session.settings == {"metrics": {"silence_weight": 0.5}}
    assert (session.clock_name, session.clock_anchor_ns) == (CLOCK_NAME, 1_000_000_000)


async def test_a_show_plays_every_ad_in_order_and_ends(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    for start_ns in (100, 300):
        exposure_id = await begin(stage, player, at_ns=start_ns)
        await stage.screening.exposure_ended(exposure_id, start_ns + 100)
    assert player.told == ["play a", "play b"]
    session = await stored(stage)
    assert session.state is SessionState.FINISHED
    assert session.exposures == tuple(
        Exposure(
            exposure_id=n,
            ad_id=name,
            started_at_ns=start_ns,
            ended_at_ns=start_ns + 100,
            ended_how=ExposureEnd.PLAYED,
        )
        for n, (name, start_ns) in enumerate([("a", 100), ("b", 300)], start=1)
    )


async def test_every_change_is_published(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    playing = stage.states[-1]
    assert (playing.playing_exposure_id, playing.playing_ad_id, playing.ads_left) == (1, "a", 1)
    await stage.screening.exposure_ended(1, 200)
    between = stage.states[-1]
    assert (between.playing_exposure_id, between.ads_left) == (None, 1)
    await stage.screening.stop()
    ended = stage.states[-1]
    assert ended == stage.screening.state
    assert ended.session is not None
    assert (ended.session.state, ended.ads_left) == (SessionState.FINISHED, 0)


async def test_readings_of_the_running_show_are_kept_and_no_others(stage: Stage) -> None:
    stage.bus.publish(reading(1))
    player = await started(stage, "a")
    exposure_id = await begin(stage, player)
    stage.bus.publish(reading(2, exposure_id=exposure_id, position_ms=100))
    await stage.screening.exposure_ended(exposure_id, 200)
    stage.bus.publish(reading(3))
    await stage.recorder.flush()
    assert await stage.rows("SELECT sequence, exposure_id FROM frame") == [(2, exposure_id)]


async def test_frames_are_counted_from_the_start_of_the_show(stage: Stage) -> None:
    for sequence in range(5):
        stage.mailbox.put(frame(b"", sequence=sequence))
    player = await started(stage, "a")
    for sequence in range(5, 8):
        stage.mailbox.put(frame(b"", sequence=sequence))
    await begin(stage, player)
    await stage.screening.exposure_ended(1, 200)
    counts = await stage.stored(stage.library.counts, 1)
    assert (counts.received, counts.replaced) == (3, 3)


async def test_skipping_ends_the_ad_and_plays_the_next(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    await stage.screening.skip()
    assert player.told == ["play a", "stop", "play b"]
    await stage.screening.exposure_ended(1, 250)  # the player's answer to "stop" comes late
    await begin(stage, player)
    await stage.screening.exposure_ended(2, 400)
    assert outline(await stored(stage)) == [("a", ExposureEnd.SKIPPED), ("b", ExposureEnd.PLAYED)]


async def test_an_ad_that_never_gets_going_can_be_skipped(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.skip()
    assert player.told == ["play a", "stop", "play b"]
    await begin(stage, player)
    assert stage.screening.state.playing_ad_id == "b"
    assert outline(await stored(stage)) == [("b", None)]


async def test_skipping_the_last_ad_ends_the_show(stage: Stage) -> None:
    player = await started(stage, "a")
    await begin(stage, player)
    await stage.screening.skip()
    assert (await stored(stage)).state is SessionState.FINISHED
    assert player.told == ["play a", "stop"]


async def test_stopping_keeps_what_was_measured_and_ends_the_show(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    exposure_id = await begin(stage, player)
    stage.bus.publish(reading(1, exposure_id=exposure_id, position_ms=0))
    await stage.screening.stop()
    assert player.told == ["play a", "stop"]
    session = await stored(stage)
    assert (session.state, outline(session)) == (
        SessionState.FINISHED,
        [("a", ExposureEnd.STOPPED)],
    )
    assert (await stage.stored(stage.library.summaries))[0].readings == 1


async def test_stopping_before_the_first_ad_began_ends_the_show_too(stage: Stage) -> None:
    player = await started(stage, "a")
    await stage.screening.stop()
    await begin(stage, player)  # the player had begun before it heard "stop"
    session = await stored(stage)
    assert (session.state, session.exposures) == (SessionState.FINISHED, ())


async def test_a_player_that_is_lost_in_mid_ad_and_comes_back_goes_on_with_the_next(
    stage: Stage,
) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    await stage.screening.player_gone(player)
    assert not stage.screening.state.player_connected
    assert (await stored(stage)).state is SessionState.RUNNING
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    assert again.told == ["play b"]
    await begin(stage, again)
    await stage.screening.exposure_ended(again.last, 900)
    session = await stored(stage)
    assert outline(session) == [("a", ExposureEnd.LOST), ("b", ExposureEnd.PLAYED)]
    assert session.state is SessionState.FINISHED


async def test_an_ad_that_the_lost_player_had_not_begun_is_shown_by_the_next(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.player_gone(player)
    again = RemotePlayer()
    await stage.screening.player_connected(again)
    assert again.told == ["play a"]
    await stage.screening.exposure_started(player.last, 100)  # says the one that is gone
    assert stage.screening.state.playing_exposure_id is None
    await begin(stage, again)
    assert outline(await stored(stage)) == [("a", None)]


async def test_a_script_that_was_loaded_again_takes_over_before_its_old_connection_is_dead(
    stage: Stage,
) -> None:
    old = await started(stage, "a", "b")
    await begin(stage, old)
    new = RemotePlayer()
    await stage.screening.player_connected(new)
    assert (old.told, new.told) == (["play a", "stop"], ["play b"])
    await stage.screening.player_gone(old)
    assert stage.screening.state.player_connected
    await begin(stage, new)
    await stage.screening.exposure_ended(new.last, 900)
    assert outline(await stored(stage)) == [("a", ExposureEnd.LOST), ("b", ExposureEnd.PLAYED)]


async def test_a_player_that_says_hello_twice_is_not_disturbed(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    await stage.screening.player_connected(player)
    assert stage.screening.state.playing_ad_id == "a"
    assert player.told == ["play a"]


async def test_an_ad_that_cannot_be_played_is_passed_over(
    stage: Stage, caplog: pytest.LogCaptureFixture
) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_failed(player.last, "the file is gone")
    assert player.told == ["play a", "play b"]
    await begin(stage, player)
    assert outline(await stored(stage)) == [("b", None)]
    assert "exposure 1 cannot be played: the file is gone" in caplog.text


async def test_an_ad_that_breaks_off_counts_as_lost_and_the_next_one_follows(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    await stage.screening.exposure_failed(player.last, "decoder error")
    assert player.told == ["play a", "play b"]
    assert outline(await stored(stage)) == [("a", ExposureEnd.LOST)]


async def test_an_ad_that_ends_without_having_begun_does_not_hold_up_the_show(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_ended(player.last, 100)
    assert player.told == ["play a", "play b"]


async def test_when_no_ad_can_be_played_the_show_ends(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    await stage.screening.exposure_failed(player.last, "no")
    await stage.screening.exposure_failed(player.last, "no")
    session = await stored(stage)
    assert (session.state, session.exposures) == (SessionState.FINISHED, ())


async def test_facts_of_another_showing_change_nothing(stage: Stage) -> None:
    player = await started(stage, "a", "b")
    before = stage.screening.state
    await stage.screening.exposure_started(99, 1)
    await stage.screening.exposure_ended(99, 2)
    await stage.screening.exposure_failed(99, "no")
    assert stage.screening.state == before
    await begin(stage, player)
    await stage.screening.exposure_started(player.last, 500)  # said twice
    (exposure,) = (await stored(stage)).exposures
    assert exposure.started_at_ns == 100


async def test_commands_that_do_not_fit_are_refused_with_what_to_do(stage: Stage) -> None:
    screening = stage.screening
    with pytest.raises(ScreeningError, match="Prepare one first"):
        await screening.start()
    with pytest.raises(ScreeningError, match="at least one ad"):
        await screening.prepare(title="Tuesday", ads=[])
    await screening.prepare(title="Tuesday", ads=[A])
    with pytest.raises(ScreeningError, match="Start the script in OBS"):
        await screening.start()
    with pytest.raises(ScreeningError, match="nothing to skip"):
        await screening.skip()
    with pytest.raises(ScreeningError, match="No show is running"):
        await screening.stop()
    await screening.player_connected(RemotePlayer())
    await screening.start()
    with pytest.raises(ScreeningError, match="Stop it before"):
        await screening.prepare(title="Wednesday", ads=[B])
    with pytest.raises(ScreeningError, match="Prepare one first"):
        await screening.start()
    await screening.stop()
    with pytest.raises(ScreeningError, match="Prepare one first"):
        await screening.start()
    assert (await stored(stage)).title == "Tuesday"


async def test_a_second_show_begins_from_nothing(stage: Stage) -> None:
    player = await started(stage, "a")
    await begin(stage, player)
    await stage.screening.stop()
    await stage.screening.prepare(title="Wednesday", ads=[C])
    await stage.screening.start()
    assert player.told[-1] == "play c"
    newest, oldest = await stage.stored(stage.library.summaries)
    assert (newest.title, newest.state) == ("Wednesday", SessionState.RUNNING)
    assert (oldest.title, oldest.state) == ("Tuesday", SessionState.FINISHED)


async def test_commands_and_facts_at_the_same_moment_take_turns(stage: Stage) -> None:
    """The end of an ad, an impatient moderator and a lost player at once leave one clear state."""
    player = await started(stage, "a", "b", "c")
    await begin(stage, player)
    await asyncio.gather(
        stage.screening.exposure_ended(1, 200),
        stage.screening.skip(),
        stage.screening.player_gone(player),
        stage.screening.player_connected(RemotePlayer()),
    )
    session = await stored(stage)
    assert outline(session) == [("a", ExposureEnd.PLAYED)]
    assert stage.screening.state.ads_left == 1  # b was awaited when it was skipped
    assert stage.screening.state.player_connected


async def test_two_starts_at_once_start_one_show(stage: Stage) -> None:
    player = RemotePlayer()
    await stage.screening.player_connected(player)
    await stage.screening.prepare(title="Tuesday", ads=[A])
    results = await asyncio.gather(
        stage.screening.start(), stage.screening.start(), return_exceptions=True
    )
    assert [type(result) for result in results] == [type(None), ScreeningError]
    assert player.told == ["play a"]


async def test_the_clock_offset_in_force_at_the_start_is_kept_with_the_session(
    stage: Stage,
) -> None:
    """A sender measures its clock when it connects, and a show may be over before the next time."""
    await stage.screening.clock_measured("obs", OFFSET)
    await stage.screening.clock_measured("gone", OFFSET)
    stage.screening.clock_gone("gone")
    await started(stage, "a")
    later = ClockOffset(measured_at_ns=99, offset_ns=-6, round_trip_ns=2)
    await stage.screening.clock_measured("obs", later)
    await stage.screening.stop()
    await stage.screening.clock_measured("obs", OFFSET)
    assert await stage.rows(
        "SELECT session_id, sender, measured_at_ns, offset_ns, round_trip_ns FROM clock_offset"
    ) == [(1, "obs", 77, -5, 4), (1, "obs", 99, -6, 2)]


async def test_a_disk_that_is_full_between_two_ads_is_told_and_the_show_goes_on_when_it_has_room(
    stage: Stage,
) -> None:
    player = await started(stage, "a", "b")
    await begin(stage, player)
    await fill_whole_disk(stage)
    with pytest.raises(DiskFullError, match="Free some space"):
        await stage.screening.exposure_ended(1, 200)
    assert stage.screening.state.playing_exposure_id is None
    await stage.free_disk()
    await stage.screening.skip()
    assert player.told == ["play a", "play b"]
    await begin(stage, player)
    await stage.screening.exposure_ended(player.last, 900)
    session = await stored(stage)
    assert outline(session) == [("a", ExposureEnd.PLAYED), ("b", ExposureEnd.PLAYED)]
    assert session.state is SessionState.FINISHED


async def fill_whole_disk(stage: Stage) -> None:
    """Use up the room that is left in the pages there are, too."""
    await stage.fill_disk()
    with pytest.raises(DiskFullError):
        while True:
            await stage.stored(lambda: stage.store.open_exposure(1, "z" * 200, planned_at_ns=0))


async def test_a_full_disk_at_the_start_leaves_the_show_ready(stage: Stage) -> None:
    player = RemotePlayer()
    await stage.screening.player_connected(player)
    await stage.screening.prepare(title="Tuesday", ads=[A])
    await stage.rows("PRAGMA query_only = 1")
    with pytest.raises(Exception, match="readonly"):
        await stage.screening.start()
    await stage.rows("PRAGMA query_only = 0")
    stage.bus.publish(reading(1))
    await stage.screening.start()
    assert player.told == ["play a"]
    await stage.recorder.flush()
    assert await stage.rows("SELECT count(*) FROM frame") == [(0,)]
    assert stage.heard(NoticeKind.STORAGE_FAILED) == []
