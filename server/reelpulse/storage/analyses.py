"""Writes sessions that are measured from films: the port `AnalysisStore` on one SQLite file."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence

from reelpulse.core.frame import Reading
from reelpulse.core.ports import KnownAnalysis
from reelpulse.core.session import Exposure, Session, SessionState
from reelpulse.storage.database import Database
from reelpulse.storage.store import SessionStore
from reelpulse.storage.tables import AnalysisRow


class StoredAnalyses:
    """Every method is durable when it returns, and did all of its work or nothing."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._sessions = SessionStore(database)

    def find(self, fingerprint: str) -> KnownAnalysis | None:
        """The newest analysis of the same films in the same way."""
        rows = self._database.rows(
            """SELECT a.session_id, s.state, a.checkpoint
               FROM analysis a JOIN session s ON s.id = a.session_id
               WHERE a.fingerprint = ? ORDER BY a.session_id DESC LIMIT 1""",
            fingerprint,
        )
        return next(
            (
                KnownAnalysis(
                    session_id=session_id,
                    is_finished=state == SessionState.FINISHED,
                    checkpoint=checkpoint,
                )
                for session_id, state, checkpoint in rows
            ),
            None,
        )

    def begin(
        self, session: Session, *, exposures: Sequence[Exposure], fingerprint: str
    ) -> Session:
        """Store a new session with all its showings, and return it with their numbers.

        Raises:
            ValueError: the session was measured live.
        """
        if session.film is None:
            raise ValueError("a session that was measured live is no analysis")
        with self._database.transaction():
            stored = self._sessions.create_session(session)
            AnalysisRow.create(
                session=stored.session_id,
                fingerprint=fingerprint,
                from_session=session.film.from_session,
                of_whole_film=session.film.of_whole_film,
            )
            for recording in session.recordings:
                self._sessions.keep_recording(stored.session_id, recording)
            for window in session.baselines:
                self._sessions.keep_baseline(stored.session_id, window)
            numbered = tuple(self._numbered(stored.session_id, one) for one in exposures)
        return dataclasses.replace(stored, exposures=numbered)

    def _numbered(self, session_id: int, exposure: Exposure) -> Exposure:
        number = self._sessions.open_exposure(
            session_id, exposure.ad_id, planned_at_ns=exposure.started_at_ns
        )
        numbered = dataclasses.replace(exposure, exposure_id=number)
        self._sessions.end_exposure(numbered)
        return numbered

    def keep(self, session_id: int, readings: Sequence[Reading], *, checkpoint: bytes) -> None:
        """Store what was measured and how far it is, both or neither.

        Raises:
            DiskFullError: nothing was stored.
        """
        with self._database.transaction():
            self._sessions.add_readings(session_id, readings)
            AnalysisRow.update(checkpoint=checkpoint).where(
                AnalysisRow.session == session_id
            ).execute()

    def finish(self, session_id: int, *, exposures: Sequence[Exposure], pictures: int) -> None:
        """Store how the showings ended and that all is measured."""
        with self._database.transaction():
            for exposure in exposures:
                self._sessions.end_exposure(exposure)
            self._sessions.set_frame_totals(session_id, received=pictures, replaced=0)
            AnalysisRow.update(checkpoint=None).where(AnalysisRow.session == session_id).execute()
            self._sessions.set_state(session_id, SessionState.FINISHED)

    def webcam_shapes(self, session_id: int) -> Mapping[str, float]:
        """By source, width by height of the webcam's last picture in a session that was measured live."""
        rows = self._database.rows(
            """SELECT source, width_px, height_px, max(id) FROM frame
               WHERE session_id = ? GROUP BY source""",
            session_id,
        )
        return {source: width_px / height_px for source, width_px, height_px, _ in rows}
