"""Joins films, nets and the data base for an analysis that needs no server."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

import filelock

from reelpulse.assembly.film_plans import FilmWishes, plan_for
from reelpulse.core.following import People
from reelpulse.core.ports import KnownAnalysis, PictureReader
from reelpulse.core.quality import Unmeasurable
from reelpulse.core.session import Recording, Session, SessionState
from reelpulse.errors import AnalysisError, StorageError
from reelpulse.offline.analysis import Analysis, Outcome
from reelpulse.offline.checkpoint import Checkpoint
from reelpulse.offline.plan import AnalysisPlan, fingerprint
from reelpulse.settings import Settings
from reelpulse.storage.analyses import StoredAnalyses
from reelpulse.storage.database import Database
from reelpulse.storage.stored_sessions import StoredSessions
from reelpulse.vision.analyser import build_analyser


@dataclass(frozen=True, slots=True, kw_only=True)
class FilmJob:
    """An analysis that is ready to run."""

    plan: AnalysisPlan
    session_id: int
    is_done: bool
    """The same was measured before, to its end."""
    goes_on: bool
    """It was broken off before."""
    work: Analysis
    library: StoredSessions

    def run(self, on_progress: Callable[[float], None]) -> Outcome:
        """Measure what is left; `on_progress` is told the seconds of film that are done."""
        return self.work.run(on_progress)

    def seats_and_readings(self) -> tuple[int, int]:
        """What the session holds: seats during ads, and seat readings."""
        return next(
            (summary.people, summary.readings)
            for summary in self.library.summaries()
            if summary.session_id == self.session_id
        )

    def uncounted(self) -> Mapping[Unmeasurable, int]:
        """How many readings do not count, by their reason, the most frequent first."""
        return self.library.counts(self.session_id).left_out


@contextlib.contextmanager
def film_job(settings: Settings, wishes: FilmWishes) -> Iterator[FilmJob]:
    """Open everything for one analysis, and close it with the block.

    Raises:
        AnalysisError: another one runs, or this one cannot be made.
        MediaError: a film or an ad cannot be read.
        ModelLoadingError: a net or the execution provider cannot be used.
        StorageError: the data base cannot be used.
    """
    database = Database(settings.database_path)
    try:
        with _alone(settings):
            yield _job(settings, wishes, database)
    finally:
        database.close()


@contextlib.contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Two that measure the same film would both store it."""
    path = settings.data_dir / "analyse.lock"
    try:
        lock = filelock.FileLock(path).acquire(blocking=False)
    except filelock.Timeout as problem:
        raise AnalysisError(
            "Another analysis runs with the folder {folder}. Wait until it has ended.",
            folder=settings.data_dir,
        ) from problem
    except OSError as problem:
        raise StorageError(
            "{folder} cannot be written to ({reason}). Choose a folder you may write to with "
            "--data-dir.",
            folder=settings.data_dir,
            reason=problem.strerror,
        ) from problem
    with lock:
        yield


def _job(settings: Settings, wishes: FilmWishes, database: Database) -> FilmJob:
    library, analyses = StoredSessions(database), StoredAnalyses(database)
    plan = plan_for(wishes, library=library, analyses=analyses)
    reader = build_analyser(
        settings.vision,
        max_picture_pixels=settings.server.max_picture_pixels,
        nets_dir=settings.nets_dir,
    )
    key = fingerprint(plan, reader.identity, settings.as_record())
    known = None if wishes.anew else analyses.find(key)
    if known is None:
        draft = _draft(plan, reader, settings)
        session = analyses.begin(draft, exposures=plan.exposures, fingerprint=key)
    else:
        session = library.session(known.session_id)
    return FilmJob(
        plan=plan,
        session_id=session.session_id,
        is_done=known is not None and known.is_finished,
        goes_on=known is not None and known.checkpoint is not None,
        library=library,
        work=Analysis(
            plan,
            session_id=session.session_id,
            exposures=session.exposures,
            checkpoint=_checkpoint(known, settings),
            reader=reader,
            store=analyses,
        ),
    )


def _checkpoint(known: KnownAnalysis | None, settings: Settings) -> Checkpoint:
    if known is None or known.checkpoint is None:
        return Checkpoint(people=People(settings.follow_rules))
    return Checkpoint.from_bytes(known.checkpoint)


def _draft(plan: AnalysisPlan, reader: PictureReader, settings: Settings) -> Session:
    return Session(
        session_id=0,
        title=plan.title,
        state=SessionState.ANALYSING,
        created_unix_ms=plan.created_unix_ms,
        clock_name=plan.clock_name,
        clock_anchor_ns=plan.clock_anchor_ns,
        baseline_ms=plan.baseline_ms,
        baselines=plan.baselines,
        ads=plan.ads,
        exposures=(),
        models=reader.identity.models,
        provider=reader.identity.provider,
        settings={**settings.as_record(), "analysis": plan.record()},
        buffer_ms=0,
        recordings=tuple(
            Recording(started_at_ns=segment.starts_at_ns, path=segment.film.path)
            for segment in plan.segments
        ),
        film=plan.origin,
    )
