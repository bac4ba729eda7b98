"""The buttons of the show: what they do, and what they refuse with which words."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from tests.web.conftest import logged_in

from reelpulse.core.session import ExposureEnd, SessionState
from reelpulse.web.keys import LIBRARY, STORAGE_LANE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Moderator, Moods, OpenSite, ScriptedPlayer, Site

    from reelpulse.core.session import Session


def state_of(site: Site) -> SessionState | None:
    session = site.screening.state.session
    return session.state if session else None


async def stored(site: Site) -> Session:
    return await site.app[STORAGE_LANE].call(site.app[LIBRARY].session, 1)


async def prepare(moderator: Moderator, ad_files: tuple[Path, ...]) -> None:
    body = {"title": "Coffee, group 2", "paths": [str(path) for path in ad_files]}
    assert await moderator.post("/api/sessions", body) == (201, {"session_id": 1})


@pytest.mark.parametrize(
    ("button", "message"),
    [
        ("start", "There is no session ready to start. Prepare one first."),
        ("skip", "No ad is playing, so there is nothing to skip."),
        ("pause", "No ad is playing, so there is nothing to pause."),
        ("resume", "No ad is paused, so there is nothing to go on with."),
        ("stop", "No show is running."),
    ],
)
async def test_without_a_session_no_button_does_anything(
    site: Site, moderator: Moderator, button: str, message: str
) -> None:
    assert await moderator.post(f"/api/show/{button}") == (409, {"error": message})
    assert state_of(site) is None


async def test_a_show_needs_a_player(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    await prepare(moderator, ad_files)
    status, answer = await moderator.post("/api/show/start")
    assert status == 409
    assert "Nothing is connected that could play the ads" in str(answer)
    assert state_of(site) is SessionState.READY


async def test_a_show_runs_from_button_to_button(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    await prepare(moderator, ad_files)
    await site.screening.player_connected(player)
    assert await moderator.post("/api/show/start") == (200, {})
    assert player.commands[-1][0] == "play Morning coffee"
    await site.screening.exposure_started(player.playing, time.perf_counter_ns())
    assert await moderator.post("/api/show/skip") == (200, {})
    assert [command for command, _ in player.commands[-2:]] == ["stop", "play Вечерний чай"]
    await site.screening.exposure_started(player.playing, time.perf_counter_ns())
    assert (await moderator.post("/api/sessions", {"title": "x", "paths": [str(ad_files[0])]}))[
        0
    ] == 409
    assert await moderator.post("/api/show/stop") == (200, {})
    session = await stored(site)
    assert session.state is SessionState.FINISHED
    assert [exposure.ended_how for exposure in session.exposures] == [
        ExposureEnd.SKIPPED,
        ExposureEnd.STOPPED,
    ]
    assert (await moderator.post("/api/show/start"))[0] == 409


async def test_an_ad_is_held_and_goes_on_from_button_to_button(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    await prepare(moderator, ad_files)
    await site.screening.player_connected(player)
    await moderator.post("/api/show/start")
    showing = player.playing
    await site.screening.exposure_started(showing, time.perf_counter_ns())
    assert await moderator.post("/api/show/pause") == (200, {})
    await site.screening.exposure_paused(showing, time.perf_counter_ns())
    assert await moderator.post("/api/show/pause") == (
        409,
        {"error": "The ad is paused already."},
    )
    assert await moderator.post("/api/show/resume") == (200, {})
    assert [command for command, _ in player.commands[-2:]] == ["pause", "resume"]


async def test_a_plan_names_its_buffer_and_whether_it_is_recorded(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    plan = {"title": "Coffee", "paths": [str(ad_files[0])], "buffer_ms": 2500, "recorded": True}
    assert (await moderator.post("/api/sessions", plan))[0] == 201
    session = await stored(site)
    assert (session.buffer_ms, session.recorded, session.baseline_ms) == (2500, True, 0)
    for wrong in ({"buffer_ms": -1}, {"buffer_ms": 60_001}, {"buffer_ms": "1"}, {"recorded": 1}):
        status, answer = await moderator.post("/api/sessions", {**plan, **wrong})
        assert status == 400
        assert next(iter(wrong)) in str(answer)


async def test_a_plan_names_the_length_of_its_neutral_scene(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    plan = {"title": "Coffee", "paths": [str(ad_files[0])], "baseline_ms": 10_000}
    assert (await moderator.post("/api/sessions", plan))[0] == 201
    assert (await stored(site)).baseline_ms == 10_000
    for wrong in (-1, 60_001, "10"):
        status, answer = await moderator.post("/api/sessions", {**plan, "baseline_ms": wrong})
        assert (status, "baseline_ms" in str(answer)) == (400, True)


async def test_a_show_that_cannot_be_recorded_does_not_start(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    plan = {"title": "Coffee", "paths": [str(ad_files[0])], "recorded": True}
    await moderator.post("/api/sessions", plan)
    await site.screening.player_connected(player)
    status, answer = await moderator.post("/api/show/start")
    assert (status, "OBS is not connected to the server" in str(answer)) == (409, True)
    assert state_of(site) is SessionState.READY


async def test_an_interrupted_session_goes_on_at_the_press_of_a_button(
    open_site: OpenSite, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    async with open_site() as site, logged_in(site) as moderator:
        await prepare(moderator, ad_files)
        await site.screening.player_connected(player)
        await moderator.post("/api/show/start")
        await site.screening.exposure_started(player.playing, time.perf_counter_ns())
    async with open_site() as site, logged_in(site) as moderator:
        _, listed = await moderator.get("/api/sessions")
        assert isinstance(listed, dict)
        assert [(s["state"], s["can_continue"]) for s in listed["sessions"]] == [
            ("interrupted", True)
        ]
        assert (await moderator.post("/api/sessions/1/continue"))[0] == 409  # no player
        await site.screening.player_connected(player)
        assert await moderator.post("/api/sessions/1/continue") == (200, {})
        assert player.commands[-1][0] == "play Вечерний чай"
        _, listed = await moderator.get("/api/sessions")
        assert isinstance(listed, dict)
        assert not listed["sessions"][0]["can_continue"]
        assert (await moderator.post("/api/sessions/9/continue"))[0] in {404, 409}


async def test_each_ad_is_looked_into_and_told_apart(
    moderator: Moderator, ad_files: tuple[Path, Path], tmp_path: Path
) -> None:
    text = tmp_path / "notes.mp4"
    text.write_text("not a video", encoding="utf-8")
    paths = [f'"{ad_files[0]}"', "/no/such.mp4", str(text), "coffee.mp4", str(tmp_path), "x" * 1000]
    status, answer = await moderator.post("/api/ads", {"paths": paths})
    assert status == 200
    assert isinstance(answer, dict)
    good, missing, foreign, relative, folder, long = answer["ads"]
    assert (good["title"], good["duration_ms"], good["width_px"], good["height_px"]) == (
        "Morning coffee",
        2000,
        64,
        36,
    )
    assert missing["error"] == "/no/such.mp4: there is no such file. Check the path of the ad."
    assert "this is not a video that can be played" in foreign["error"]
    assert "give the whole path of the file" in relative["error"]
    assert "this is a folder" in folder["error"]
    assert "give the whole path of the file" in long["error"]


async def test_a_name_that_no_disk_takes_is_told_like_any_other_problem(
    moderator: Moderator,
) -> None:
    path = "/" + "x" * 500 + ".mp4"
    status, answer = await moderator.post("/api/ads", {"paths": [path]})
    assert status == 200
    assert "the file cannot be opened" in str(answer) or "there is no such file" in str(answer)


async def test_a_plan_with_one_bad_ad_is_not_prepared(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    body = {"title": "Coffee", "paths": [str(ad_files[0]), "/no/such.mp4"]}
    status, answer = await moderator.post("/api/sessions", body)
    assert (status, answer) == (
        400,
        {"error": "/no/such.mp4: there is no such file. Check the path of the ad."},
    )
    assert state_of(site) is None


async def test_a_finished_show_is_listed_with_its_figures(
    site: Site,
    moderator: Moderator,
    player: ScriptedPlayer,
    ad_files: tuple[Path, Path],
    mood: Moods,
) -> None:
    await prepare(moderator, ad_files)
    await site.screening.player_connected(player)
    await moderator.post("/api/show/start")
    exposure_id = player.playing
    await site.screening.exposure_started(exposure_id, time.perf_counter_ns())
    for position_ms in range(0, 2000, 100):
        site.publish(
            mood("happiness", 0.9),
            mood("anger", 0.9),
            mood("happiness", 0.8),
            exposure_id=exposure_id,
            ad_position_ms=position_ms,
        )
    await moderator.post("/api/show/stop")

    _, listed = await moderator.get("/api/sessions")
    assert isinstance(listed, dict)
    (line,) = listed["sessions"]
    assert (line["title"], line["state"], line["ads"]) == ("Coffee, group 2", "finished", 2)
    assert (line["people"], line["readings"]) == (3, 60)

    _, figures = await moderator.get("/api/sessions/1/figures")
    assert isinstance(figures, dict)
    assert figures["people"] == 3
    assert figures["eei"] == {
        "too_few": True,
        "value": pytest.approx(100 / 3),
        "interval": None,
        "people": 3,
        "contacts": 3,
        "positive": 2,
        "negative": 1,
    }
    assert figures["emo_nps"]["value"] == pytest.approx(100 / 3)
    assert (figures["shares"]["people"], figures["too_few"]) == (3, True)
    assert figures["shares"]["groups"] == {
        "positive": pytest.approx(2 / 3),
        "negative": pytest.approx(1 / 3),
        "neutral": 0,
    }
    assert [ad["title"] for ad in figures["ads"]] == ["Morning coffee"]


@pytest.mark.parametrize("weight", ["0.1", "1.5", "nan", "inf", "x", ""])
async def test_figures_refuse_a_k_out_of_range(
    moderator: Moderator, ad_files: tuple[Path, Path], weight: str
) -> None:
    await prepare(moderator, ad_files)
    status, answer = await moderator.get(f"/api/sessions/1/figures?silence_weight={weight}")
    assert (status, answer) == (
        400,
        {"error": "“silence_weight” must be a number from 0.2 to 1.0."},
    )


async def test_figures_of_no_session_say_so(moderator: Moderator) -> None:
    status, answer = await moderator.get("/api/sessions/7/figures")
    assert status == 404
    assert "There is no session 7" in str(answer)
