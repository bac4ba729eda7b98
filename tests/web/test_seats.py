"""The moderator calls seats by a name, confirms them, and says which two are one person."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import pytest
import pytest_asyncio
from playwright.async_api import expect

from reelpulse.core.notes import SeatNote
from reelpulse.media.ads import read_ad
from reelpulse.web.live_view import state_view
from reelpulse.web.live_wire import encode

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.async_api import Locator, Page
    from tests.web.conftest import Moderator, Moods, OpenPage, ScriptedPlayer, Site


@pytest_asyncio.fixture(loop_scope="session")
async def show_in_three_seats(
    site: Site, player: ScriptedPlayer, ad_files: tuple[Path, Path], mood: Moods
) -> None:
    """Two people: who sat in seat 2 comes back as seat 3, and then the ad goes on."""
    await site.screening.prepare(title="Tea", ads=[read_ad(ad_files[0])])
    await site.screening.player_connected(player)
    await site.screening.start()
    await site.screening.exposure_started(player.playing, time.perf_counter_ns())
    for position_ms in range(0, 2000, 100):
        site.publish(
            mood("happiness", 0.9),
            mood("anger", 0.9),
            seats=(1, 2) if position_ms < 1000 else (1, 3),
            exposure_id=player.playing,
            ad_position_ms=position_ms,
        )
    await site.recorder.flush()


async def open_moderator(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/enter#{site.token('moderator')}")
    await page.wait_for_selector('[data-link="connected"]')


async def seats_of(moderator: Moderator, session_id: int) -> object:
    _, figures = await moderator.get(f"/api/sessions/{session_id}/figures")
    assert isinstance(figures, dict)
    return figures["seats"]


async def until_noted(site: Site, note: SeatNote) -> None:
    async with asyncio.timeout(20):
        while site.seats_noted != (note,):  # noqa: ASYNC110
            await asyncio.sleep(0.01)


def noted(page: Page, seat: int) -> Locator:
    """The row of a seat beside the figures of the running session."""
    return page.locator(f"#now .seat-note:has(b:text-is('Seat {seat}'))")


@pytest.mark.usefixtures("show_in_three_seats")
async def test_a_seat_is_renamed_in_mid_show_on_page_and_overlay(
    site: Site, open_page: OpenPage, mood: Moods
) -> None:
    async with open_page(width=1280, height=900) as page, open_page(width=640, height=360) as bars:
        await open_moderator(page, site)
        await bars.goto(site.overlay_url())
        await bars.wait_for_selector(".bar", state="attached")
        await noted(page, 1).locator("input[type=text]").fill("by the window")
        await noted(page, 1).locator("input[type=checkbox]").check()
        await expect(noted(page, 1).locator("input[type=checkbox]")).to_be_checked()
        await page.wait_for_selector(
            "#now .seat-note:has(input[type=checkbox]:checked):has(b:text-is('Seat 1'))"
        )
        await until_noted(site, SeatNote(seat=1, name="by the window", confirmed=True))
        site.publish(mood("happiness", 0.9), mood("anger", 0.9))
        await page.wait_for_selector(".seat-name:text-is('Seat 1 · by the window ✓')")
        assert await page.inner_text(".seat-name >> nth=1") == "Seat 2"
        await bars.wait_for_selector(".seat b:text-is('1 · by the window')")


@pytest.mark.usefixtures("show_in_three_seats")
async def test_two_seats_of_one_person_are_made_one_and_apart_again(
    site: Site, open_page: OpenPage, mood: Moods
) -> None:
    async with open_page(width=1280, height=900, quiet=False) as page:
        await open_moderator(page, site)
        await page.wait_for_selector("#now-basis:has-text('of 3 people')")
        await noted(page, 3).locator("select").select_option("2")
        await page.wait_for_selector("#now-basis:has-text('of 2 people')")
        site.publish(mood("happiness", 0.9), mood("anger", 0.9), seats=(1, 3))
        await page.wait_for_selector(".seat-name:text-is('Seat 2 (was seat 3)')")

        await noted(page, 3).locator("select").select_option("1")
        await page.wait_for_selector(
            "#alarm:has-text('Seats 3 and 1 were measured in the same picture')"
        )
        await expect(noted(page, 3).locator("select")).to_have_value("2")

        await noted(page, 3).locator("select").select_option("")
        await page.wait_for_selector("#now-basis:has-text('of 3 people')")

        await site.screening.stop()
        await page.click(".session .more")
        after = page.locator("#sessions .seat-note:has(b:text-is('Seat 3'))")
        await after.locator("select").select_option("2")
        await page.wait_for_selector("#sessions .figures :text('n = 2*')")


@pytest.mark.usefixtures("show_in_three_seats")
@pytest.mark.parametrize("language", ["en-GB", "ru-RU"])
async def test_figures_seats_and_markers_are_cut_at_no_width(
    site: Site,
    moderator: Moderator,
    open_page: OpenPage,
    language: str,
) -> None:
    await moderator.post("/api/sessions/1/seats", {"seat": 1, "name": "W" * 24, "confirmed": True})
    await moderator.post("/api/sessions/1/markers", {"text": "W" * 80})
    for width in (380, 700, 1280, 1920):
        async with open_page(width=width, height=900, language=language) as page:
            await open_moderator(page, site)
            await page.wait_for_selector("#now .seat-note >> nth=2")
            await page.wait_for_selector("#now .marker")
            site.publish(*[(1 / 7,) * 7] * 3)
            await page.wait_for_selector(".seat-name:has-text('WWW')")
            layout = await page.evaluate(
                """() => [
                    document.documentElement.scrollWidth,
                    [...document.querySelectorAll("main *")]
                        .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
                        .map(e => e.outerHTML.slice(0, 80)),
                    [...document.querySelectorAll(
                        "#now :is(button, h2, h4, label, td, th, p), .seat-name"
                    )].filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
                        .map(e => e.textContent),
                ]"""
            )
            assert layout == [width, [], []]


@pytest.mark.parametrize("people", [4, 12])
async def test_long_names_stay_inside_the_overlay(
    site: Site,
    moderator: Moderator,
    open_page: OpenPage,
    ad_files: tuple[Path, Path],
    people: int,
) -> None:
    await moderator.post("/api/sessions", {"title": "Tea", "paths": [str(ad_files[0])]})
    for seat in range(1, people + 1):
        await moderator.post("/api/sessions/1/seats", {"seat": seat, "name": "W" * 24})
    for width, height in ((300, 250), (640, 360), (360, 640)):
        async with open_page(width=width, height=height) as bars:
            await bars.goto(site.overlay_url(language="ru"))
            await bars.wait_for_selector(".bar", state="attached")
            site.publish(*[(1 / 7,) * 7] * people)
            await bars.wait_for_selector(".seat:has-text('W')", state="attached")
            outside = await bars.eval_on_selector_all(
                ".seat, .seat b, .stack",
                "all => all.filter(e => e.getBoundingClientRect().right > innerWidth).length",
            )
            assert outside == 0, width


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"seat": 0}, "“seat” must be a number from 1 to 9999."),
        ({"seat": 1, "name": "x" * 25}, "“name” must be a text of 1 to 24 characters"),
        ({"seat": 1, "name": "a\nb"}, "in one line"),
        ({"seat": 1, "confirmed": "yes"}, "“confirmed” must be true or false."),
        ({"seat": 1, "merged_into": "2"}, "“merged_into” must be a number"),
    ],
)
async def test_a_note_that_makes_no_sense_is_refused(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path], body: object, words: str
) -> None:
    await moderator.post("/api/sessions", {"title": "Tea", "paths": [str(ad_files[0])]})
    status, answer = await moderator.post("/api/sessions/1/seats", body)
    assert status == 400
    assert words in str(answer)
    assert await seats_of(moderator, 1) == []


async def test_of_a_session_that_is_not_there_nothing_is_noted(moderator: Moderator) -> None:
    assert (await moderator.post("/api/sessions/9/seats", {"seat": 1}))[0] == 404


async def test_what_is_noted_of_another_session_leaves_the_one_at_hand_alone(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    for title in ("Tea", "Coffee"):
        await moderator.post("/api/sessions", {"title": title, "paths": [str(ad_files[0])]})
    await moderator.post("/api/sessions/1/seats", {"seat": 1, "name": "left"})
    assert '"seats":[]' in encode(state_view(site.screening.state, everything=True))
    assert await seats_of(moderator, 1) == [
        {"seat": 1, "name": "left", "confirmed": False, "merged_into": None, "readings": 0}
    ]
    assert await seats_of(moderator, 2) == []
