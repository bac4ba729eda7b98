"""Events survive the pipe between the two processes."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
from tests.reports.shows import make_input

from reelpulse.reports.failures import ReportFolderError
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.progress import (
    ReportProgress,
    ReportRefused,
    ReportStage,
    from_line,
    to_line,
)
from reelpulse.texts import Language


def test_progress_comes_back_as_it_went() -> None:
    event = ReportProgress(stage=ReportStage.WRITING, fraction=0.85)
    line = to_line(event)
    assert line.count(b"\n") == 1
    assert from_line(line) == event


def test_a_refusal_keeps_its_words_and_values() -> None:
    problem = ReportFolderError(Path("Отчёты/a.pdf"), OSError(28, "No space left on device"))
    refused = from_line(to_line(ReportRefused.because(problem)))
    assert isinstance(refused, ReportRefused)
    assert refused.template == problem.template
    assert refused.values == {
        "path": str(Path("Отчёты/a.pdf")),
        "problem": "No space left on device",
    }


def test_a_moment_without_a_zone_is_refused() -> None:
    given = make_input([])
    with pytest.raises(ValueError, match="time zone"):
        ReportInput(
            session=given.session,
            figures=given.figures,
            language=Language.ENGLISH,
            made_at=datetime(2026, 11, 23),  # noqa: DTZ001  that is the point
        )
