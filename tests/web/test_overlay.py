"""The emotion bars as OBS shows them, in a real Chromium."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from PIL import Image

from reelpulse.web.tokens import Scope

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.web.conftest import Moods, OpenPage, OpenSite, Site

SIZES = [(300, 150), (640, 360), (1920, 1080), (1000, 160), (360, 640)]
LIVE = '[data-signal="live"]'
NONE = '[data-signal="none"]'
HAPPY = (0.02, 0.01, 0.01, 0.7, 0.06, 0.1, 0.1)
CROSS = (0.4, 0.21, 0.01, 0.1, 0.06, 0.02, 0.2)


async def greeted(page: Page) -> None:
    """The bars are built from the server's hello, so from now on nothing is missed."""
    await page.wait_for_selector(".bar", state="attached")


async def shown(page: Page) -> dict[str, tuple[float, str]]:
    """By emotion: the part of its track that a bar fills, and the figure beside it."""
    rows: list[list[Any]] = await page.eval_on_selector_all(
        ".bar",
        """bars => bars.map(bar => [
            bar.dataset.emotion,
            bar.querySelector(".fill").getBoundingClientRect().width
                / bar.querySelector(".track").getBoundingClientRect().width,
            bar.querySelector(".figure").textContent,
        ])""",
    )
    return {emotion: (part, figure) for emotion, part, figure in rows}


async def test_the_bars_are_as_long_as_the_readings_figures(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish(HAPPY, CROSS)
        await page.wait_for_selector(LIVE)
        bars = await shown(page)
        assert list(bars) == [
            "happiness",
            "surprise",
            "anger",
            "disgust",
            "fear",
            "sadness",
            "neutral",
        ]
        for emotion, part, figure in (
            ("happiness", 0.4, "40%"),
            ("surprise", 0.06, "6%"),
            ("anger", 0.21, "21%"),
            ("disgust", 0.11, "11%"),
            ("neutral", 0.15, "15%"),
        ):
            assert bars[emotion][0] == pytest.approx(part, abs=0.004)
            assert bars[emotion][1] == figure
        assert await page.inner_text("#people") == "2"
        sums = await page.eval_on_selector_all(".group-sum b", "all => all.map(b => b.textContent)")
        assert sums == ["46%", "39%", "15%"]


async def test_each_group_has_its_colour_and_each_seat_its_chip(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish(HAPPY, CROSS)
        await page.wait_for_selector(LIVE)
        colours = await page.eval_on_selector_all(
            ".bar",
            "bars => bars.map(b => getComputedStyle(b.querySelector('.fill')).backgroundColor)",
        )
        assert len(set(colours[0:2])) == len(set(colours[2:6])) == 1
        assert len(set(colours)) == 3
        assert await page.eval_on_selector_all(".seat b", "all => all.map(b => b.textContent)") == [
            "1",
            "2",
        ]
        widths = await page.eval_on_selector_all(
            ".seat:first-child i", "all => all.map(i => i.getBoundingClientRect().width)"
        )
        assert np.array(widths) / sum(widths) == pytest.approx([0.8, 0.1, 0.1], abs=0.01)


async def test_the_page_is_transparent_around_a_dark_panel(site: Site, open_page: OpenPage) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish(HAPPY)
        await page.wait_for_selector(LIVE)
        picture = np.array(Image.open(BytesIO(await page.screenshot(omit_background=True))))
        assert picture.shape == (360, 640, 4)
        for row, column in ((0, 0), (0, 639), (359, 0), (359, 639)):
            assert picture[row, column, 3] == 0
        red, green, blue, alpha = picture[60, 320]
        assert 150 < alpha < 230
        assert max(red, green, blue) < 60


@pytest.mark.parametrize("language", ["en", "ru"])
@pytest.mark.parametrize(("width", "height"), SIZES)
async def test_nothing_is_cut_and_nothing_scrolls_at_any_size(
    site: Site, open_page: OpenPage, width: int, height: int, language: str
) -> None:
    async with open_page(width=width, height=height) as page:
        await page.goto(site.overlay_url(language=language))
        await greeted(page)
        site.publish(*[HAPPY, CROSS] * 6)
        await page.wait_for_selector(LIVE)
        layout = await page.evaluate(
            """() => ({
                scrolls: document.documentElement.scrollWidth > innerWidth
                    || document.documentElement.scrollHeight > innerHeight,
                panel: document.querySelector(".panel").getBoundingClientRect().toJSON(),
                outside: [...document.querySelectorAll(".panel *")]
                    .map(e => e.getBoundingClientRect())
                    .filter(r => r.width && (r.left < 0 || r.top < 0
                        || r.right > innerWidth || r.bottom > innerHeight)).length,
                cut: [...document.querySelectorAll(".name, .figure, .people, .group-sum")]
                    .filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.textContent),
                overlaps: [...document.querySelectorAll(".bar")].filter(bar => {
                    const range = document.createRange();
                    range.selectNodeContents(bar.querySelector(".name"));
                    return range.getBoundingClientRect().right
                        > bar.querySelector(".track").getBoundingClientRect().left;
                }).length,
                letters_px: parseFloat(getComputedStyle(document.querySelector(".name")).fontSize),
            })"""
        )
        assert not layout["scrolls"]
        assert layout["outside"] == 0
        assert layout["cut"] == []
        assert layout["overlaps"] == 0
        assert layout["letters_px"] > 10
        assert layout["panel"]["width"] > 0.93 * width


async def test_old_data_is_cleared_and_says_no_signal(site: Site, open_page: OpenPage) -> None:
    async with open_page(width=640, height=360) as page:
        await page.clock.install(time=0)
        await page.goto(site.overlay_url())
        await page.clock.pause_at(60_000)
        await greeted(page)
        site.publish(HAPPY, age_ms=100)
        await page.wait_for_selector(LIVE)
        await page.clock.run_for(1890)
        assert await page.query_selector(LIVE)
        await page.clock.run_for(20)
        await page.wait_for_selector(NONE)
        assert await page.inner_text(".trouble") == "No signal"
        assert set((await shown(page)).values()) == {(0.0, "–")}
        assert not await page.is_visible("#people")
        site.publish(HAPPY)
        await page.wait_for_selector(LIVE)
        assert (await shown(page))["happiness"][1] == "70%"


async def test_a_reading_that_is_old_on_arrival_is_no_signal(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish(HAPPY, age_ms=2500, source="slow")
        site.publish(CROSS, age_ms=30, source="brisk")
        await page.wait_for_selector(LIVE)
        assert await page.inner_text("#people") == "1"
        assert (await shown(page))["anger"][1] == "40%"


async def test_two_webcams_are_one_audience_until_one_falls_silent(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=640, height=360) as page:
        await page.clock.install(time=0)
        await page.goto(site.overlay_url())
        await page.clock.pause_at(60_000)
        await greeted(page)
        site.publish(HAPPY, HAPPY, HAPPY, source="left", age_ms=0)
        await page.wait_for_selector("#people:text-is('3')")
        await page.clock.run_for(1500)
        site.publish(CROSS, source="right", age_ms=0)
        await page.wait_for_selector("#people:text-is('4')")
        assert (await shown(page))["happiness"][0] == pytest.approx((3 * 0.7 + 0.1) / 4, abs=0.004)
        await page.clock.run_for(600)
        assert await page.inner_text("#people") == "1"
        assert (await shown(page))["anger"][1] == "40%"


async def test_nobody_in_the_picture_is_a_signal_without_figures(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish()
        await page.wait_for_selector(LIVE)
        assert await page.inner_text("#people") == "0"
        assert set((await shown(page)).values()) == {(0.0, "–")}


async def test_it_comes_back_by_itself_after_the_server_did(
    open_site: OpenSite, open_page: OpenPage, mood: Moods
) -> None:
    async with open_page(width=640, height=360, quiet=False) as page:
        async with open_site() as site:
            port = site.port
            await page.goto(site.overlay_url(language="ru"))
            await greeted(page)
            site.publish(mood("fear", 0.5))
            await page.wait_for_selector(LIVE)
        await page.wait_for_selector(NONE)
        assert await page.inner_text(".trouble") == "Нет сигнала"
        await page.evaluate("document.querySelector('.bars').replaceChildren()")
        async with open_site(port=port) as site:
            await greeted(page)
            site.publish(mood("fear", 0.9))
            await page.wait_for_selector(LIVE)
            assert (await shown(page))["fear"][0] == pytest.approx(0.9, abs=0.004)


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "No access: copy this overlay’s address again"),
        ("ru", "Нет доступа: скопируйте адрес оверлея заново"),
    ],
)
async def test_a_wrong_token_says_what_to_do(
    site: Site, open_page: OpenPage, language: str, text: str
) -> None:
    async with open_page(width=300, height=150) as page:
        await page.goto(f"{site.base}/overlays/emotion-bars/?token=wrong&lang={language}")
        await page.wait_for_selector('[data-signal="denied"]')
        assert await page.inner_text(".trouble") == text


async def test_a_renewed_token_empties_the_overlay(site: Site, open_page: OpenPage) -> None:
    async with open_page(width=640, height=360) as page:
        await page.goto(site.overlay_url())
        await greeted(page)
        site.publish(HAPPY)
        await page.wait_for_selector(LIVE)
        site.access.renew(Scope.OVERLAY)
        await site.end_live_connections()
        await page.wait_for_selector('[data-signal="denied"]')
        assert set((await shown(page)).values()) == {(0.0, "–")}
