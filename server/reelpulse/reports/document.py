"""Prints one report from beginning to end: ad frames, charts, pages, PDF."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from reelpulse.reports.failures import ReportFolderError
from reelpulse.reports.inputs import ReportInput
from reelpulse.reports.progress import ReportProgress, ReportStage
from reelpulse.reports.stills import AdStills, read_stills, wanted_timecodes

_DRAWING, _READING, _SETTING, _WRITING = 0.3, 0.4, 0.5, 0.85
"""Part of the whole time at which each stage begins, as measured with two ads."""


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


@contextmanager
def _reading_ads(report_input: ReportInput) -> Iterator[dict[str, Future[AdStills]]]:
    """The pictures of every ad, by its id, while a thread decodes them one ad after the other."""
    wanted = wanted_timecodes(report_input.figures)
    with ThreadPoolExecutor(max_workers=1, thread_name_prefix="ad frames") as pool:
        try:
            yield {
                figures.ad.ad_id: pool.submit(
                    read_stills, figures.ad, wanted.get(figures.ad.ad_id, frozenset())
                )
                for figures in report_input.figures.ads
            }
        finally:
            pool.shutdown(cancel_futures=True)


def _collected(
    ads: dict[str, Future[AdStills]], tell: Callable[[ReportStage, float], None]
) -> dict[str, AdStills]:
    stills = {}
    for number, (ad_id, reading) in enumerate(ads.items()):
        tell(ReportStage.READING_ADS, _READING + number / len(ads) * (_SETTING - _READING))
        stills[ad_id] = reading.result()
    return stills
