"""Makes reports in the background, one at a time per session, and keeps what became of them."""

from __future__ import annotations

import asyncio
import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path
from typing import Final

from reelpulse.core.ports import ReportMaker
from reelpulse.errors import ReelPulseError, ReportError
from reelpulse.texts import Language, told, translations
from reelpulse.web.live_wire import ReportMessage
from reelpulse.web.marked import N_

_log = logging.getLogger(__name__)

KEPT: Final = 100
"""Finished jobs that are remembered; their files stay on the disk."""
_UNEXPECTED: Final = ReportError(
    N_("The report could not be made because of an error; the log says more.")
)
_STAGES: Final = {
    "starting": N_("starting"),
    "reading_ads": N_("taking pictures from the ads"),
    "drawing": N_("drawing the curves"),
    "setting_pages": N_("setting the pages"),
    "writing": N_("writing the file"),
}
"""Names of the maker's stages; one that is not here is not told."""


class JobState(StrEnum):
    """How far a job has come."""

    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportJob:
    """One report that was asked for."""

    job_id: str
    session_id: int
    language: Language
    silence_weight: float
    state: JobState = JobState.RUNNING
    stage: str = ""
    part: float = 0.0
    """0 … 1."""
    problem: ReelPulseError | None = None
    """Why it failed."""
    file: Path | None = None
    """The PDF, once it is done."""


class ReportJobs:
    """Owns the tasks; `close` ends them with the server."""

    def __init__(self, maker: ReportMaker) -> None:
        self._maker = maker
        self._jobs: dict[str, ReportJob] = {}
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._listeners: list[Callable[[ReportJob], None]] = []

    @property
    def jobs(self) -> tuple[ReportJob, ...]:
        """All that are remembered, oldest first."""
        return tuple(self._jobs.values())

    def subscribe(self, listener: Callable[[ReportJob], None]) -> None:
        """Tell `listener` whenever a job moves on."""
        self._listeners.append(listener)

    def start(self, session_id: int, *, language: Language, silence_weight: float) -> ReportJob:
        """Begin a report.

        Raises:
            ReportError: one of this session is being made.
        """
        running = {self._jobs[job_id].session_id for job_id in self._tasks}
        if session_id in running:
            raise ReportError(
                N_("A report of this session is being made already. Wait until it is ready.")
            )
        job = ReportJob(
            job_id=secrets.token_urlsafe(9),
            session_id=session_id,
            language=language,
            silence_weight=silence_weight,
        )
        self._update(job)
        self._forget_old()
        self._tasks[job.job_id] = asyncio.create_task(
            self._make(job), name=f"report of session {session_id}"
        )
        return job

    def finished_file(self, job_id: str) -> tuple[ReportJob, Path] | None:
        """The PDF of a job that is done, if it is still where it was written."""
        job = self._jobs.get(job_id)
        if job is None or job.file is None or not job.file.is_file():
            return None
        return job, job.file

    async def wait(self, job_id: str) -> ReportJob:
        """Wait until a job is over and return it as it then is."""
        if job_id in self._tasks:
            await asyncio.wait([self._tasks[job_id]])
        return self._jobs[job_id]

    async def close(self) -> None:
        """Cancel what is being made and wait until it has let go."""
        tasks = tuple(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _make(self, job: ReportJob) -> None:
        def on_progress(stage: str, part: float) -> None:
            now = replace(self._jobs[job.job_id], stage=stage, part=min(1.0, max(0.0, part)))
            self._update(now)

        try:
            file = await self._maker.make(
                job.session_id,
                language=str(job.language),
                silence_weight=job.silence_weight,
                on_progress=on_progress,
            )
        except asyncio.CancelledError:
            self._end(job, state=JobState.CANCELLED)
            raise
        except ReelPulseError as problem:
            self._end(job, state=JobState.FAILED, problem=problem)
        except Exception:  # noqa: BLE001  the task's outer edge
            _log.exception("the report of session %s failed", job.session_id)
            self._end(job, state=JobState.FAILED, problem=_UNEXPECTED)
        else:
            self._end(job, state=JobState.DONE, file=file)

    def _end(
        self,
        job: ReportJob,
        *,
        state: JobState,
        problem: ReelPulseError | None = None,
        file: Path | None = None,
    ) -> None:
        del self._tasks[job.job_id]
        last = self._jobs[job.job_id]
        part = 1.0 if state is JobState.DONE else last.part
        self._update(replace(last, state=state, problem=problem, file=file, part=part))

    def _update(self, job: ReportJob) -> None:
        self._jobs[job.job_id] = job
        for listener in self._listeners:
            listener(job)

    def _forget_old(self) -> None:
        over = [job_id for job_id in self._jobs if job_id not in self._tasks]
        for job_id in over[: max(0, len(self._jobs) - KEPT)]:
            del self._jobs[job_id]


def job_view(job: ReportJob, language: Language) -> ReportMessage:
    """The job in the reader's language."""
    return ReportMessage(
        job_id=job.job_id,
        session_id=job.session_id,
        language=str(job.language),
        silence_weight=job.silence_weight,
        state=str(job.state),
        stage=translations(language).gettext(_STAGES[job.stage]) if job.stage in _STAGES else "",
        part=round(job.part, 3),
        message=told(job.problem, language) if job.problem else "",
        address=f"/reports/{job.job_id}.pdf" if job.file is not None else None,
    )
