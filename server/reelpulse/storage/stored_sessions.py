"""Reads sessions: the port `SessionLibrary` on one SQLite file."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np

from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.show import ShowFigures, show_figures
from reelpulse.core.ports import FrameTotals, SessionSummary
from reelpulse.core.session import Ad, Exposure, ExposureEnd, ModelIdentity, Session, SessionState
from reelpulse.errors import SessionNotFoundError, StorageError
from reelpulse.storage.database import Database
from reelpulse.storage.tables import AdRow, ExposureRow, SessionModelRow, SessionRow


class StoredSessions:
    """Every method is called from the storage thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self) -> tuple[SessionSummary, ...]:
        """All sessions, newest first."""
        query = """
            SELECT s.id, s.title, s.state, s.created_unix_ms,
                   (SELECT count(*) FROM ad WHERE ad.session_id = s.id),
                   count(DISTINCT iif(e.started_at_ns IS NULL, NULL, r.seat)), count(r.seat)
            FROM session s
            LEFT JOIN frame f ON f.session_id = s.id
            LEFT JOIN exposure e ON e.id = f.exposure_id
            LEFT JOIN reading r ON r.frame_id = f.id
            GROUP BY s.id ORDER BY s.id DESC"""
        return tuple(
            SessionSummary(
                session_id=row[0],
                title=row[1],
                state=SessionState(row[2]),
                created_unix_ms=row[3],
                ads=row[4],
                people=row[5],
                readings=row[6],
            )
            for row in self._database.rows(query)
        )

    def session(self, session_id: int) -> Session:
        """One session with its plan and the exposures that were seen.

        Raises:
            SessionNotFoundError: there is none with this number.
        """
        with self._database.snapshot():
            row = SessionRow.get_or_none(SessionRow.id == session_id)
            if row is None:
                raise SessionNotFoundError(session_id)
            return Session(
                session_id=row.id,
                title=row.title,
                state=SessionState(row.state),
                created_unix_ms=row.created_unix_ms,
                clock_name=row.clock_name,
                clock_anchor_ns=row.clock_anchor_ns,
                ads=_ads(session_id),
                exposures=_exposures(session_id),
                models=_models(session_id),
                provider=row.provider,
                settings=json.loads(row.settings_json),
            )

    def counts(self, session_id: int) -> FrameTotals:
        """What became of one session's frames."""
        query = """
            SELECT s.frames_received, s.frames_replaced,
                   (SELECT count(*) FROM reading r JOIN frame f ON f.id = r.frame_id
                    WHERE f.session_id = s.id)
            FROM session s WHERE s.id = ?"""
        rows = self._database.rows(query, session_id)
        if not rows:
            raise SessionNotFoundError(session_id)
        received, replaced, readings = rows[0]
        return FrameTotals(received=received, replaced=replaced, readings=readings)

    def figures(self, session_id: int, rules: MetricRules) -> ShowFigures:
        """All figures of one session.

        Raises:
            SessionNotFoundError: there is none with this number.
            StorageError: the data base contradicts itself.
        """
        session = self.session(session_id)
        if strangers := {e.ad_id for e in session.exposures} - {ad.ad_id for ad in session.ads}:
            raise StorageError(
                "Session {number} shows an ad ({ad_id}) that is not in its plan: another program "
                "changed the data base. Restore it from a copy.",
                number=session_id,
                ad_id=min(strangers),
            )
        return show_figures(
            self.samples(session_id), ads=session.ads, exposures=session.exposures, rules=rules
        )

    def samples(self, session_id: int) -> Samples:
        """The readings taken while an ad was on the screen, in the order of capture."""
        columns = ", ".join(f"r.{emotion}" for emotion in EMOTIONS)
        rows = self._database.rows(
            f"""SELECT f.exposure_id, r.seat, f.ad_position_ms, {columns}
                FROM frame f JOIN reading r ON r.frame_id = f.id
                JOIN exposure e ON e.id = f.exposure_id AND e.started_at_ns IS NOT NULL
                WHERE f.session_id = ? AND f.ad_position_ms IS NOT NULL
                ORDER BY f.captured_at_ns, r.seat""",  # noqa: S608  our own column names
            session_id,
        )
        return Samples(
            exposure_id=np.array([row[0] for row in rows], dtype=np.int64),
            seat=np.array([row[1] for row in rows], dtype=np.int64),
            position_ms=np.array([row[2] for row in rows], dtype=np.int64),
            probabilities=np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 7),
        )


def _ads(session_id: int) -> tuple[Ad, ...]:
    rows = AdRow.select().where(AdRow.session == session_id).order_by(AdRow.place)
    return tuple(
        Ad(
            ad_id=row.ad_id,
            title=row.title,
            path=Path(row.path),
            sha256=row.sha256,
            duration_ms=row.duration_ms,
            width_px=row.width_px,
            height_px=row.height_px,
            frame_rate_hz=row.frame_rate_hz,
        )
        for row in rows
    )


def _exposures(session_id: int) -> tuple[Exposure, ...]:
    """A showing that was planned and never started has no figures."""
    rows = ExposureRow.select().where(ExposureRow.session == session_id).order_by(ExposureRow.id)
    return tuple(
        Exposure(
            exposure_id=row.id,
            ad_id=row.ad_id,
            started_at_ns=row.started_at_ns,
            ended_at_ns=row.ended_at_ns,
            ended_how=ExposureEnd(row.ended_how) if row.ended_how else None,
        )
        for row in rows
        if row.started_at_ns is not None
    )


def _models(session_id: int) -> tuple[ModelIdentity, ...]:
    rows = (
        SessionModelRow.select()
        .where(SessionModelRow.session == session_id)
        .order_by(SessionModelRow.role)
    )
    return tuple(ModelIdentity(role=row.role, name=row.name, sha256=row.sha256) for row in rows)
