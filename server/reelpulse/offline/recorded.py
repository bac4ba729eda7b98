"""The plan for the recording of a session of ours: its own ads, at its own times."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from reelpulse.core.session import FilmOrigin, Recording, Session, SessionState
from reelpulse.errors import AnalysisError
from reelpulse.offline.plan import AnalysisPlan, Segment


def recordings_to_read(session: Session, moved_to: Path | None) -> tuple[Recording, ...]:
    """The session's recordings, each with its file.

    Args:
        session: that was measured live.
        moved_to: where its one recording lies now; None: where OBS left it.

    Raises:
        AnalysisError: there is none, it goes on, or it is not known where it lies.
    """
    if session.film is not None:
        raise AnalysisError(
            "Session {number} was itself measured from a film. Name that film, or the session that "
            "was recorded.",
            number=session.session_id,
        )
    if session.state is SessionState.RUNNING:
        raise AnalysisError(
            "Session {number} still runs. Stop the show, then analyse its recording.",
            number=session.session_id,
        )
    if not session.recordings:
        raise AnalysisError(
            "Session {number} has no recording. Tick the recording when you prepare a session; any "
            "video of a webcam can be analysed by its file's name.",
            number=session.session_id,
        )
    if moved_to is not None:
        return (_moved(session, moved_to),)
    if any(recording.path is None for recording in session.recordings):
        raise AnalysisError(
            "OBS did not tell where the recording of session {number} lies. Look for it in OBS "
            "(File → Show Recordings), then: `reelpulse analyse FILE --session {number}`.",
            number=session.session_id,
        )
    return session.recordings


def _moved(session: Session, path: Path) -> Recording:
    if len(session.recordings) > 1:
        raise AnalysisError(
            "Session {number} has {count} recordings, so one file cannot stand for it. Put them back "
            "where OBS left them, then: `reelpulse analyse {number}`.",
            number=session.session_id,
            count=len(session.recordings),
        )
    (recording,) = session.recordings
    return Recording(
        started_at_ns=recording.started_at_ns, stopped_at_ns=recording.stopped_at_ns, path=path
    )


def plan_of_session(
    session: Session, *, title: str, segments: Sequence[Segment], rate_hz: float
) -> AnalysisPlan:
    """The session's ads, showings and pauses on the session's own clock.

    Raises:
        AnalysisError: no ad was on the screen.
    """
    if not session.exposures:
        raise AnalysisError(
            "No ad was shown in session {number}, so its recording has nothing to measure.",
            number=session.session_id,
        )
    return AnalysisPlan(
        title=title,
        segments=tuple(sorted(segments, key=lambda segment: segment.starts_at_ns)),
        ads=session.ads,
        exposures=session.exposures,
        origin=FilmOrigin(from_session=session.session_id, of_whole_film=False),
        rate_hz=rate_hz,
        clock_name=session.clock_name,
        clock_anchor_ns=session.clock_anchor_ns,
        created_unix_ms=session.created_unix_ms,
        baseline_ms=session.baseline_ms,
        baselines=session.baselines,
    )
