"""Reports are made in the background, one at a time per session, and told as they go."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import unquote

import pytest
from yarl import URL

from reelpulse.errors import ReportError
from reelpulse.web.api_reports import content_disposition
from reelpulse.web.keys import REPORT_JOBS
from reelpulse.web.report_jobs import JobState, ReportJob

if TYPE_CHECKING:
    from pathlib import Path

    from tests.web.conftest import Moderator, Site

ASKED = {"session_id": 1, "language": "ru", "silence_weight": 0.4}


@pytest.fixture
def told(site: Site) -> list[ReportJob]:
    """Every step of every job."""
    steps: list[ReportJob] = []
    site.app[REPORT_JOBS].subscribe(steps.append)
    return steps


async def prepared(moderator: Moderator, ad_files: tuple[Path, Path], title: str = "Кофе") -> None:
    body = {"title": title, "paths": [str(path) for path in ad_files]}
    assert (await moderator.post("/api/sessions", body))[0] == 201


async def begun(moderator: Moderator) -> str:
    status, answer = await moderator.post("/api/reports", ASKED)
    assert status == 202
    assert isinstance(answer, dict)
    await moderator.site.reports.begun.wait()
    return str(answer["job_id"])


async def test_a_report_runs_tells_its_steps_and_is_kept(
    site: Site, moderator: Moderator, told: list[ReportJob], ad_files: tuple[Path, Path]
) -> None:
    await prepared(moderator, ad_files)
    job_id = await begun(moderator)
    assert site.reports.asked == [(1, "ru", 0.4)]
    site.reports.progress("drawing", 0.5)
    site.reports.progress("writing", 1.5)
    site.reports.ready.set()
    job = await site.app[REPORT_JOBS].wait(job_id)
    assert [(step.state, step.stage, step.part) for step in told] == [
        (JobState.RUNNING, "", 0.0),
        (JobState.RUNNING, "drawing", 0.5),
        (JobState.RUNNING, "writing", 1.0),
        (JobState.DONE, "writing", 1.0),
    ]
    assert site.app[REPORT_JOBS].jobs == (job,)


async def test_two_reports_of_one_session_do_not_run_at_once(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    await prepared(moderator, ad_files)
    await prepared(moderator, ad_files)
    job_id = await begun(moderator)
    status, answer = await moderator.post("/api/reports", ASKED)
    assert (status, answer) == (
        400,
        {"error": "A report of this session is being made already. Wait until it is ready."},
    )
    assert (await moderator.post("/api/reports", {**ASKED, "session_id": 2}))[0] == 202
    site.reports.ready.set()
    await site.app[REPORT_JOBS].wait(job_id)
    assert (await moderator.post("/api/reports", ASKED))[0] == 202


async def test_a_report_of_no_session_is_not_begun(site: Site, moderator: Moderator) -> None:
    assert await moderator.post("/api/reports", ASKED) == (
        404,
        {"error": "There is no session 1. `reelpulse sessions` lists the ones there are."},
    )
    assert site.reports.asked == []


@pytest.mark.parametrize(
    ("problem", "message"),
    [
        (ReportError("Pango is missing. Run `reelpulse doctor`."), "Pango is missing. Run"),
        (RuntimeError("secret path"), "The report could not be made because of an error"),
    ],
)
async def test_a_failed_report_says_why_and_can_be_asked_for_again(
    site: Site,
    moderator: Moderator,
    ad_files: tuple[Path, Path],
    problem: Exception,
    message: str,
) -> None:
    await prepared(moderator, ad_files)
    site.reports.problem = problem
    site.reports.ready.set()
    job = await site.app[REPORT_JOBS].wait(await begun(moderator))
    assert (job.state, job.file) == (JobState.FAILED, None)
    assert message in str(job.problem)
    assert "secret" not in str(job.problem)
    site.reports.problem = None
    again = await site.app[REPORT_JOBS].wait(await begun(moderator))
    assert again.state is JobState.DONE


async def test_a_stopping_server_cancels_what_is_being_made(
    site: Site, moderator: Moderator, told: list[ReportJob], ad_files: tuple[Path, Path]
) -> None:
    await prepared(moderator, ad_files)
    await begun(moderator)
    await site.runner.cleanup()
    assert site.reports.cancelled == 1
    assert told[-1].state is JobState.CANCELLED


async def test_a_report_is_downloaded_under_its_sessions_name_in_any_alphabet(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    await prepared(moderator, ad_files, title='Кофе: группа 2 / "вечер"')
    site.reports.ready.set()
    job = await site.app[REPORT_JOBS].wait(await begun(moderator))
    async with moderator.client.get(f"{site.base}/reports/{job.job_id}.pdf") as answer:
        assert answer.status == 200
        assert answer.headers["Content-Type"] == "application/pdf"
        disposition = answer.headers["Content-Disposition"]
        assert (await answer.read()).startswith(b"%PDF-")
    kind, plain, extended = disposition.split("; ")
    assert (kind, plain) == ("attachment", 'filename="reelpulse-1-ru.pdf"')
    name = unquote(extended.removeprefix("filename*=UTF-8''"))
    assert name.startswith("ReelPulse Кофе группа 2 вечер 20")
    assert name.endswith(" ru.pdf")


@pytest.mark.parametrize("name", ["a\r\nSet-Cookie: x=1", 'quote"; x="', "Ünïcode — 日本.pdf"])
def test_no_name_can_break_out_of_its_header(name: str) -> None:
    header = content_disposition(name, plain="x.pdf")
    value = header.removeprefix("attachment; filename=\"x.pdf\"; filename*=UTF-8''")
    assert header.isascii()
    assert not set(value) & set('\r\n";, ')
    assert unquote(value) == name


@pytest.mark.parametrize("job", ["unknown", "..%2Ftokens.json%3F", "%2e%2e", ""])
async def test_only_files_of_our_own_jobs_are_served(
    site: Site, moderator: Moderator, job: str
) -> None:
    address = URL(f"{site.base}/reports/{job}.pdf", encoded=True)
    async with moderator.client.get(address) as answer:
        assert answer.status == 404


async def test_a_pdf_that_was_deleted_is_gone_without_an_error(
    site: Site, moderator: Moderator, ad_files: tuple[Path, Path]
) -> None:
    await prepared(moderator, ad_files)
    site.reports.ready.set()
    job = await site.app[REPORT_JOBS].wait(await begun(moderator))
    assert job.file is not None
    job.file.unlink()
    assert (await moderator.get(f"/reports/{job.job_id}.pdf"))[0] == 404
