"""Keeps what people coded by hand with the session."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from reelpulse.core.emotion import Emotion
from reelpulse.core.labels import HandLabel
from reelpulse.storage.database import Database
from reelpulse.storage.tables import LabelRow


class StoredLabels:
    """Every method is called from the storage thread."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def replace(self, session_id: int, labels: Sequence[HandLabel]) -> None:
        """Store all labels of the coders in `labels`; what these coders gave before is forgotten.

        Raises:
            StorageError: SQLite refused; nothing was changed.
        """
        with self._database.transaction():
            self._drop(session_id, {label.coder for label in labels})
            for label in labels:
                LabelRow.create(
                    session=session_id,
                    coder=label.coder,
                    exposure=label.exposure_id,
                    seat=label.seat,
                    from_ms=label.from_ms,
                    to_ms=label.to_ms,
                    emotion=label.emotion,
                )

    def forget(self, session_id: int, coder: str) -> int:
        """Take away all labels of one coder; returns how many there were."""
        with self._database.transaction():
            return self._drop(session_id, {coder})

    def of(self, session_id: int) -> tuple[HandLabel, ...]:
        """All labels of a session, by coder and in order of time."""
        rows = self._database.rows(
            """SELECT coder, exposure_id, seat, from_ms, to_ms, emotion FROM label
               WHERE session_id = ? ORDER BY coder, exposure_id, seat, from_ms""",
            session_id,
        )
        return tuple(
            HandLabel(
                coder=coder,
                exposure_id=exposure_id,
                seat=seat,
                from_ms=from_ms,
                to_ms=to_ms,
                emotion=Emotion(emotion),
            )
            for coder, exposure_id, seat, from_ms, to_ms, emotion in rows
        )

    def seats_by_exposure(self, session_id: int) -> Mapping[int, frozenset[int]]:
        """Who was measured in each showing, also where nothing counted."""
        rows = self._database.rows(
            """SELECT DISTINCT f.exposure_id, r.seat FROM frame f JOIN reading r ON r.frame_id = f.id
               WHERE f.session_id = ? AND f.exposure_id IS NOT NULL""",
            session_id,
        )
        return {
            exposure: frozenset(seat for number, seat in rows if number == exposure)
            for exposure in {number for number, _ in rows}
        }

    def _drop(self, session_id: int, coders: set[str]) -> int:
        dropped: int = (
            LabelRow.delete()
            .where((LabelRow.session == session_id) & LabelRow.coder.in_(sorted(coders)))
            .execute()
        )
        return dropped
