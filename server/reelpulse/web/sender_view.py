"""What the person at a sender sees of the show, and the buttons that work there."""

from __future__ import annotations

from reelpulse.core.session import SessionState
from reelpulse.live.events import ShowState
from reelpulse.live.screening import Screening
from reelpulse.web import wire

_OVER = {SessionState.FINISHED, SessionState.INTERRUPTED}


def show_message(show: ShowState) -> wire.Show:
    """The show's state in the words of the wire."""
    session = show.session
    if session is None:
        return wire.Show(session_id=None, title="", state="none", ads_left=0, ad_title=None)
    titles = {ad.ad_id: ad.title for ad in session.ads}
    return wire.Show(
        session_id=session.session_id,
        title=session.title,
        state=_state(session.state, paused=show.paused),
        ads_left=show.ads_left,
        ad_title=titles.get(show.playing_ad_id or ""),
    )


async def grant(screening: Screening, wish: wire.Wish) -> None:
    """Do what the same button of the moderator's page does.

    Raises:
        ReelPulseError: the wish does not fit the state of the show; the message says why.
    """
    match wish.do:
        case "start":
            await screening.start()
        case "stop":
            await screening.stop()
        case "skip":
            await screening.skip()
        case "pause":
            await screening.pause()
        case _:
            await screening.resume()


def _state(state: SessionState, *, paused: bool) -> str:
    if state in _OVER:
        return "finished"
    return "paused" if paused else str(state)
