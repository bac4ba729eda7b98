"""The page shows how far people who coded a session by hand and the machine agree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.storage.sessions import ad, begin, reading, session
from tests.web.test_moderator_page import enter

from reelpulse.core.emotion import Emotion
from reelpulse.core.labels import HandLabel
from reelpulse.core.session import SessionState
from reelpulse.storage.database import Database
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.store import SessionStore

if TYPE_CHECKING:
    from tests.web.conftest import OpenPage, Site


def coded_session(site: Site) -> None:
    """The machine read joy, calm, joy, calm; Ann coded joy, calm, calm, calm."""
    database = Database(site.settings.database_path)
    store = SessionStore(database)
    number = store.create_session(session(ad("a"))).session_id
    shown = begin(store, number, "a").exposure_id
    store.add_readings(
        number,
        [
            reading(s + 1, exposure_id=shown, position_ms=1000 * s, emotions=(emotion,))
            for s, emotion in enumerate((3, 6, 3, 6))
        ],
    )
    StoredLabels(database).replace(
        number,
        [
            HandLabel(
                coder="Ann", exposure_id=shown, seat=1, from_ms=start, to_ms=end, emotion=emotion
            )
            for start, end, emotion in (
                (0, 1000, Emotion.HAPPINESS),
                (1000, 4000, Emotion.NEUTRAL),
            )
        ],
    )
    store.set_state(number, SessionState.FINISHED)
    database.close()


async def test_the_agreement_stands_under_the_figures(site: Site, open_page: OpenPage) -> None:
    coded_session(site)
    async with open_page(width=1280, height=900) as page:
        await enter(page, site)
        await page.click(".session .more")
        line = await page.inner_text(".agreement li")
        alpha = await page.inner_text(".agreement .alpha")
    # Ao 3/4, Ae (1·2 + 3·2) / 16 = 1/2
    assert line == (
        "Ann: kappa 0.50 over 7 emotions, 0.50 over 3 groups; the same in 75% of 4 seconds compared, "
        "4 were coded"
    )
    # joy 3, calm 5 of 8 labels; observed 2/8, expected 2 · 15 / 56
    assert f"{1 - 0.25 / (30 / 56):.2f} over 7 emotions" in alpha
    assert "in 4 of 4 seconds; of the coders alone: –." in alpha
