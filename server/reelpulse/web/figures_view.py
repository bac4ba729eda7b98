"""A session's figures as the moderator's page gets them: the very numbers that the report prints."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence

from reelpulse.core.metrics.bases import BaselineFigures, BothBases
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.contacts import ExperienceIndex
from reelpulse.core.metrics.few import too_few
from reelpulse.core.metrics.norms import AdNorms
from reelpulse.core.metrics.peak_end import PeakEnd
from reelpulse.core.metrics.persons import EmoNps
from reelpulse.core.metrics.scores import Scores
from reelpulse.core.metrics.seat_grades import SeatGrade
from reelpulse.core.metrics.shares import Shares
from reelpulse.core.metrics.show import AdFigures, ShowFigures
from reelpulse.core.notes import SeatNote, SeatSeen
from reelpulse.core.session import Session
from reelpulse.live.figures_desk import StoredFigures


def figures_view(found: StoredFigures) -> dict[str, object]:
    """Whole and by ad; what was not measured is null."""
    figures, baseline = found.figures, found.figures.baseline
    return {
        **_part(figures),
        "basis": _basis(baseline) if baseline else None,
        "other": _other(baseline.used, baseline.whole) if baseline else None,
        "session_id": found.session.session_id,
        "as_of_unix_ms": found.as_of_unix_ms,
        "readings": figures.readings,
        "people": figures.people,
        "ads": [
            {
                **_ad(ad),
                "other": _other(baseline.used, baseline.ads[ad.ad.ad_id]) if baseline else None,
            }
            for ad in figures.ads
        ],
        "grades": _grades(figures),
        "seats": _seats(found.session, found.seats),
    }


def _grades(figures: ShowFigures) -> dict[str, object]:
    """Of all people together and of each; by ad in the order of the figures."""
    grades, ad_ids = figures.grades, [ad.ad.ad_id for ad in figures.ads]
    return {
        "show": _grade(grades.show),
        "ads": [_grade(grades.ads.get(ad_id)) for ad_id in ad_ids],
        "people": [
            {
                "seat": one.seat,
                "show": _grade(one.show),
                "ads": [_grade(one.ads.get(ad_id)) for ad_id in ad_ids],
            }
            for one in grades.people
        ],
    }


def _grade(of: SeatGrade | None) -> int | None:
    return None if of is None else of.grade


def _basis(baseline: BaselineFigures) -> dict[str, object]:
    """Which readings all figures are made of, and who stays raw."""
    return {
        "used": baseline.used,
        "people": len(baseline.seats),
        "corrected": len(baseline.seats) - len(baseline.raw_seats),
        "raw_seats": [
            {"seat": seat.seat, "scene_readings": seat.scene_readings}
            for seat in baseline.raw_seats
        ],
    }


def _other(used: Basis, both: BothBases) -> dict[str, object]:
    """The two indices on the basis that the other figures do not stand on."""
    other, basis = (both.corrected, Basis.CORRECTED) if used is Basis.RAW else (both.raw, Basis.RAW)
    return {"basis": basis, "eei": other.eei.value, "emo_nps": other.emo_nps.value}


def _seats(session: Session, seen: Sequence[SeatSeen]) -> list[dict[str, object]]:
    """By number, with what is noted; also a seat that is noted and of which nothing is stored yet."""
    readings = {one.seat: one.readings for one in seen}
    notes = {note.seat: note for note in session.seats}
    return [
        {
            **dataclasses.asdict(notes.get(seat, SeatNote(seat=seat))),
            "readings": readings.get(seat, 0),
        }
        for seat in sorted({*readings, *notes})
    ]


def _part(figures: ShowFigures | AdFigures) -> dict[str, object]:
    return {
        "shares": _shares(figures.shares),
        "too_few": too_few(figures.shares.people),
        "eei": _eei(figures.eei),
        "emo_nps": _emo_nps(figures.emo_nps),
    }


def _shares(shares: Shares) -> dict[str, object]:
    measured = shares.seat_seconds > 0
    return {
        "emotions": {str(e): part if measured else None for e, part in shares.emotions.items()},
        "groups": {str(g): part if measured else None for g, part in shares.groups.items()},
        "people": shares.people,
        "seat_seconds": shares.seat_seconds,
    }


def _eei(eei: ExperienceIndex) -> dict[str, object]:
    return {**dataclasses.asdict(eei), "too_few": too_few(eei.people)}


def _emo_nps(nps: EmoNps) -> dict[str, object]:
    return {**dataclasses.asdict(nps), "too_few": too_few(nps.persons)}


def _ad(ad: AdFigures) -> dict[str, object]:
    return {
        "ad_id": ad.ad.ad_id,
        "title": ad.ad.title,
        **_part(ad),
        "ever": _ever(ad.norms),
        "moments": {str(group): _moments(moments) for group, moments in ad.moments.items()},
        "rise": dataclasses.asdict(ad.rise) if ad.rise else None,
        "scores": _scores(ad.scores),
        "synchrony": {"value": ad.synchrony.value, "pairs": ad.synchrony.pairs},
    }


def _ever(norms: AdNorms) -> dict[str, object]:
    """How many people ever showed each emotion, of how many."""
    return {
        str(emotion): {"people": norm.ever, "of_people": norm.of_people}
        for emotion, norm in norms.emotions.items()
    }


def _moments(moments: PeakEnd) -> dict[str, object]:
    return dataclasses.asdict(moments)


def _scores(scores: Scores) -> dict[str, object]:
    return {
        name: dataclasses.asdict(mean)
        for name, mean in (
            ("valence", scores.valence),
            ("expressiveness", scores.expressiveness),
            ("surprise", scores.surprise),
        )
    }
