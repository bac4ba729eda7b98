"""What each scope may see of an event: overlays get figures, moderators also names and places."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import numpy as np

from reelpulse.core.emotion import EMOTIONS, GROUP_OF, GROUPS, Emotion, Group
from reelpulse.core.frame import Box, Reading, SeatReading
from reelpulse.core.notes import SeatNames
from reelpulse.core.session import Session
from reelpulse.live.events import ShowState
from reelpulse.texts import Language, translations
from reelpulse.web.live_wire import (
    VERSION,
    BoxPart,
    EmotionLabel,
    HelloMessage,
    PlannedAd,
    ReadingMessage,
    SeatNotePart,
    SeatPart,
    SessionPart,
    StateMessage,
)
from reelpulse.web.marked import N_

_DECIMALS: Final = 4

EMOTION_TEXTS: Final = {
    Emotion.ANGER: N_("Anger"),
    Emotion.DISGUST: N_("Disgust"),
    Emotion.FEAR: N_("Fear"),
    Emotion.HAPPINESS: N_("Happiness"),
    Emotion.SADNESS: N_("Sadness"),
    Emotion.SURPRISE: N_("Surprise"),
    Emotion.NEUTRAL: N_("Neutral"),
}
GROUP_TEXTS: Final = {
    Group.POSITIVE: N_("Positive"),
    Group.NEGATIVE: N_("Negative"),
    Group.NEUTRAL: N_("Neutral"),
}
_LABELS: Final = {
    "people": N_("People now"),
    "seat": N_("Seat"),
    "no_signal": N_("No signal"),
}


def hello(language: Language, *, stale_after_ms: int) -> HelloMessage:
    """The first message, with all words in the reader's language."""
    text = translations(language).gettext
    return HelloMessage(
        version=VERSION,
        stale_after_ms=stale_after_ms,
        language=str(language),
        emotions=tuple(
            EmotionLabel(
                emotion=str(emotion),
                group=str(GROUP_OF[emotion]),
                label=text(EMOTION_TEXTS[emotion]),
            )
            for emotion in EMOTIONS
        ),
        groups={str(group): text(GROUP_TEXTS[group]) for group in GROUPS},
        labels={name: text(label) for name, label in _LABELS.items()},
    )


def state_view(show: ShowState, *, everything: bool) -> StateMessage:
    """The show's state; without titles unless `everything` may be seen."""
    session = show.session
    message = StateMessage(
        state=str(session.state) if session else "none",
        playing=show.playing_exposure_id is not None,
        ads_left=show.ads_left,
        player_connected=show.player_connected,
        paused=show.paused,
        recording=show.recording,
        baseline=show.baseline,
        seats=_seat_notes(session) if session else (),
    )
    if not everything or session is None:
        return message
    titles = {ad.ad_id: ad.title for ad in session.ads}
    return replace(
        message,
        session=_session_part(session),
        playing_ad_id=show.playing_ad_id,
        playing_title=titles.get(show.playing_ad_id or ""),
    )


def reading_view(reading: Reading, *, source: str, everything: bool) -> ReadingMessage:
    """One frame's figures, by seat; without boxes unless `everything` may be seen.

    Args:
        source: name under which this reader knows the webcam.
    """
    in_order = sorted(reading.seats, key=lambda seat: seat.seat)
    seats = tuple(_seat_part(seat, reading, with_box=everything) for seat in in_order)
    measured = [seat.counted for seat in reading.seats if seat.unmeasurable is None]
    mean = np.mean(measured, axis=0) if measured else None
    return ReadingMessage(
        source=source,
        age_ms=max(0, round((reading.published_at_ns - reading.captured_at_ns) / 1e6)),
        people=len(seats),
        mean=None if mean is None else tuple(round(float(part), _DECIMALS) for part in mean),
        seats=seats,
    )


def _seat_notes(session: Session) -> tuple[SeatNotePart, ...]:
    names = SeatNames(session.seats)
    return tuple(
        SeatNotePart(
            seat=note.seat,
            label=names.label(note.seat),
            counted_as=names.counted_as(note.seat),
            confirmed=note.confirmed,
        )
        for note in session.seats
    )


def _session_part(session: Session) -> SessionPart:
    return SessionPart(
        session_id=session.session_id,
        title=session.title,
        ads=tuple(
            PlannedAd(ad_id=ad.ad_id, title=ad.title, duration_ms=ad.duration_ms)
            for ad in session.ads
        ),
        buffer_ms=session.buffer_ms,
        baseline_ms=session.baseline_ms,
        recorded=session.recorded,
    )


def _seat_part(seat: SeatReading, reading: Reading, *, with_box: bool) -> SeatPart:
    other = seat.probabilities if seat.uses_corrected else seat.corrected
    return SeatPart(
        seat=seat.seat,
        probabilities=_rounded(seat.counted) if seat.unmeasurable is None else None,
        other=None if seat.corrected is None or other is None else _rounded(other),
        corrected=seat.uses_corrected and seat.corrected is not None,
        grade=seat.recent_grade,
        talking=seat.talking,
        unmeasurable=seat.unmeasurable,
        shown=seat.shown,
        attention=None if seat.attention is None else round(seat.attention, _DECIMALS),
        box=_box_part(seat.box, reading) if with_box else None,
    )


def _rounded(probabilities: tuple[float, ...]) -> tuple[float, ...]:
    return tuple(round(part, _DECIMALS) for part in probabilities)


def _box_part(box: Box, reading: Reading) -> BoxPart:
    return BoxPart(
        left=round(box.left_px / reading.width_px, _DECIMALS),
        top=round(box.top_px / reading.height_px, _DECIMALS),
        width=round(box.width_px / reading.width_px, _DECIMALS),
        height=round(box.height_px / reading.height_px, _DECIMALS),
    )
