"""The moderator marks moments of the show, by key or button, and takes them along as a table."""

from __future__ import annotations

import asyncio
import csv
import io
import time
from pathlib import Path
from typing import TYPE_CHECKING

from reelpulse.core.session import Recording
from reelpulse.media.ads import read_ad
from reelpulse.web.keys import LIBRARY, STORAGE_LANE

if TYPE_CHECKING:
    from playwright.async_api import Download, Page
    from tests.web.conftest import Moderator, OpenPage, ScriptedPlayer, Site


async def begin_show(site: Site, player: ScriptedPlayer, ad_file: Path) -> None:
    await site.screening.prepare(title="Tea", ads=[read_ad(ad_file)])
    await site.screening.player_connected(player)
    await site.screening.start()
    await site.screening.exposure_started(player.playing, time.perf_counter_ns())


async def table_in(download: Download) -> str:
    path = await download.path()
    return await asyncio.to_thread(path.read_text, "utf-8-sig")


async def open_moderator(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/enter#{site.token('moderator')}")
    await page.wait_for_selector('[data-link="connected"]')


async def test_the_key_takes_the_moment_and_the_text_may_take_its_time(
    site: Site,
    open_page: OpenPage,
    moderator: Moderator,
    player: ScriptedPlayer,
    ad_files: tuple[Path, Path],
) -> None:
    async with open_page(width=1280, height=900) as page:
        await open_moderator(page, site)
        assert not await page.is_visible("#marker-form")
        await page.keyboard.press("m")  # no show runs, so there is nothing to mark
        await begin_show(site, player, ad_files[0])
        await page.wait_for_selector("#marker-form", state="visible")
        before_ms = time.time_ns() // 1_000_000
        await page.keyboard.press("m")
        pressed_ms = time.time_ns() // 1_000_000
        assert await page.evaluate("document.activeElement.id") == "marker-text"
        await page.keyboard.type("mmm, laughter")
        await page.wait_for_timeout(700)
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#now .marker b:text-is('mmm, laughter')")
        assert await page.evaluate("document.activeElement.id") != "marker-text"
        _, answer = await moderator.get("/api/sessions/1/markers")
        assert isinstance(answer, dict)
        (marker,) = answer["markers"]
        slack_ms = 60  # two wall clocks and their roundings
        assert before_ms - slack_ms <= marker["unix_ms"] <= pressed_ms + slack_ms
        assert (marker["ad"], marker["recording_ms"]) == ("Morning coffee", None)
        assert marker["show_ms"] == marker["ad_ms"]
        places = await page.inner_text("#now .marker-places")
        assert places.startswith("show 0:0")
        assert "· Morning coffee 0:0" in places


async def test_escape_gives_a_marker_up_and_a_wrong_one_is_removed(
    site: Site, open_page: OpenPage, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    async with open_page(width=1280, height=900) as page:
        await open_moderator(page, site)
        await begin_show(site, player, ad_files[0])
        await page.wait_for_selector("#marker-form", state="visible")
        await page.keyboard.press("m")
        await page.keyboard.type("never mind")
        await page.keyboard.press("Escape")
        assert await page.input_value("#marker-text") == ""
        for words in ("one", "two"):
            await page.fill("#marker-text", words)
            await page.click("#marker-form button")
            await page.wait_for_selector(f"#now .marker b:text-is('{words}')")
        await page.click("#now .marker:has-text('one') button")
        await page.wait_for_selector("#now .marker:has-text('one')", state="detached")
        assert await page.inner_text("#now .marker b") == "two"

        await site.screening.stop()
        await page.wait_for_selector("#marker-form", state="hidden")
        async with page.expect_download() as started:
            await page.click("#now .markers-set a")
        download = await started.value
        assert download.suggested_filename == "reelpulse-1-markers.csv"
        rows = list(csv.DictReader(io.StringIO(await table_in(download))))
        assert [(row["marker"], row["text"], row["ad"]) for row in rows] == [
            ("1", "two", "Morning coffee")
        ]


async def test_a_marker_has_its_place_in_the_recording(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    await begin_show(site, player, ad_files[0])
    stored = await site.app[STORAGE_LANE].call(site.app[LIBRARY].session, 1)
    recording = Recording(
        started_at_ns=stored.exposures[0].started_at_ns - 5_000_000_000, path=Path("/films/1.mkv")
    )
    await site.app[STORAGE_LANE].call(site.store.keep_recording, 1, recording)
    assert (await moderator.post("/api/sessions/1/markers", {"text": "a"}))[0] == 201
    _, answer = await moderator.get("/api/sessions/1/markers")
    assert isinstance(answer, dict)
    (marker,) = answer["markers"]
    assert marker["recording_ms"] - marker["ad_ms"] == 5000


async def test_a_marker_that_makes_no_sense_is_refused(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    await begin_show(site, player, ad_files[0])
    for body, words in (
        ({}, "“text” must be a text of 1 to 80 characters"),
        ({"text": "x" * 81}, "“text” must be a text of 1 to 80 characters"),
        ({"text": "x", "ago_ms": -1}, "“ago_ms” must be a number from 0 to 600000"),
        ({"text": "x", "ago_ms": 10**6}, "“ago_ms” must be a number from 0 to 600000"),
    ):
        status, answer = await moderator.post("/api/sessions/1/markers", body)
        assert status == 400
        assert words in str(answer)
    assert await moderator.get("/api/sessions/1/markers") == (200, {"markers": []})


async def test_before_and_after_the_show_there_is_nothing_to_mark(
    site: Site, moderator: Moderator, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    await begin_show(site, player, ad_files[0])
    await site.screening.stop()
    status, answer = await moderator.post("/api/sessions/1/markers", {"text": "late"})
    assert status == 409
    assert "Markers are set while the show runs." in str(answer)
