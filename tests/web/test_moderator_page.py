"""The moderator's page in a real Chromium: in by the link, through a show, to a report."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.async_api import expect

from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import SessionState
from reelpulse.live.events import Notice, NoticeKind
from reelpulse.web.keys import AD_LANE, AD_READER, LIVE_HUB

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.web.conftest import OpenPage, OpenSite, ScriptedPlayer, Site

HAPPY = (0.02, 0.01, 0.01, 0.7, 0.06, 0.1, 0.1)
REASONS = {
    Unmeasurable.TOO_SMALL: "too far away",
    Unmeasurable.TURNED_AWAY: "turned away",
    Unmeasurable.TOO_DARK: "too dark",
    Unmeasurable.TOO_BRIGHT: "too bright",
    Unmeasurable.BLURRED: "blurred",
    Unmeasurable.COVERED: "covered",
}
CROSS = (0.4, 0.21, 0.01, 0.1, 0.06, 0.02, 0.2)


async def enter(page: Page, site: Site) -> None:
    """Open the link and wait until the page listens."""
    await page.goto(f"{site.base}/enter#{site.token('moderator')}")
    await page.wait_for_selector('[data-link="connected"]')


async def prepare(page: Page, ad_files: tuple[Path, ...], title: str) -> None:
    await page.click("#new-session summary")
    await page.fill("#title", title)
    await page.fill("#paths", "\n".join(str(path) for path in ad_files))
    await page.click("#prepare:enabled")
    await page.wait_for_selector('#state[data-state="ready"]')


async def buttons(page: Page) -> dict[str, bool]:
    """Which of the show's buttons can be pressed."""
    return {name: await page.is_enabled(f"#{name}") for name in ("start", "skip", "stop")}


async def press_and_confirm(page: Page, button: str) -> None:
    await page.click(f"#{button}")
    await page.click("#yes")


async def test_the_link_lets_in_and_leaves_no_token_behind(site: Site, open_page: OpenPage) -> None:
    async with open_page(width=1280, height=900) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        await enter(page, site)
        assert page.url == f"{site.base}/"
        assert await page.title() == "ReelPulse"
        token = site.token("moderator")
        assert not any(token in address for address in asked if "#" not in address)
        assert token not in await page.content()
        cookies = await page.context.cookies()
        assert [(c["name"], c["httpOnly"], c["sameSite"]) for c in cookies] == [
            (f"reelpulse_{site.port}", True, "Strict")
        ]
        assert await page.evaluate("document.cookie") == ""
        await page.go_back()
        assert token not in page.url


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/", "This browser is not logged in. Open the moderator's link"),
        ("/enter", "This link is incomplete. Copy the whole link"),
        ("/enter#wrong", "This link is not valid any more."),
    ],
)
async def test_without_the_right_link_the_page_says_what_to_do(
    site: Site, open_page: OpenPage, path: str, words: str
) -> None:
    async with open_page(width=800, height=600, quiet=False) as page:
        await page.goto(site.base + path)
        await page.wait_for_selector("h1:has-text('No access')")
        assert words in await page.inner_text("main")


async def test_a_show_from_preparing_it_to_its_report(
    site: Site,
    open_page: OpenPage,
    player: ScriptedPlayer,
    ad_files: tuple[Path, Path],
    tmp_path: Path,
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        assert await buttons(page) == {"start": False, "skip": False, "stop": False}

        await prepare(page, ad_files, "Coffee, group 2")
        assert await page.inner_text("#session-title") == "Coffee, group 2"
        plan = await page.eval_on_selector_all("#plan li", "all => all.map(li => li.textContent)")
        assert plan == ["Morning coffee0:02", "Вечерний чай0:03"]
        assert await buttons(page) == {"start": False, "skip": False, "stop": False}
        assert "Nothing is connected that could play the ads" in await page.inner_text("#hint")

        await site.screening.player_connected(player)
        await page.click("#start:enabled")
        await page.wait_for_selector('#state[data-state="running"]')
        assert await buttons(page) == {"start": False, "skip": False, "stop": True}
        assert not await page.is_visible("#new-session")

        await player.told("play Morning coffee")
        exposure_id = player.playing
        await site.screening.exposure_started(exposure_id, time.perf_counter_ns())
        await page.wait_for_selector("#skip:enabled")
        assert await page.inner_text("#playing") == "Now playing: Morning coffee"
        assert await page.inner_text("#plan .now") == "Morning coffee\n0:02"
        for position_ms in range(0, 2000, 100):
            site.publish(HAPPY, CROSS, exposure_id=exposure_id, ad_position_ms=position_ms)
        await site.recorder.flush()

        await press_and_confirm(page, "skip")
        await page.wait_for_selector("#now .figure-set >> nth=1")
        assert await page.inner_text("#now .figure-set >> nth=1 >> .shares-text") == (
            "Positive 50.0% · Neutral 0.0% · Negative 50.0%"
        )
        assert (await page.inner_text("#now-basis")).startswith(
            "Computed as for the report from what is stored: 40 readings of 2 people during ads, at "
        )
        await page.wait_for_selector("#skip:disabled")
        await player.told("play Вечерний чай")
        await site.screening.exposure_started(player.playing, time.perf_counter_ns())
        await page.wait_for_selector("#playing:has-text('Вечерний чай')")
        await press_and_confirm(page, "stop")
        await page.wait_for_selector('#state[data-state="finished"]')
        assert await buttons(page) == {"start": False, "skip": False, "stop": False}

        await page.wait_for_selector(".session .pill[data-state='finished']")
        facts = await page.inner_text(".session-facts")
        assert facts.endswith("Ads: 2 · People: 2 · Readings: 40")
        await page.click(".session .more")
        await page.wait_for_selector("#sessions .figure-set >> nth=1")
        assert await page.inner_text("#sessions .figure-set >> nth=0 >> .eei") == "0.0*"
        # Two people are too few for an interval.
        assert await page.inner_text("#sessions .figure-set >> nth=0 >> .eei-interval") == ""
        assert await page.inner_text("#sessions .figure-set >> nth=0 >> .few") == (
            "* Too few people to speak for an audience."
        )
        assert await page.inner_text("#sessions .figure-set >> nth=0 >> .shares-text") == (
            "Positive 50.0% · Neutral 0.0% · Negative 50.0%"
        )
        await make_and_download_report(page, site, tmp_path)


async def test_figures_of_enough_people_have_an_interval_and_no_warning(
    site: Site, open_page: OpenPage
) -> None:
    enough = {"too_few": False}
    eei = {"value": 50, "interval": [20, 80], "people": 10, "contacts": 10, **enough}
    nps = {"value": 50, "band": [50, 50], "silence_weight": 0.5, "persons": 10, **enough}
    figures = {
        "eei": {**eei, "positive": 5, "negative": 0},
        "emo_nps": {**nps, "engaged": 5, "critical": 0, "silent": 0, "mixed": 5},
        "shares": {
            "emotions": {"happiness": 0.5, "neutral": 0.5},
            "groups": {"positive": 0.5, "neutral": 0.5, "negative": 0},
            "people": 10,
            "seat_seconds": 90,
        },
        "too_few": False,
        "ads": [],
        "grades": {"show": None, "ads": [], "people": []},
    }
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        interval, warned = await page.evaluate(
            """async figures => {
                const { figureSets } = await import("/static/figures.js");
                const [whole] = figureSets(figures);
                return [whole.querySelector(".eei-interval").textContent,
                        !whole.querySelector(".few").hidden];
            }""",
            figures,
        )
    assert interval == "from +20.0 to +80.0, confidence 95 %"
    assert warned is False


async def test_figures_say_their_basis_and_who_stays_as_read(
    site: Site, open_page: OpenPage
) -> None:
    eei = {"value": 50, "interval": None, "people": 2, "contacts": 2, "positive": 1, "negative": 0}
    nps = {"value": 50, "band": [50, 50], "silence_weight": 0.5, "persons": 2}
    figures = {
        "eei": eei,
        "emo_nps": {**nps, "engaged": 1, "critical": 0, "silent": 0, "mixed": 1},
        "shares": {
            "groups": {"positive": 0.5, "neutral": 0.5, "negative": 0},
            "emotions": {"happiness": 0.5, "neutral": 0.5},
            "people": 2,
            "seat_seconds": 9,
        },
        "too_few": True,
        "basis": {
            "used": "corrected",
            "people": 2,
            "corrected": 1,
            "raw_seats": [{"seat": 2, "scene_readings": 7}],
        },
        "other": {"basis": "raw", "eei": -50, "emo_nps": -100},
        "ads": [],
        "grades": {"show": 4, "ads": [], "people": [{"seat": 2, "show": 4, "ads": []}]},
    }
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        basis, other = await page.evaluate(
            """async figures => {
                const { figureSets } = await import("/static/figures.js");
                const [basis, whole] = figureSets(figures);
                return [basis.textContent, whole.querySelector(".other-basis").textContent];
            }""",
            figures,
        )
    assert basis == (
        "Figures less each person's resting face, known of 1 of 2 people. "
        "Seat 2 stays as read: 7 readings in the neutral scene."
    )
    assert other == "As read: EEI \N{MINUS SIGN}50.0, EmoNPS \N{MINUS SIGN}100.0"


async def make_and_download_report(page: Page, site: Site, folder: Path) -> None:
    await page.select_option(".report-form select", "ru")
    await page.eval_on_selector(
        ".report-form input",
        "range => { range.value = 0.8; range.dispatchEvent(new Event('input')); }",
    )
    assert await page.inner_text(".report-form output") == "0.8"
    await page.click(".report-form button")
    await page.wait_for_selector(".job progress")
    site.reports.progress("setting_pages", 0.6)
    await page.wait_for_selector(".job progress[value='0.6']")
    assert await page.inner_text(".job-text") == "Making the report… setting the pages"
    assert site.reports.asked == [(1, "ru", 0.8)]
    site.reports.ready.set()
    async with page.expect_download() as started:
        await page.click(".job a:visible")
    download = await started.value
    assert re.fullmatch(
        r"ReelPulse Coffee, group 2 \d{4}-\d\d-\d\d ru\.pdf", download.suggested_filename
    )
    await download.save_as(folder / "report.pdf")
    assert (folder / "report.pdf").read_bytes().startswith(b"%PDF-")


async def test_stopping_is_asked_about_and_can_be_thought_better_of(
    site: Site, open_page: OpenPage, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        await prepare(page, ad_files, "Tea")
        await site.screening.player_connected(player)
        await page.click("#start:enabled")
        await page.click("#stop:enabled")
        assert await page.inner_text("#question") == (
            "Stop the show? The ads to come will not be shown."
        )
        await page.keyboard.press("Escape")
        await page.wait_for_selector("#ask", state="hidden")
        session = site.screening.state.session
        assert session is not None
        assert session.state is SessionState.RUNNING


async def test_each_path_is_checked_as_soon_as_it_is_typed(
    site: Site, open_page: OpenPage, ad_files: tuple[Path, Path]
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        await page.click("#new-session summary")
        await page.fill("#title", "x")
        await page.fill("#paths", f'"{ad_files[0]}"\n\n/no/such.mp4')
        await page.wait_for_selector(".ad-check.wrong")
        checks = await page.eval_on_selector_all(
            ".ad-check", "all => all.map(li => li.textContent.trim())"
        )
        assert checks == [
            "Morning coffee 0:02, 64 × 36",
            "/no/such.mp4: there is no such file. Check the path of the ad.",
        ]
        assert not await page.is_enabled("#prepare")


async def test_live_bars_seats_and_places_move_with_each_reading(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        assert await page.inner_text("#live-trouble") == "No signal"
        site.publish(HAPPY, CROSS)
        await page.wait_for_selector("#people:text-is('2')")
        await expect_mean(page, "happiness", 0.4, "40%")
        await expect_mean(page, "disgust", 0.11, "11%")
        seats = await page.eval_on_selector_all(
            "#seats .seat h3", "all => all.map(h => h.textContent.trim().replace(/\\s+/g, ' '))"
        )
        assert seats == ["Seat 1 Happiness", "Seat 2 Anger"]
        places = await page.eval_on_selector_all(
            ".map b",
            """all => all.map(b => {
                const box = b.getBoundingClientRect(), map = b.parentElement.getBoundingClientRect();
                return [b.textContent, (box.left - map.left) / map.width, box.height / map.height];
            })""",
        )
        assert [number for number, _, _ in places] == ["1", "2"]
        assert [left for _, left, _ in places] == pytest.approx([0.1, 0.2], abs=0.01)
        assert [height for _, _, height in places] == pytest.approx([0.25, 0.25], abs=0.01)

        site.publish(CROSS)
        await page.wait_for_selector("#people:text-is('1')")
        await expect_mean(page, "happiness", 0.1, "10%")
        assert await page.locator("#seats .seat").count() == 1


@pytest.mark.parametrize("reason", list(Unmeasurable))
async def test_who_is_not_seen_well_has_a_card_with_the_reason_and_no_emotion(
    site: Site, open_page: OpenPage, reason: Unmeasurable
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        site.publish(HAPPY, unmeasurable=reason)
        await page.wait_for_selector("#people:text-is('1')")
        mood = await page.inner_text("#seats .seat .mood")
        assert mood == f"Not measurable: {REASONS[reason]}"
        await expect_mean(page, "happiness", 0.0, "–")
        widths = await page.eval_on_selector_all(
            "#seats .fill", "all => all.map(fill => fill.getBoundingClientRect().width)"
        )
        assert widths == [0] * 7
        fits = await page.eval_on_selector("#seats .seat", "it => it.scrollWidth <= it.clientWidth")
        assert fits

        assert await page.inner_text("#seats .attention") == "Attention: –"

        site.publish(HAPPY, attention=0.834)
        await page.wait_for_selector("#seats .mood:text-is('Happiness')")
        assert await page.inner_text("#seats .attention") == "Attention: 83%"


async def expect_mean(page: Page, emotion: str, wanted_part: float, wanted_figure: str) -> None:
    """The bar of the mean is as long as it should be, and so is the figure beside it."""
    part, figure = await page.eval_on_selector(
        f'#bars [data-emotion="{emotion}"]',
        """bar => [
            bar.querySelector(".fill").getBoundingClientRect().width
                / bar.querySelector(".track").getBoundingClientRect().width,
            bar.querySelector(".figure").textContent,
        ]""",
    )
    assert part == pytest.approx(wanted_part, abs=0.004)
    assert figure == wanted_figure


async def test_what_is_connected_stands_at_the_top(site: Site, open_page: OpenPage) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        assert await page.inner_text("#senders") == "No sender"
        site.bus.publish(Notice(kind=NoticeKind.SENDER_CONNECTED, source="reelpulse-obs 0.1.0"))
        site.receive_frames(12)
        for _ in range(10):
            site.publish(HAPPY, age_ms=61)
        site.app[LIVE_HUB].tell_statistics()
        await page.wait_for_selector(".source")
        assert await page.inner_text("#senders") == "reelpulse-obs 0.1.0"
        line = await page.inner_text(".source")
        assert line == "webcam 2.0 per second 61 ms, 95 % within 61 ms 11 of 12 replaced"
        assert "CPU" in await page.inner_text(".fact summary")


async def test_notices_come_newest_first_and_repeats_are_counted(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=1280, height=900) as page:
        site.bus.publish(Notice(kind=NoticeKind.SENDER_CONNECTED, source="obs"))
        await enter(page, site)
        for _ in range(3):
            site.bus.publish(
                Notice(kind=NoticeKind.FRAME_REFUSED, source="webcam", detail="<b>not a JPEG</b>")
            )
        await page.wait_for_selector(".times:has-text('×3')")
        texts = await page.eval_on_selector_all(
            ".notice-text", "all => all.map(b => b.textContent)"
        )
        assert texts == [
            "webcam: A picture could not be used and was left out.",
            "obs: A sender is connected.",
        ]
        assert await page.inner_text(".notice .detail >> nth=0") == "<b>not a JPEG</b>"


async def test_secrets_are_hidden_until_asked_for_and_copied_whole(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=1280, height=900) as page:
        await page.context.grant_permissions(["clipboard-read", "clipboard-write"])
        await enter(page, site)
        ingest = page.locator('[data-secret="ingest_token"]')
        overlay = page.locator('[data-secret="overlay_address"]')
        await expect(ingest.locator("input")).to_have_value("•" * 12)
        assert site.token("overlay") not in await overlay.locator("input").input_value()
        await overlay.locator(".copy").click()
        await page.wait_for_selector(".copy:has-text('Copied')")
        address = await page.evaluate("navigator.clipboard.readText()")
        assert address == (f"{site.base}/overlays/emotion-bars/?token={site.token('overlay')}")
        await ingest.locator(".reveal").click()
        assert await ingest.locator("input").input_value() == site.token("ingest")
        before = site.token("ingest")
        await ingest.locator(".renew").click()
        await page.click("#yes")
        await expect(ingest.locator("input")).not_to_have_value(before)
        assert await ingest.locator("input").input_value() == site.token("ingest") != before


async def test_a_lost_server_is_told_and_found_again(
    open_site: OpenSite, open_page: OpenPage
) -> None:
    async with open_page(width=1280, height=900, quiet=False) as page:
        async with open_site() as site:
            port = site.port
            await enter(page, site)
        await page.wait_for_selector("#alarm:has-text('The server does not answer')")
        async with open_site(port=port) as site:
            await page.wait_for_selector("#alarm:has-text('This browser is not logged in')")
            await enter(page, site)
            assert not await page.is_visible("#alarm")


async def test_the_page_speaks_russian_when_asked_and_remembers(
    site: Site, open_page: OpenPage, ad_files: tuple[Path, Path]
) -> None:
    async with open_page(width=1280, height=900, language="en-GB") as page:
        await enter(page, site)
        await page.click("nav a:has-text('RU')")
        await page.wait_for_selector('[data-link="connected"]')
        assert await page.get_attribute("html", "lang") == "ru"
        assert await page.inner_text("#start") == "Начать"
        assert await page.inner_text("#hint") == "Сначала подготовьте сессию."
        assert await page.inner_text('#bars [data-emotion="disgust"] .name') == "Отвращение"
        await page.goto(f"{site.base}/")
        assert await page.inner_text("#live-title") == "Эфир"
        latin = re.findall(r"\b[a-z]{4,}\b", await page.inner_text("main"))
        assert latin == []
        await page.click("#new-session summary")
        await page.fill("#title", "x")
        await page.fill("#paths", "/нет/такого.mp4")
        await page.wait_for_selector(".ad-check.wrong")
        assert "такого файла нет" in await page.inner_text(".ad-check")


@pytest.mark.parametrize(
    ("width", "language"),
    [
        (380, "en-GB"),
        (380, "ru-RU"),
        (700, "ru-RU"),
        (1280, "en-GB"),
        (1280, "ru-RU"),
        (1920, "ru-RU"),
    ],
)
async def test_nothing_is_cut_at_any_width(
    site: Site, open_page: OpenPage, ad_files: tuple[Path, Path], width: int, language: str
) -> None:
    async with open_page(width=width, height=900, language=language) as page:
        await enter(page, site)
        await prepare(page, ad_files, "A rather long title of a focus group " * 4)
        site.publish(HAPPY, CROSS, HAPPY)
        await page.wait_for_selector("#people:text-is('3')")
        await page.click(".session .more")
        await page.wait_for_selector(".figures > *")
        layout: dict[str, Any] = await page.evaluate(
            """() => ({
                width: document.documentElement.scrollWidth,
                cut: [...document.querySelectorAll("button, h2, h3, .name, .pill, label, summary")]
                    .filter(e => e.scrollWidth > e.clientWidth + 1 && e.clientWidth > 0)
                    .map(e => e.textContent),
                outside: [...document.querySelectorAll("main *")]
                    .map(e => e.getBoundingClientRect()).filter(r => r.right > innerWidth + 1).length,
            })"""
        )
        assert layout == {"width": width, "cut": [], "outside": 0}


async def test_a_show_can_be_run_by_keyboard_alone(
    site: Site, open_page: OpenPage, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        await site.screening.player_connected(player)
        await page.focus("#new-session summary")
        await page.keyboard.press("Enter")
        await page.keyboard.press("Tab")
        await page.keyboard.type("Tea")
        await page.keyboard.press("Tab")
        await page.keyboard.insert_text(str(ad_files[0]))
        await page.wait_for_selector("#prepare:enabled")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector("#start:enabled")
        await page.wait_for_selector("#show-title:focus")
        await page.keyboard.press("Tab")
        await page.keyboard.press("Enter")
        await page.wait_for_selector('#state[data-state="running"]')


async def test_every_control_has_a_name_for_those_who_do_not_see_it(
    site: Site, open_page: OpenPage
) -> None:
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        nameless = await page.evaluate(
            """() => [...document.querySelectorAll("button, input, textarea, select, [role=meter]")]
                .filter(e => !(e.getAttribute("aria-label") || e.textContent.trim()
                    || (e.labels && e.labels.length)))
                .map(e => e.outerHTML)"""
        )
        assert nameless == []


RESTING_ENGLISH = (
    "Neutral scene: each person's resting face is being read. The first ad follows by itself."
)
RESTING_RUSSIAN = (
    "Нейтральная сцена: читается спокойное лицо каждого человека. Первый ролик начнётся сам."
)


@pytest.mark.parametrize(
    "words",
    [
        (
            *("en-GB", "Pause", "Go on", "Paused", "Buffer: 2.5 s", "Paused: Morning coffee"),
            RESTING_ENGLISH,
        ),
        (
            *("ru-RU", "Пауза", "Продолжить", "Пауза", "Буфер: 2,5 с", "На паузе: Morning coffee"),
            RESTING_RUSSIAN,
        ),
    ],
)
async def test_an_ad_is_held_on_the_page_and_goes_on(
    site: Site,
    open_page: OpenPage,
    player: ScriptedPlayer,
    ad_files: tuple[Path, Path],
    words: tuple[str, ...],
) -> None:
    language, pause, go_on, paused, buffer, held, resting = words
    async with open_page(width=1280, height=900, language=language) as page:
        await enter(page, site)
        await page.click("#new-session summary")
        await page.fill("#title", "Coffee")
        await page.fill("#paths", "\n".join(str(path) for path in ad_files))
        await page.fill("#buffer-length", "2.5")
        await page.fill("#baseline-length", "4")
        await expect(page.locator("#recorded")).to_be_disabled()
        await page.click("#prepare:enabled")
        await expect(page.locator("#buffer")).to_have_text(buffer)
        await expect(page.locator("#recording")).to_be_hidden()
        await site.screening.player_connected(player)
        await page.click("#start:enabled")
        await expect(page.locator("#skip")).to_be_disabled()
        await expect(page.locator("#state")).to_have_attribute("data-state", "running")
        await player.told("play Morning coffee")
        assert player.plans == [(1, 4000)]
        await expect(page.locator("#hint")).to_have_text(resting)
        showing = player.playing
        await site.screening.exposure_started(showing, time.perf_counter_ns())
        await expect(page.locator("#pause")).to_have_text(pause)
        await page.click("#pause:enabled")
        await player.told("pause")
        await site.screening.exposure_paused(showing, time.perf_counter_ns())
        await expect(page.locator("#state")).to_have_text(paused)
        await expect(page.locator("#playing")).to_have_text(held)
        await expect(page.locator("#pause")).to_be_hidden()
        await expect(page.locator("#resume")).to_have_text(go_on)
        await page.click("#resume")
        await player.told("resume")
        await site.screening.exposure_resumed(showing, time.perf_counter_ns())
        await expect(page.locator("#resume")).to_be_hidden()
        await expect(page.locator("#state")).to_have_attribute("data-state", "running")
        assert [command for command, _ in player.commands[-2:]] == ["pause", "resume"]


async def test_an_interrupted_session_offers_to_go_on(
    open_site: OpenSite, open_page: OpenPage, player: ScriptedPlayer, ad_files: tuple[Path, Path]
) -> None:
    async with open_site() as site:
        ads = [await site.app[AD_LANE].call(site.app[AD_READER], path) for path in ad_files]
        await site.screening.player_connected(player)
        await site.screening.prepare(title="Coffee", ads=ads)
        await site.screening.start()
        await site.screening.exposure_started(player.playing, time.perf_counter_ns())
    async with open_site() as site, open_page(width=1280, height=900) as page:
        await site.screening.player_connected(player)
        await enter(page, site)
        await expect(page.locator(".session .pill")).to_have_text("Interrupted")
        await page.click(".session .go-on")
        await player.told("play Вечерний чай")
        await expect(page.locator(".session .go-on")).to_be_hidden()
        assert player.commands[-1][0] == "play Вечерний чай"
