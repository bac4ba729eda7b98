"""The page's OBS section: its state, the set-up with its question, the screen, the password."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import pytest

from reelpulse.core.obs import (
    Change,
    Monitor,
    ObsChange,
    ObsLinkState,
    ObsStatus,
    OverlayKind,
    Part,
    SetUpOutcome,
)
from reelpulse.errors import ObsUnreachableError

if TYPE_CHECKING:
    from playwright.async_api import Page
    from tests.web.conftest import Moderator, OpenPage, OpenSite, Site

_ANSWERS = ObsStatus(link=ObsLinkState.CONNECTED, version="30.1", scene_collection="Group")


@dataclass
class ScriptedDesk:
    """Stands where OBS would be: it keeps what it is asked, the test says how OBS is."""

    status: ObsStatus = _ANSWERS
    foreign: str = ""
    asked: list[tuple[object, ...]] = field(default_factory=list)

    async def webcams(self) -> tuple[str, ...]:
        return ("Logitech", "Film")

    async def set_up(self, *, webcam: str | None, language: str, agreed: bool) -> SetUpOutcome:
        self.asked.append(("set up", webcam, language, agreed))
        changes = [ObsChange(change=Change.CREATE, part=Part.SCENE, name="RP Session")]
        if self.foreign:
            changes.append(ObsChange(change=Change.RENAME, part=Part.INPUT, name=self.foreign))
        done = agreed or not self.foreign
        if done:
            self.status = dataclasses.replace(
                self.status, is_set_up=True, overlay=OverlayKind.BROWSER
            )
        return SetUpOutcome(
            changes=tuple(changes), done=done, overlay=OverlayKind.BROWSER, webcam=webcam
        )

    async def remove(self) -> tuple[ObsChange, ...]:
        self.asked.append(("remove",))
        self.status = _ANSWERS
        return (ObsChange(change=Change.REMOVE, part=Part.SCENE, name="RP Session"),)

    async def monitors(self) -> tuple[Monitor, ...]:
        return tuple(
            Monitor(index=n, name=f"screen {n}", width_px=1920, height_px=1080) for n in (0, 1)
        )

    async def project(self, monitor: int) -> None:
        self.asked.append(("project", monitor))

    async def keep_password(self, password: str) -> None:
        self.asked.append(("password", password))
        self.status = _ANSWERS


async def enter(page: Page, site: Site) -> None:
    await page.goto(f"{site.base}/enter#{site.token('moderator')}")
    await page.wait_for_selector('[data-link="connected"]')


async def test_obs_is_set_up_shown_and_removed_from_the_page(
    open_site: OpenSite, open_page: OpenPage
) -> None:
    desk = ScriptedDesk(foreign="RP Ad")
    async with open_site(obs_desk=desk) as site, open_page(width=1280, height=900) as page:
        await enter(page, site)
        await page.wait_for_selector("#obs-hint:has-text('OBS 30.1, scene collection “Group”')")
        assert await page.is_disabled("#obs-project")
        await page.wait_for_selector("#obs-webcam option[value='Logitech']", state="attached")
        await page.select_option("#obs-webcam", "Logitech")

        await page.click("#obs-setup")
        await page.wait_for_selector("#question:has-text('yours and have our names')")
        question = await page.inner_text("#question")
        assert question.startswith("These are yours and have our names: RP Ad.")
        await page.click("#ask button[value='no']")
        await page.click("#obs-setup")
        await page.click("#yes")
        await page.wait_for_selector("#obs-done:has-text('Done: RP Session. Webcam: Logitech.')")
        await page.wait_for_selector("#obs-facts:has-text('Overlay: the page')")

        await page.select_option("#obs-monitor", "1")
        await page.click("#obs-project:enabled")
        await page.wait_for_selector("#obs-done:has-text('Esc on that screen closes it')")

        await page.click("#obs-remove")
        await page.click("#yes")
        await page.wait_for_selector("#obs-done:has-text('Removed: RP Session.')")
    assert desk.asked == [
        ("set up", "Logitech", "en", False),
        ("set up", "Logitech", "en", False),
        ("set up", "Logitech", "en", True),
        ("project", 1),
        ("remove",),
    ]


async def test_a_password_is_asked_for_only_when_obs_wants_another_one(
    open_site: OpenSite, open_page: OpenPage
) -> None:
    desk = ScriptedDesk(status=ObsStatus(link=ObsLinkState.WRONG_PASSWORD))
    async with (
        open_site(obs_desk=desk) as site,
        open_page(width=380, height=800, language="ru-RU") as page,
    ):
        await enter(page, site)
        await page.wait_for_selector("#obs-state:has-text('Нужен пароль')")
        assert not await page.is_visible("#obs-setup")
        await page.fill("#obs-password", "geheim")
        await page.click("#obs-password-form button")
        await page.wait_for_selector("#obs-setup", state="visible")
        assert not await page.is_visible("#obs-password")
    assert desk.asked == [("password", "geheim")]


async def test_a_server_that_leaves_obs_alone_shows_no_section_and_says_so(
    moderator: Moderator,
) -> None:
    async with moderator.client.get(f"{moderator.site.base}/") as answer:
        assert 'id="obs"' not in await answer.text()
    status, answer_ = await moderator.get("/api/obs")
    assert status == 409
    assert "leaves OBS alone" in str(answer_)


def test_an_obs_that_is_away_is_told_with_what_to_do() -> None:
    assert "Enable WebSocket server" in str(ObsUnreachableError(host="127.0.0.1", port=4455))


@pytest.mark.parametrize("path", ["setup", "remove", "projector", "password"])
async def test_no_change_comes_from_another_page(
    site: Site, moderator: Moderator, path: str
) -> None:
    async with moderator.client.post(f"{site.base}/api/obs/{path}", json={}) as answer:
        assert answer.status == 403
