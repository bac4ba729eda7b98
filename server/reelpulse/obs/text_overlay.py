"""Keeps the text overlay up to date where OBS has no browser: one line per seat, in plain words."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from typing import Final

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Reading, SeatReading
from reelpulse.core.notes import SeatNames
from reelpulse.errors import ObsError
from reelpulse.live.bus import Bus
from reelpulse.live.events import Event, ShowState
from reelpulse.obs import names
from reelpulse.obs.link import ObsLink
from reelpulse.obs.requests import Requests
from reelpulse.texts import Language, translations

SHORTEST_CHANGE_S: Final = 0.2
SEATS_MAX: Final = 8
"""More lines would cover the picture."""
_STEP: Final = 5
"""Per cent: finer figures would flicker without telling more."""

_log = logging.getLogger(__name__)


def N_(text: str) -> str:  # noqa: N802  gettext's customary name
    """Marks a text for the catalogue."""
    return text


NO_NAMES: Final = SeatNames(())

_LABELS: Final = {
    Emotion.ANGER: N_("Anger"),
    Emotion.DISGUST: N_("Disgust"),
    Emotion.FEAR: N_("Fear"),
    Emotion.HAPPINESS: N_("Happiness"),
    Emotion.SADNESS: N_("Sadness"),
    Emotion.SURPRISE: N_("Surprise"),
    Emotion.NEUTRAL: N_("Neutral"),
}


def overlay_text(reading: Reading | None, language: Language, names: SeatNames = NO_NAMES) -> str:
    """What the overlay says.

    Args:
        reading: the newest one; None: there is no signal.
        language: of the moderator.
        names: what the seats are called.
    """
    text = translations(language).gettext
    if reading is None:
        return text("No signal")
    if not reading.seats:
        return text("Nobody is in the picture.")
    seats = sorted(reading.seats, key=lambda seat: seat.seat)[:SEATS_MAX]
    return "\n".join(_line(seat, names.label(seat.seat), text) for seat in seats)


def _line(seat: SeatReading, label: str, text: Callable[[str], str]) -> str:
    """The steadied emotion with how probable it is now."""
    if seat.shown is None:
        return text("{seat}  not measurable").format(seat=label)
    part = seat.counted[EMOTIONS.index(seat.shown)]
    # As a browser writes it: Russian puts a space before the sign.
    return text("{seat}  {emotion} {percent}%").format(
        seat=label, emotion=text(_LABELS[seat.shown]), percent=_STEP * round(100 * part / _STEP)
    )


class TextOverlay:
    """Listens to the bus and tells OBS the newest text, never more often than needed."""

    def __init__(
        self,
        *,
        link: ObsLink,
        bus: Bus,
        clock_ns: Callable[[], int],
        stale_after_ms: int,
    ) -> None:
        self._link = link
        self._clock_ns = clock_ns
        self._stale_after_s = stale_after_ms / 1000
        self._reading: Reading | None = None
        self._names = NO_NAMES
        self._news = asyncio.Event()
        self._language: Language | None = None
        self._shown: str | None = None
        bus.subscribe(self._on_event)

    def use(self, language: Language | None) -> None:
        """OBS has the text source, or None: it has not; what it shows is not known any more."""
        self._language = language
        self._shown = None
        self._news.set()

    async def run(self) -> None:
        """Tell OBS until cancelled: at once after a quiet time, else after a pause."""
        while True:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._news.wait(), self._stale_after_s)
            self._news.clear()
            if self._language is not None and await self._tell(self._language):
                await asyncio.sleep(SHORTEST_CHANGE_S)

    async def _tell(self, language: Language) -> bool:
        """Whether OBS was asked for anything."""
        text = overlay_text(self._fresh(), language, self._names)
        if text == self._shown:
            return False
        try:
            await self._link.ask(_set_text, text)
        except ObsError as problem:
            # Set again when OBS or the source is back: `use` is called then.
            _log.info("the text overlay is not up to date: %s", problem)
            self._language = None
            return True
        self._shown = text
        return True

    def _fresh(self) -> Reading | None:
        if self._reading is None:
            return None
        age_s = (self._clock_ns() - self._reading.published_at_ns) / 1e9
        return self._reading if age_s < self._stale_after_s else None

    def _on_event(self, event: Event) -> None:
        if isinstance(event, Reading):
            self._reading = event
            self._news.set()
        elif isinstance(event, ShowState):
            self._names = SeatNames(event.session.seats if event.session else ())
            self._news.set()


def _set_text(requests: Requests, text: str) -> None:
    requests.ask(
        "SetInputSettings",
        inputName=names.TEXT_OVERLAY,
        inputSettings={"text": text},
        overlay=True,
    )
