"""Makes the plan of an analysis from what a person asked for, the films and the stored sessions."""

from __future__ import annotations

import dataclasses
import time
from dataclasses import dataclass
from pathlib import Path

from reelpulse.core.session import Recording, Session
from reelpulse.errors import AnalysisError
from reelpulse.media.ads import read_ad
from reelpulse.media.films import FilmFacts, Region, look_at
from reelpulse.obs.stage import Canvas
from reelpulse.obs.webcam_place import webcam_place
from reelpulse.offline.plan import AdStart, AnalysisPlan, Segment, inside, plan_of_film
from reelpulse.offline.recorded import plan_of_session, recordings_to_read
from reelpulse.storage.analyses import StoredAnalyses
from reelpulse.storage.stored_sessions import StoredSessions


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmWishes:
    """What the person asked for."""

    film: Path | None
    """None: where the session's recordings were left."""
    session_id: int | None
    """The session whose recording it is."""
    starts: tuple[tuple[Path, int], ...]
    """Files of ads and when each begins in the film, in milliseconds."""
    region: Region | None
    rate_hz: float
    title: str
    """With a gap `{name}` for the session's or the film's own name."""
    anew: bool
    """Also when the same was measured before."""


def plan_for(
    wishes: FilmWishes, *, library: StoredSessions, analyses: StoredAnalyses
) -> AnalysisPlan:
    """Look at all files and put them on one time line.

    Raises:
        AnalysisError: the wishes contradict themselves, or the session cannot be analysed.
        MediaError: a film or an ad cannot be read.
        SessionNotFoundError: there is no such session.
    """
    if wishes.session_id is not None:
        return _of_session(wishes, library.session(wishes.session_id), analyses)
    if wishes.film is None:
        raise AnalysisError("Name a film, or the number of a session that was recorded.")
    film = look_at(wishes.film)
    return plan_of_film(
        film,
        title=wishes.title.format(name=film.path.stem.replace("_", " ")),
        starts=[AdStart(ad=read_ad(path), at_ms=at_ms) for path, at_ms in wishes.starts],
        region=wishes.region,
        rate_hz=wishes.rate_hz,
        now_unix_ms=time.time_ns() // 1_000_000,
    )


def _of_session(wishes: FilmWishes, session: Session, analyses: StoredAnalyses) -> AnalysisPlan:
    if wishes.starts:
        raise AnalysisError(
            "The ads of session {number} and their times are stored with it. Leave --ad out.",
            number=session.session_id,
        )
    recordings = recordings_to_read(session, wishes.film)
    return plan_of_session(
        session,
        title=wishes.title.format(name=session.title),
        segments=[_segment(one, wishes.region, session, analyses) for one in recordings],
        rate_hz=wishes.rate_hz,
    )


def _segment(
    recording: Recording, region: Region | None, session: Session, analyses: StoredAnalyses
) -> Segment:
    assert recording.path is not None  # noqa: S101  `recordings_to_read` has seen to it
    film = look_at(recording.path)
    return Segment(
        film=film,
        starts_at_ns=recording.started_at_ns,
        region=inside(film, region or _as_laid_out(film, session, analyses)),
    )


def _as_laid_out(film: FilmFacts, session: Session, analyses: StoredAnalyses) -> Region:
    """Where the set-up puts the webcam; its shape is that of the pictures that were measured live.

    Raises:
        AnalysisError: there were none, or of several webcams.
    """
    shapes = list(analyses.webcam_shapes(session.session_id).values())
    if len(shapes) != 1:
        raise AnalysisError(
            "Where the webcam is in the recording of session {number} is not known: {webcams} webcams "
            "were measured live. Name its place in pixels of the recording's {width}×{height} with "
            "--crop left,top,width,height.",
            number=session.session_id,
            webcams=len(shapes),
            width=film.width_px,
            height=film.height_px,
        )
    place = webcam_place(Canvas(width_px=film.width_px, height_px=film.height_px), shape=shapes[0])
    return Region(**dataclasses.asdict(place))
