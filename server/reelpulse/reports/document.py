"""Prints one report from beginning to end: ad frames, charts, pages, PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from reelpulse.reports.failures import ReportFolderError
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.progress import ReportProgress, ReportStage
from reelpulse.reports.stills import AdStills, Unavailable, read_stills, wanted_timecodes

_DRAWING, _READING, _SETTING, _WRITING = 0.3, 0.4, 0.5, 0.85
"""Part of the whole time at which each stage begins, as measured with two ads."""
_LOOK_EVERY_S: Final = 1.0


def write_report(
    report_input: ReportInput, out_path: Path, on_progress: Callable[[ReportProgress], None]
) -> None:
    """Print a report in this process; `make_report` is the door for a running server.

    Raises:
        PangoMissingError: Pango, which sets the type, is not installed.
        ReportFolderError: the PDF cannot be written to `out_path`.
    """

    def tell(stage: ReportStage, fraction: float) -> None:
        on_progress(ReportProgress(stage=stage, fraction=fraction))

    tell(ReportStage.STARTING, 0.0)
    with _reading_ads(report_input) as ads:
        # Loading these takes two seconds of one core, in which another decodes the ads.
        from reelpulse.reports import charts, page, pdf  # noqa: PLC0415

        tell(ReportStage.DRAWING, _DRAWING)
        drawn = charts.draw_all(report_input.figures, report_input.language)
        stills = _collected(ads, tell)
    filled = page.fill(report_input, stills, drawn)
    tell(ReportStage.SETTING_PAGES, _SETTING)
    pages = pdf.lay_out(filled.html, filled.resources)
    tell(ReportStage.WRITING, _WRITING)
    try:
        pdf.write(pages, out_path)
    except OSError as problem:
        raise ReportFolderError(out_path, problem) from problem
    tell(ReportStage.DONE, 1.0)


@dataclass(slots=True, kw_only=True)
class _AdReading:
    """One ad whose pictures a thread decodes; the thread raises `part`, nobody else."""

    part: float = 0.0
    """0 … 1."""
    stills: Future[AdStills] = field(default_factory=Future)


@contextmanager
def _reading_ads(report_input: ReportInput) -> Iterator[dict[str, _AdReading]]:
    """The pictures of every ad, by its id, while a thread decodes them one ad after the other."""
    wanted = wanted_timecodes(report_input.figures)
    film = report_input.session.film
    readings: dict[str, _AdReading] = {}
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ad frames") as pool:
        for figures in report_input.figures.ads:
            timecodes_ms = wanted.get(figures.ad.ad_id, set())
            reading = readings[figures.ad.ad_id] = _AdReading()
            if film is not None and film.of_whole_film:
                reading.stills.set_result(AdStills(unavailable=Unavailable.SHOWS_PEOPLE))
                continue
            on_part = partial(setattr, reading, "part")
            reading.stills = pool.submit(read_stills, figures.ad, timecodes_ms, on_part=on_part)
        try:
            yield readings
        finally:
            pool.shutdown(cancel_futures=True)


def _collected(
    readings: dict[str, _AdReading], tell: Callable[[ReportStage, float], None]
) -> dict[str, AdStills]:
    """Wait for the pictures; a long ad tells of itself whenever it has come further."""
    stills = {}
    for number, (ad_id, reading) in enumerate(readings.items()):
        told = -1.0
        while ad_id not in stills:
            part = reading.part
            if part > told:
                done = (number + part) / len(readings)
                tell(ReportStage.READING_ADS, _READING + done * (_SETTING - _READING))
                told = part
            with suppress(TimeoutError):
                stills[ad_id] = reading.stills.result(timeout=_LOOK_EVERY_S)
    return stills
