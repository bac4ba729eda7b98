"""Where a session's markers lie: in the show, in the ad on the screen, and in OBS's recording."""

from __future__ import annotations

from dataclasses import dataclass

from reelpulse.core.notes import Marker
from reelpulse.core.session import Ad, Exposure, Recording, Session


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkerPlace:
    """One marker on every time line that it has a place on."""

    marker: Marker
    unix_ms: int
    """Wall time, for people."""
    show_ms: int | None
    """Since the first ad began, below 0 before it; None where no ad began."""
    ad: Ad | None
    """None between the ads."""
    ad_ms: int | None
    """For how long the ad had moved on the screen: its timecode, unless somebody sought in it."""
    recording: Recording | None
    """None while OBS did not record."""
    recording_ms: int | None
    """Since the file's time 0."""


def marker_places(session: Session) -> tuple[MarkerPlace, ...]:
    """All markers of a session in the order of time; a moderator's own reaction time is in them."""
    return tuple(
        _place(marker, session) for marker in sorted(session.markers, key=lambda each: each.at_ns)
    )


def _place(marker: Marker, session: Session) -> MarkerPlace:
    at_ns = marker.at_ns
    exposure = next((e for e in session.exposures if _is_on(e, at_ns)), None)
    recording = next((r for r in session.recordings if _is_in(r, at_ns)), None)
    begins_ns = min((e.started_at_ns for e in session.exposures), default=None)
    ad = next((ad for ad in session.ads if exposure and ad.ad_id == exposure.ad_id), None)
    ad_ms = None
    if exposure is not None and ad is not None:
        # a player may tell of the end a little after it
        ad_ms = min(_ms(exposure.moving_ns(at_ns)), ad.duration_ms)
    return MarkerPlace(
        marker=marker,
        unix_ms=session.created_unix_ms + _ms(at_ns - session.clock_anchor_ns),
        show_ms=None if begins_ns is None else _ms(at_ns - begins_ns),
        ad=ad,
        ad_ms=ad_ms,
        recording=recording,
        recording_ms=None if recording is None else _ms(at_ns - recording.started_at_ns),
    )


def _is_on(exposure: Exposure, at_ns: int) -> bool:
    if exposure.ended_at_ns is None:  # it is on the screen, or nobody knows how long it was
        return exposure.ended_how is None and exposure.started_at_ns <= at_ns
    return exposure.started_at_ns <= at_ns < exposure.ended_at_ns


def _is_in(recording: Recording, at_ns: int) -> bool:
    stopped_at_ns = recording.stopped_at_ns
    return recording.started_at_ns <= at_ns and (stopped_at_ns is None or at_ns <= stopped_at_ns)


def _ms(nanoseconds: int) -> int:
    return nanoseconds // 1_000_000
