"""Joins labels, readings and coefficients: the port `AgreementJudge`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from reelpulse.agreement.judging import agreement
from reelpulse.agreement.label_file import Showing, read_labels
from reelpulse.agreement.template import label_template
from reelpulse.core.labels import AgreementFigures, HandLabel
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.epochs import SeatSeconds, seat_seconds
from reelpulse.core.metrics.viewing import whole_seconds, within_ads
from reelpulse.core.notes import SeatNames
from reelpulse.core.session import Session
from reelpulse.errors import LabelError
from reelpulse.live.threads import Lane
from reelpulse.storage.labels import StoredLabels
from reelpulse.storage.stored_sessions import StoredSessions


class Agreements:
    """Reads in the storage thread and computes in another one."""

    def __init__(
        self,
        *,
        library: StoredSessions,
        labels: StoredLabels,
        storage: Lane,
        compute: Lane,
        basis: Basis,
    ) -> None:
        """`basis`: on which the session's other figures stand, where a neutral scene was shown."""
        self._library = library
        self._labels = labels
        self._storage = storage
        self._compute = compute
        self._basis = basis

    async def of(self, session_id: int) -> AgreementFigures | None:
        """How far people and machine agree in one session; None where nobody has coded anything.

        Raises:
            SessionNotFoundError: there is no such session.
        """
        session = await self._storage.call(self._library.session, session_id)
        labels = await self._storage.call(self._labels.of, session_id)
        if not labels:
            return None
        seconds = await self._storage.call(measured_seconds, self._library, session, self._basis)
        return await self._compute.call(agreement, of_people(labels, session), seconds)


def of_people(labels: Sequence[HandLabel], session: Session) -> tuple[HandLabel, ...]:
    """The labels, with seats that are one person as one."""
    counted_as = SeatNames(session.seats).counted_as
    return tuple(replace(label, seat=counted_as(label.seat)) for label in labels)


def measured_seconds(library: StoredSessions, session: Session, basis: Basis) -> SeatSeconds:
    """The very seconds that the session's other figures are made of."""
    ads = {ad.ad_id: ad for ad in session.ads}
    lengths = {e.exposure_id: whole_seconds(ads[e.ad_id]) for e in session.exposures}
    return seat_seconds(within_ads(library.of_people(session, basis), lengths))


def take_in(path: Path, session: Session, labels: StoredLabels) -> tuple[int, tuple[str, ...]]:
    """Read a coder's file and store it; returns how many labels, and of whom.

    Raises:
        LabelError: the file cannot be used.
    """
    found = read_labels(path, showings_of(session, labels))
    labels.replace(session.session_id, found)
    return len(found), tuple(sorted({label.coder for label in found}))


def template_of(session: Session, labels: StoredLabels) -> str:
    """The file that a coder fills in.

    Raises:
        LabelError: nobody was measured while an ad played.
    """
    return label_template(showings_of(session, labels), session.exposures, session.recordings)


def showings_of(session: Session, labels: StoredLabels) -> tuple[Showing, ...]:
    """What may be coded.

    Raises:
        LabelError: nobody was measured while an ad played.
    """
    ads = {ad.ad_id: ad for ad in session.ads}
    seats = labels.seats_by_exposure(session.session_id)
    if not seats:
        raise LabelError(
            "Nobody was measured while an ad played in session {number}, so there is nothing to "
            "compare.",
            number=session.session_id,
        )
    return tuple(
        Showing(
            exposure_id=exposure.exposure_id,
            ad_title=ads[exposure.ad_id].title,
            duration_ms=ads[exposure.ad_id].duration_ms,
            seats=seats.get(exposure.exposure_id, frozenset()),
        )
        for exposure in session.exposures
    )
