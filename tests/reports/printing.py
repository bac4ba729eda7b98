"""Prints a report and reads it back, and writes figures as it should."""

from __future__ import annotations

import re
from pathlib import Path

from pypdf import PdfReader

from reelpulse.reports.document import write_report
from reelpulse.reports.inputs import ReportInput
from reelpulse.texts import Language


def printed(report_input: ReportInput, path: Path) -> PdfReader:
    write_report(report_input, path, lambda _: None)
    return PdfReader(path)


def text_of(pdf: PdfReader) -> str:
    """The report's text, its lines joined and its unbreakable spaces made plain."""
    text = "\n".join(page.extract_text() for page in pdf.pages)
    return re.sub(r"\s+", " ", text.replace("\xa0", " "))


def figure(value: float, language: Language, *, sign: bool = False) -> str:
    text = f"{abs(value):.1f}"
    if sign and float(text):
        text = ("+" if value > 0 else "−") + text
    return text.replace(".", ",") if language is Language.RUSSIAN else text


def percent(part: float, language: Language) -> str:
    unit = " %" if language is Language.RUSSIAN else "%"
    return figure(100 * part, language) + unit
