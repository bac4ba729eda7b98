"""The printing process from outside: what it tells, how it may fail, and what it leaves behind."""

from __future__ import annotations

import asyncio
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import psutil
import pytest
from pypdf import PdfReader
from tests.reports.conftest import TEA
from tests.reports.shows import Seen, make_input

import reelpulse
from reelpulse.core.session import Ad
from reelpulse.errors import ReportError
from reelpulse.reports import ReportProgress, ReportStage, make_report, process
from reelpulse.reports.failures import ReportFolderError, ReportProcessError, ReportSilentError
from reelpulse.texts import Language, told


def children() -> list[psutil.Process]:
    found: list[psutil.Process] = psutil.Process().children(recursive=True)
    return found


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def ignore(_: ReportProgress) -> None:
    """For tests that do not look at progress."""


@asynccontextmanager
async def heartbeat() -> AsyncIterator[list[int]]:
    """Counts how often the loop came round."""
    beats = [0]

    async def beat() -> None:
        while True:
            beats[0] += 1
            await asyncio.sleep(0)

    task = asyncio.create_task(beat(), name="heartbeat")
    try:
        yield beats
    finally:
        task.cancel()


async def test_a_report_is_printed_while_the_loop_goes_on(
    two_ads: list[tuple[Ad, Seen]], tmp_path: Path
) -> None:
    told_events: list[ReportProgress] = []
    beats_at_events: list[int] = []
    out_path = tmp_path / "new folder" / "report.pdf"
    async with heartbeat() as beats:

        def note(event: ReportProgress) -> None:
            told_events.append(event)
            beats_at_events.append(beats[0])

        assert await make_report(make_input(two_ads), out_path, note) == out_path
    assert len(PdfReader(out_path).pages) == 9
    assert [e.stage for e in told_events][-1] is ReportStage.DONE
    assert list(dict.fromkeys(e.stage for e in told_events)) == list(ReportStage)
    # A loop that waited for the report would have come round once for each event.
    assert beats_at_events[-1] - beats_at_events[0] > 1000
    assert names_in(out_path.parent) == ["report.pdf"]
    assert children() == []


async def test_a_killed_process_is_told_and_leaves_no_half_report(tea: Ad, tmp_path: Path) -> None:
    out_path = tmp_path / "report.pdf"
    out_path.write_bytes(b"the older report")

    def kill(event: ReportProgress) -> None:
        if event.stage is ReportStage.DRAWING:
            for child in children():
                child.kill()

    with pytest.raises(ReportProcessError, match="ended too early") as failure:
        await make_report(make_input([(tea, TEA)]), out_path, kill)
    assert "What was measured is kept: make the report again" in str(failure.value)
    assert "Процесс печати отчёта завершился" in told(failure.value, Language.RUSSIAN)
    assert out_path.read_bytes() == b"the older report"
    assert names_in(tmp_path) == ["report.pdf"]


async def test_a_process_that_dies_before_it_reads_its_order_is_told(
    tea: Ad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "_CHILD", "reelpulse.reports.there_is_no_such_module")
    with pytest.raises(ReportProcessError, match="there_is_no_such_module"):
        await make_report(make_input([(tea, TEA)]), tmp_path / "report.pdf", ignore)


async def test_a_silent_process_is_ended(
    tea: Ad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "sleeper.py").write_text("import time; time.sleep(600)", encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(process, "_CHILD", "sleeper")
    with pytest.raises(ReportSilentError, match=r"said nothing for 0\.2 s and was ended"):
        await make_report(
            make_input([(tea, TEA)]), tmp_path / "report.pdf", ignore, silence_timeout_s=0.2
        )
    assert children() == []


async def test_a_cancelled_report_ends_its_process(tea: Ad, tmp_path: Path) -> None:
    begun = asyncio.Event()
    task = asyncio.create_task(
        make_report(make_input([(tea, TEA)]), tmp_path / "report.pdf", lambda _: begun.set())
    )
    await begun.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert children() == []
    assert names_in(tmp_path) == []


async def test_missing_pango_is_told_with_the_remedy(
    tea: Ad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """WeasyPrint fails like this where its libraries are not installed."""
    (tmp_path / "weasyprint.py").write_text(
        "raise OSError(\"cannot load library 'libpango-1.0-0'\\nmore\")", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ReportError, match="reelpulse doctor") as failure:
        await make_report(make_input([(tea, TEA)]), tmp_path / "report.pdf", ignore)
    assert "Pango" in str(failure.value)
    assert "(cannot load library 'libpango-1.0-0')" in str(failure.value)
    assert "нет системной библиотеки Pango" in told(failure.value, Language.RUSSIAN)


async def test_a_folder_that_cannot_be_written_is_told_at_once(tea: Ad, tmp_path: Path) -> None:
    (tmp_path / "reports").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(ReportFolderError, match="choose another folder"):
        await make_report(make_input([(tea, TEA)]), tmp_path / "reports" / "a.pdf", ignore)


async def test_a_report_that_cannot_be_replaced_is_told(tea: Ad, tmp_path: Path) -> None:
    (tmp_path / "report.pdf").mkdir()
    with pytest.raises(ReportFolderError, match="Close it if it is open in another program"):
        await make_report(make_input([(tea, TEA)]), tmp_path / "report.pdf", ignore)
    assert names_in(tmp_path) == ["report.pdf"]


async def test_a_fault_of_the_process_shows_its_last_words(
    tea: Ad, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "matplotlib.py").write_text(
        "raise RuntimeError('a library is broken')", encoding="utf-8"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(ReportProcessError, match="RuntimeError: a library is broken"):
        await make_report(make_input([(tea, TEA)]), tmp_path / "report.pdf", ignore)


def test_the_server_does_not_load_what_only_the_process_needs() -> None:
    source_root = Path(reelpulse.__file__).parents[1]
    heavy = "{'weasyprint', 'matplotlib', 'jinja2', 'av', 'cv2'}"
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            f"import sys, reelpulse.reports; print(sorted({heavy} & set(sys.modules)))",
        ],
        env={"PYTHONPATH": str(source_root)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert loaded.stdout.strip() == "[]"
