"""Writes sessions: the port `ReadingStore` on one SQLite file."""

from __future__ import annotations

import dataclasses
import json
import logging
from collections.abc import Callable, Sequence

import peewee

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.frame import Reading, SeatReading
from reelpulse.core.quality import FaceQuality
from reelpulse.core.session import (
    Ad,
    BaselineWindow,
    Exposure,
    ExposureEnd,
    Recording,
    Session,
    SessionState,
)
from reelpulse.core.timeline import ClockOffset
from reelpulse.storage.counting import count_session
from reelpulse.storage.database import Database
from reelpulse.storage.rows import ad_of, exposure_of
from reelpulse.storage.tables import (
    AdRow,
    BaselineWindowRow,
    ClockOffsetRow,
    ExposurePauseRow,
    ExposureRow,
    FrameRow,
    RecordingRow,
    SessionModelRow,
    SessionRow,
)

_log = logging.getLogger(__name__)


class SessionStore:
    """Every method is called from the storage thread, and durable when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def mark_interrupted(self) -> tuple[int, ...]:
        """Close what an earlier run could not: its sessions are kept and can be reported."""
        with self._database.transaction():
            running = [
                row.id
                for row in SessionRow.select(SessionRow.id).where(
                    SessionRow.state == SessionState.RUNNING
                )
            ]
            for exposure in ExposureRow.select().where(
                ExposureRow.session.in_(running) & ExposureRow.ended_how.is_null()
            ):
                last = _last_frame_ns(exposure)
                exposure.ended_at_ns = last if exposure.started_at_ns is not None else None
                exposure.ended_how = ExposureEnd.LOST
                exposure.save()
            for session_id in running:
                self._set_state(session_id, SessionState.INTERRUPTED)
        return tuple(running)

    def create_session(self, session: Session) -> Session:
        """Store a new session and return it with its number."""
        with self._database.transaction():
            row = SessionRow.create(
                title=session.title,
                state=session.state,
                created_unix_ms=session.created_unix_ms,
                clock_name=session.clock_name,
                clock_anchor_ns=session.clock_anchor_ns,
                provider=session.provider,
                settings_json=json.dumps(session.settings, sort_keys=True),
                buffer_ms=session.buffer_ms,
                recorded=session.recorded,
                baseline_ms=session.baseline_ms,
            )
            for model in session.models:
                SessionModelRow.create(
                    session=row, role=model.role, name=model.name, sha256=model.sha256
                )
            for place, ad in enumerate(session.ads):
                AdRow.create(session=row, place=place, **_ad_columns(ad))
            session_id: int = row.id
        return dataclasses.replace(session, session_id=session_id)

    def set_state(self, session_id: int, state: SessionState) -> None:
        """Durably note how far the session is."""
        with self._database.transaction():
            self._set_state(session_id, state)

    def _set_state(self, session_id: int, state: SessionState) -> None:
        """What a session holds is counted once, when it ends: counting takes seconds in large files."""
        has_ended = state in {SessionState.FINISHED, SessionState.INTERRUPTED}
        people, readings = count_session(self._database, session_id) if has_ended else (None, None)
        SessionRow.update(state=state, people=people, readings=readings).where(
            SessionRow.id == session_id
        ).execute()

    def open_exposure(self, session_id: int, ad_id: str, *, planned_at_ns: int) -> int:
        """Reserve the number of the next showing."""
        with self._database.transaction():
            row = ExposureRow.create(session=session_id, ad_id=ad_id, planned_at_ns=planned_at_ns)
            exposure_id: int = row.id
        return exposure_id

    def start_exposure(self, exposure: Exposure) -> None:
        """Durably note that the ad is on the screen, and when it was held."""
        with self._database.transaction():
            _keep_pauses(exposure)
            ExposureRow.update(started_at_ns=exposure.started_at_ns).where(
                ExposureRow.id == exposure.exposure_id
            ).execute()

    def end_exposure(self, exposure: Exposure) -> None:
        """Durably note when the ad started, and when and why it ended.

        The start once more: a disk that was full then may have room now.
        """
        with self._database.transaction():
            _keep_pauses(exposure)
            ExposureRow.update(
                started_at_ns=exposure.started_at_ns,
                ended_at_ns=exposure.ended_at_ns,
                ended_how=exposure.ended_how,
            ).where(ExposureRow.id == exposure.exposure_id).execute()

    def amend_lost_exposure(
        self,
        session_id: int,
        exposure_id: int,
        amend: Callable[[Exposure | None, Ad], Exposure | None],
    ) -> bool:
        """Put right what is stored of a showing whose end was not known; False: there is none such.

        Args:
            amend: given the showing, or None when it never began, and its ad; returns what is true,
                or None to leave it.
        """
        with self._database.transaction():
            row = ExposureRow.get_or_none(
                (ExposureRow.id == exposure_id)
                & (ExposureRow.session == session_id)
                & (ExposureRow.ended_how == ExposureEnd.LOST)
            )
            if row is None:
                return False
            ad_row = AdRow.get_or_none((AdRow.session == session_id) & (AdRow.ad_id == row.ad_id))
            if ad_row is None:
                return False
            known = exposure_of(row) if row.started_at_ns is not None else None
            exposure = amend(known, ad_of(ad_row))
            if exposure is None:
                return False
            _keep_pauses(exposure)
            row.started_at_ns = exposure.started_at_ns
            row.ended_at_ns, row.ended_how = exposure.ended_at_ns, exposure.ended_how
            row.save()
        return True

    def keep_recording(self, session_id: int, recording: Recording) -> None:
        """Durably note what is known of a recording; told again, it replaces what was known."""
        with self._database.transaction():
            RecordingRow.insert(
                session=session_id,
                started_at_ns=recording.started_at_ns,
                stopped_at_ns=recording.stopped_at_ns,
                path=None if recording.path is None else str(recording.path),
            ).on_conflict_replace().execute()

    def keep_baseline(self, session_id: int, window: BaselineWindow) -> None:
        """Durably note when the neutral scene was shown; told again, nothing changes."""
        with self._database.transaction():
            BaselineWindowRow.insert(
                session=session_id,
                started_at_ns=window.started_at_ns,
                ended_at_ns=window.ended_at_ns,
            ).on_conflict_replace().execute()

    def add_readings(self, session_id: int, readings: Sequence[Reading]) -> None:
        """Store a batch in one transaction.

        A frame that names an exposure of another session is stored without one: the sender was wrong
        about the ad, yet the measurement stands.

        These are the many rows, so they go past peewee: its Python would hold up the event loop.

        Raises:
            DiskFullError: nothing of the batch was stored; try again later.
        """
        with self._database.transaction():
            SessionRow.update(people=None, readings=None).where(
                (SessionRow.id == session_id) & SessionRow.readings.is_null(False)
            ).execute()  # counted too early: these waited for room on the disk
            known = {
                row.id
                for row in ExposureRow.select(ExposureRow.id).where(
                    ExposureRow.session == session_id
                )
            }
            for reading in readings:
                frame_id = self._database.insert(
                    "frame", [_frame_columns(session_id, reading, known)]
                )
                self._database.insert(
                    "reading", [_seat_columns(frame_id, seat) for seat in reading.seats]
                )

    def set_frame_totals(self, session_id: int, *, received: int, replaced: int) -> None:
        """Note how many frames arrived and how many were never measured."""
        with self._database.transaction():
            SessionRow.update(frames_received=received, frames_replaced=replaced).where(
                SessionRow.id == session_id
            ).execute()

    def add_clock_offset(self, session_id: int, source: str, offset: ClockOffset) -> None:
        """Store one measurement of a sender's clock."""
        with self._database.transaction():
            ClockOffsetRow.create(
                session=session_id,
                sender=source,
                measured_at_ns=offset.measured_at_ns,
                offset_ns=offset.offset_ns,
                round_trip_ns=offset.round_trip_ns,
            )


def _last_frame_ns(exposure: ExposureRow) -> int | None:
    """When the last frame of an exposure was captured, on the session's clock."""
    last: int | None = (
        FrameRow.select(peewee.fn.MAX(FrameRow.captured_at_ns))
        .where(FrameRow.exposure == exposure)
        .scalar()
    )
    return last


def _keep_pauses(exposure: Exposure) -> None:
    for pause in exposure.pauses:
        ExposurePauseRow.insert(
            exposure=exposure.exposure_id,
            paused_at_ns=pause.paused_at_ns,
            resumed_at_ns=pause.resumed_at_ns,
        ).on_conflict_replace().execute()


def _ad_columns(ad: Ad) -> dict[str, object]:
    return {
        "ad_id": ad.ad_id,
        "title": ad.title,
        "path": str(ad.path),
        "sha256": ad.sha256,
        "duration_ms": ad.duration_ms,
        "width_px": ad.width_px,
        "height_px": ad.height_px,
        "frame_rate_hz": ad.frame_rate_hz,
    }


def _frame_columns(session_id: int, reading: Reading, known: set[int]) -> dict[str, object]:
    exposure_id = reading.show.exposure_id
    if exposure_id is not None and exposure_id not in known:
        _log.warning("frame %s names the unknown exposure %s", reading.sequence, exposure_id)
        exposure_id = None
    return {
        "session_id": session_id,
        "exposure_id": exposure_id,
        "source": reading.source,
        "sequence": reading.sequence,
        "scene": reading.show.scene,
        "ad_position_ms": reading.show.ad_position_ms,
        "captured_at_ns": reading.captured_at_ns,
        "received_at_ns": reading.received_at_ns,
        "published_at_ns": reading.published_at_ns,
        "width_px": reading.width_px,
        "height_px": reading.height_px,
        "ad_position_settled": reading.show.ad_position_settled,
        "ad_position_by": reading.show.ad_position_by,
        "ad_lead_ms": reading.show.ad_lead_ms,
        "camera_delay_ms": reading.show.camera_delay_ms,
    }


def _seat_columns(frame_id: int, seat: SeatReading) -> dict[str, object]:
    return {
        "frame_id": frame_id,
        "seat": seat.seat,
        **dict(zip(EMOTIONS, seat.probabilities, strict=True)),
        "left_px": seat.box.left_px,
        "top_px": seat.box.top_px,
        "width_px": seat.box.width_px,
        "height_px": seat.box.height_px,
        "detection_score": seat.detection_score,
        "presence": seat.presence,
        "valid": seat.unmeasurable is None,
        "unmeasurable": seat.unmeasurable,
        "attentive": seat.attentive,
        **_quality_columns(seat.quality),
        **_corrected_columns(seat.corrected),
        "grade": seat.grade,
        "talking": seat.talking,
    }


def _quality_columns(quality: FaceQuality | None) -> dict[str, float | None]:
    """The face's height is stored with its box."""
    columns = (
        *("yaw_deg", "pitch_deg", "roll_deg", "eye_openness", "brightness", "sharpness"),
        *("mouth_openness", "mouth_contrast", "eye_contrast"),
    )
    return {column: None if quality is None else getattr(quality, column) for column in columns}


def _corrected_columns(corrected: Sequence[float] | None) -> dict[str, float | None]:
    values = [None] * len(EMOTIONS) if corrected is None else corrected
    return {f"corrected_{e}": value for e, value in zip(EMOTIONS, values, strict=True)}
