"""What the neutral scene means for the figures, in plain sentences."""

from __future__ import annotations

from reelpulse.core.metrics.bases import BaselineFigures
from reelpulse.core.metrics.basis import Basis
from reelpulse.reports.wording import Wording


def about_basis(baseline: BaselineFigures | None, wording: Wording) -> str | None:
    """Which readings the figures are made of; None where no neutral scene was shown."""
    if baseline is None:
        return None
    people = len(baseline.seats)
    corrected = people - len(baseline.raw_seats)
    if baseline.used is Basis.RAW:
        return wording.text(
            "All figures are of the faces as they were read; the resting face is known of "
            "%(corrected)s of %(people)s people.",
            corrected=corrected,
            people=people,
        )
    return wording.text(
        "All figures are corrected by the resting face, which is known of %(corrected)s of "
        "%(people)s people.",
        corrected=corrected,
        people=people,
    )


def about_raw_seats(baseline: BaselineFigures | None, wording: Wording) -> str | None:
    """Who stays as read, and of how many readings; None where nobody does."""
    if baseline is None or not baseline.raw_seats:
        return None
    seats = ", ".join(
        f"{seat.seat} (n = {wording.integer(seat.scene_readings)})" for seat in baseline.raw_seats
    )
    return wording.text(
        "Too few valid readings in the neutral scene, so as read: seat %(seats)s.", seats=seats
    )
