"""Reads sessions: the port `SessionLibrary` on one SQLite file."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Final

import numpy as np

from reelpulse.core.ad_times import AdTimes
from reelpulse.core.emotion import EMOTIONS
from reelpulse.core.metrics.bases import by_person_baselines, on_both_bases
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.metrics.samples import Samples
from reelpulse.core.metrics.seat_grades import grades, seen_by_person
from reelpulse.core.metrics.show import ShowFigures, show_figures
from reelpulse.core.notes import SeatNames, SeatSeen, by_person
from reelpulse.core.ports import FrameTotals, SessionSummary
from reelpulse.core.session import Session, SessionState
from reelpulse.errors import SessionNotFoundError, StorageError
from reelpulse.storage.counting import count_left_out, count_session
from reelpulse.storage.database import Database
from reelpulse.storage.rows import (
    ads_of,
    baselines_of,
    exposures_of,
    film_of,
    markers_of,
    models_of,
    recordings_of,
    seats_of,
)
from reelpulse.storage.seat_quality import seat_baselines, seen_frames
from reelpulse.storage.stored_ad_times import stored_ad_times
from reelpulse.storage.tables import AdRow, SessionRow

_NUMBER_MAX: Final = 2**63 - 1
"""SQLite keeps no larger number."""


class StoredSessions:
    """Every method is called from the storage thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def summaries(self) -> tuple[SessionSummary, ...]:
        """All sessions, newest first."""
        with self._database.snapshot():
            return tuple(
                SessionSummary(
                    session_id=row.id,
                    title=row.title,
                    state=SessionState(row.state),
                    created_unix_ms=row.created_unix_ms,
                    ads=AdRow.select().where(AdRow.session == row.id).count(),
                    people=people,
                    readings=readings,
                    clock_anchor_ns=row.clock_anchor_ns,
                    recordings=tuple(
                        recording.path for recording in recordings_of(row.id) if recording.path
                    ),
                )
                for row in SessionRow.select().order_by(SessionRow.id.desc())
                for people, readings in [self._counted(row)]
            )

    def _counted(self, row: SessionRow) -> tuple[int, int]:
        """As counted when the session ended; one that runs is counted now."""
        if row.people is None or row.readings is None:
            return count_session(self._database, row.id)
        return row.people, row.readings

    def session(self, session_id: int) -> Session:
        """One session with its plan and the exposures that were seen.

        Raises:
            SessionNotFoundError: there is none with this number.
        """
        if session_id > _NUMBER_MAX:
            raise SessionNotFoundError(session_id)
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
                ads=ads_of(session_id),
                exposures=exposures_of(session_id),
                models=models_of(session_id),
                provider=row.provider,
                settings=json.loads(row.settings_json),
                buffer_ms=row.buffer_ms,
                recorded=row.recorded,
                recordings=recordings_of(session_id),
                baseline_ms=row.baseline_ms,
                baselines=baselines_of(session_id),
                seats=seats_of(session_id),
                markers=markers_of(session_id),
                film=film_of(session_id),
            )

    def counts(self, session_id: int) -> FrameTotals:
        """What became of one session's frames."""
        query = """
            SELECT s.frames_received, s.frames_replaced,
                   coalesce(s.readings,
                       (SELECT count(*) FROM reading r JOIN frame f ON f.id = r.frame_id
                        WHERE f.session_id = s.id))
            FROM session s WHERE s.id = ?"""
        rows = self._database.rows(query, session_id)
        if not rows:
            raise SessionNotFoundError(session_id)
        received, replaced, readings = rows[0]
        return FrameTotals(
            received=received,
            replaced=replaced,
            readings=readings,
            left_out=count_left_out(self._database, session_id),
        )

    def ad_times(self, session_id: int) -> tuple[AdTimes, ...]:
        """How the ad's position was found, by showing; none for showings by a player without a cursor."""
        return stored_ad_times(self._database, session_id)

    def figures(self, session_id: int, rules: MetricRules) -> ShowFigures:
        """All figures of one session, of everything that was stored at one moment.

        Raises:
            SessionNotFoundError: there is none with this number.
            StorageError: the data base contradicts itself.
        """
        # a show may be storing meanwhile, through another connection
        with self._database.snapshot():
            session = self.session(session_id)
            samples = {basis: self.of_people(session, basis) for basis in _bases(session)}
            names = SeatNames(session.seats)
            seen = seen_by_person(seen_frames(self._database, session_id), names.counted_as)
            baselines = by_person_baselines(
                seat_baselines(self._database, session_id), names.counted_as
            )
        if strangers := {e.ad_id for e in session.exposures} - {ad.ad_id for ad in session.ads}:
            raise StorageError(
                "Session {number} shows an ad ({ad_id}) that is not in its plan: another program "
                "changed the data base. Restore it from a copy.",
                number=session_id,
                ad_id=min(strangers),
            )
        found = {
            basis: show_figures(of, ads=session.ads, exposures=session.exposures, rules=rules)
            for basis, of in samples.items()
        }
        ad_of_exposure = {exposure.exposure_id: exposure.ad_id for exposure in session.exposures}
        used = Basis(rules.basis) if len(found) > 1 else Basis.RAW
        return replace(
            found[used],
            grades=grades(seen, ad_of_exposure),
            baseline=on_both_bases(found, used, baselines) if len(found) > 1 else None,
        )

    def of_people(self, session: Session, basis: Basis) -> Samples:
        """The readings that figures are made of, with seats that are one person as one.

        Args:
            session: as `session` gives it.
            basis: raw ones of a session that had no neutral scene, whatever is asked for.
        """
        return by_person(self.samples(session.session_id, basis=basis), session.seats)

    def last_frame(self, session_id: int) -> int:
        """Number of the newest stored frame; it grows with every frame, 0 is before the first."""
        ((number,),) = self._database.rows(
            "SELECT coalesce(max(id), 0) FROM frame WHERE session_id = ?", session_id
        )
        return int(number)

    def seats_seen(self, session_id: int) -> tuple[SeatSeen, ...]:
        """All seats that were in the picture, by number."""
        rows = self._database.rows(
            """SELECT r.seat, sum(r.valid) FROM frame f JOIN reading r ON r.frame_id = f.id
               WHERE f.session_id = ? GROUP BY r.seat ORDER BY r.seat""",
            session_id,
        )
        return tuple(SeatSeen(seat=seat, readings=readings) for seat, readings in rows)

    def samples(self, session_id: int, *, basis: Basis = Basis.RAW) -> Samples:
        """The valid readings taken while an ad was on the screen, in the order of capture.

        Args:
            basis: of seats that were not corrected there are raw ones only.
        """
        name = "r.{0}" if basis is Basis.RAW else "coalesce(r.corrected_{0}, r.{0})"
        columns = ", ".join(name.format(emotion) for emotion in EMOTIONS)
        rows = self._database.rows(
            f"""SELECT f.exposure_id, r.seat, f.ad_position_ms, {columns}
                FROM frame f JOIN reading r ON r.frame_id = f.id
                JOIN exposure e ON e.id = f.exposure_id AND e.started_at_ns IS NOT NULL
                WHERE f.session_id = ? AND f.ad_position_ms IS NOT NULL AND r.valid
                ORDER BY f.captured_at_ns, r.seat""",  # noqa: S608  our own column names
            session_id,
        )
        return Samples(
            exposure_id=np.array([row[0] for row in rows], dtype=np.int64),
            seat=np.array([row[1] for row in rows], dtype=np.int64),
            position_ms=np.array([row[2] for row in rows], dtype=np.int64),
            probabilities=np.array([row[3:] for row in rows], dtype=np.float64).reshape(-1, 7),
        )


def _bases(session: Session) -> tuple[Basis, ...]:
    """Without a neutral scene there are readings as they were read only."""
    return tuple(Basis) if session.baselines else (Basis.RAW,)
