"""Turns stored rows into the domain's values; called inside a transaction or a snapshot."""

from __future__ import annotations

from pathlib import Path

from reelpulse.core.notes import Marker, SeatNote
from reelpulse.core.session import (
    Ad,
    BaselineWindow,
    Exposure,
    ExposureEnd,
    ExposurePause,
    FilmOrigin,
    ModelIdentity,
    Recording,
)
from reelpulse.storage.tables import (
    AdRow,
    AnalysisRow,
    BaselineWindowRow,
    ExposurePauseRow,
    ExposureRow,
    MarkerRow,
    RecordingRow,
    SeatRow,
    SessionModelRow,
)


def ads_of(session_id: int) -> tuple[Ad, ...]:
    """The plan, in order."""
    rows = AdRow.select().where(AdRow.session == session_id).order_by(AdRow.place)
    return tuple(ad_of(row) for row in rows)


def ad_of(row: AdRow) -> Ad:
    """One ad of a plan."""
    return Ad(
        ad_id=row.ad_id,
        title=row.title,
        path=Path(row.path),
        sha256=row.sha256,
        duration_ms=row.duration_ms,
        width_px=row.width_px,
        height_px=row.height_px,
        frame_rate_hz=row.frame_rate_hz,
    )


def exposures_of(session_id: int) -> tuple[Exposure, ...]:
    """What was seen: a showing that was planned and never started has no figures."""
    rows = ExposureRow.select().where(ExposureRow.session == session_id).order_by(ExposureRow.id)
    return tuple(exposure_of(row) for row in rows if row.started_at_ns is not None)


def exposure_of(row: ExposureRow) -> Exposure:
    """One showing that began, with its pauses."""
    pauses = (
        ExposurePauseRow.select()
        .where(ExposurePauseRow.exposure == row.id)
        .order_by(ExposurePauseRow.paused_at_ns)
    )
    return Exposure(
        exposure_id=row.id,
        ad_id=row.ad_id,
        started_at_ns=int(row.started_at_ns or 0),  # None is for showings that never began
        ended_at_ns=row.ended_at_ns,
        ended_how=ExposureEnd(row.ended_how) if row.ended_how else None,
        pauses=tuple(
            ExposurePause(paused_at_ns=pause.paused_at_ns, resumed_at_ns=pause.resumed_at_ns)
            for pause in pauses
        ),
    )


def models_of(session_id: int) -> tuple[ModelIdentity, ...]:
    """The nets that measured, by role."""
    rows = (
        SessionModelRow.select()
        .where(SessionModelRow.session == session_id)
        .order_by(SessionModelRow.role)
    )
    return tuple(ModelIdentity(role=row.role, name=row.name, sha256=row.sha256) for row in rows)


def recordings_of(session_id: int) -> tuple[Recording, ...]:
    """The recordings, oldest first."""
    rows = (
        RecordingRow.select()
        .where(RecordingRow.session == session_id)
        .order_by(RecordingRow.started_at_ns)
    )
    return tuple(
        Recording(
            started_at_ns=row.started_at_ns,
            stopped_at_ns=row.stopped_at_ns,
            path=None if row.path is None else Path(row.path),
        )
        for row in rows
    )


def baselines_of(session_id: int) -> tuple[BaselineWindow, ...]:
    """When the neutral scene was shown, in order."""
    rows = (
        BaselineWindowRow.select()
        .where(BaselineWindowRow.session == session_id)
        .order_by(BaselineWindowRow.started_at_ns)
    )
    return tuple(
        BaselineWindow(started_at_ns=row.started_at_ns, ended_at_ns=row.ended_at_ns) for row in rows
    )


def seats_of(session_id: int) -> tuple[SeatNote, ...]:
    """What is noted of seats, by number."""
    rows = SeatRow.select().where(SeatRow.session == session_id).order_by(SeatRow.seat)
    return tuple(
        SeatNote(seat=row.seat, name=row.name, confirmed=row.confirmed, merged_into=row.merged_into)
        for row in rows
    )


def markers_of(session_id: int) -> tuple[Marker, ...]:
    """The markers, in the order in which they were set."""
    rows = MarkerRow.select().where(MarkerRow.session == session_id).order_by(MarkerRow.id)
    return tuple(Marker(marker_id=row.id, at_ns=row.at_ns, text=row.text) for row in rows)


def film_of(session_id: int) -> FilmOrigin | None:
    """What a session that was measured from a film comes from."""
    row = AnalysisRow.get_or_none(AnalysisRow.session == session_id)
    if row is None:
        return None
    return FilmOrigin(from_session=row.from_session, of_whole_film=row.of_whole_film)
