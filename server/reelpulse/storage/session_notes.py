"""Writes what a moderator notes of a session: the port `NoteStore` on one SQLite file."""

from __future__ import annotations

from reelpulse.core.notes import SeatNote
from reelpulse.errors import ScreeningError
from reelpulse.storage.counting import count_session
from reelpulse.storage.database import Database
from reelpulse.storage.tables import MarkerRow, SeatRow, SessionRow


class SessionNotes:
    """Every method is called from the storage thread, and durable when it returns."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def keep_seat(self, session_id: int, note: SeatNote) -> None:
        """Durably note what is known of a seat, in place of what was.

        A seat merged into one that was merged itself counts as what that one counts as.

        Raises:
            ScreeningError: the two seats cannot be one person; the message says why.
        """
        with self._database.transaction():
            merged_into = None
            if note.merged_into is not None:
                merged_into = self._person(session_id, note.merged_into)
                self._check_merge(session_id, note.seat, merged_into)
            SeatRow.insert(
                session=session_id,
                seat=note.seat,
                name=note.name,
                confirmed=note.confirmed,
                merged_into=merged_into,
            ).on_conflict_replace().execute()
            self._count_again(session_id)

    def add_marker(self, session_id: int, *, at_ns: int, text: str) -> None:
        """Durably keep a marker."""
        with self._database.transaction():
            MarkerRow.create(session=session_id, at_ns=at_ns, text=text)

    def remove_marker(self, session_id: int, marker_id: int) -> None:
        """Forget a marker; one that is not there is forgotten already."""
        with self._database.transaction():
            MarkerRow.delete().where(
                (MarkerRow.id == marker_id) & (MarkerRow.session == session_id)
            ).execute()

    def _person(self, session_id: int, seat: int) -> int:
        row = SeatRow.get_or_none((SeatRow.session == session_id) & (SeatRow.seat == seat))
        return seat if row is None or row.merged_into is None else int(row.merged_into)

    def _check_merge(self, session_id: int, seat: int, into: int) -> None:
        if seat == into:
            raise ScreeningError(
                "Seat {seat} cannot be the same person as itself. Choose another seat.", seat=seat
            )
        others = (
            SeatRow.select()
            .where((SeatRow.session == session_id) & (SeatRow.merged_into == seat))
            .order_by(SeatRow.seat)
        )
        for other in others:
            raise ScreeningError(
                "Seat {other} counts as seat {seat}. Undo that first, or merge seat {into} into "
                "seat {seat}.",
                other=other.seat,
                seat=seat,
                into=into,
            )
        if self._were_together(session_id, seat, into):
            raise ScreeningError(
                "Seats {seat} and {into} were measured in the same picture, so they are two "
                "people.",
                seat=seat,
                into=into,
            )

    def _were_together(self, session_id: int, seat: int, into: int) -> bool:
        """Whether a seat and anybody who counts as the other one were in one picture."""
        ((together,),) = self._database.rows(
            """
            SELECT EXISTS (
                SELECT 1 FROM frame f
                JOIN reading one ON one.frame_id = f.id AND one.seat = ?
                JOIN reading other ON other.frame_id = f.id
                WHERE f.session_id = ? AND one.valid AND other.valid AND (
                    other.seat = ? OR other.seat IN (
                        SELECT seat FROM seat WHERE session_id = ? AND merged_into = ?
                            AND seat <> ?)))""",
            *(seat, session_id, into, session_id, into, seat),
        )
        return bool(together)

    def _count_again(self, session_id: int) -> None:
        """The people of a session that has ended were counted then."""
        ended = SessionRow.get_or_none(
            (SessionRow.id == session_id) & SessionRow.people.is_null(False)
        )
        if ended is not None:
            people, readings = count_session(self._database, session_id)
            SessionRow.update(people=people, readings=readings).where(
                SessionRow.id == session_id
            ).execute()
