"""Why a report could not be made, each with what to do about it.

ReportError
├── PangoMissingError      WeasyPrint's system libraries are not installed
├── ReportFolderError      the PDF cannot be written where it was wanted
├── ReportProcessError     the process that prints ended without a report
└── ReportSilentError      … or had to be ended, as nothing came from it
"""

from __future__ import annotations

from pathlib import Path

from reelpulse.errors import ReportError


class PangoMissingError(ReportError):
    """WeasyPrint is installed, but Pango, which sets its type, is not."""

    def __init__(self, problem: str) -> None:
        super().__init__(
            "The report cannot be printed because Pango, a system library, is missing ({problem}). "
            "Run `reelpulse doctor`: it names the command or the steps that install it on this "
            "system. What was measured is kept.",
            problem=problem.strip().partition("\n")[0],
        )


class ReportFolderError(ReportError):
    """The PDF cannot be written where it was wanted."""

    def __init__(self, path: Path, problem: OSError) -> None:
        super().__init__(
            "The report cannot be written to {path} ({problem}). Close it if it is open in another "
            "program, free some space, or choose another folder. What was measured is kept.",
            path=path,
            problem=problem.strerror or problem,
        )


class ReportProcessError(ReportError):
    """The process that prints ended without a report."""

    def __init__(self, *, exit_code: int | None, last_words: str) -> None:
        super().__init__(
            "The process that prints the report ended too early (exit code {exit_code}). What was "
            "measured is kept: make the report again, with other programs closed in case memory ran "
            "out. Its last words: {last_words}",
            exit_code=exit_code,
            last_words=last_words or "–",
        )


class ReportSilentError(ReportError):
    """The process that prints had to be ended."""

    def __init__(self, *, silence_s: float, last_words: str) -> None:
        super().__init__(
            "The process that prints the report said nothing for {silence_s} s and was ended. What "
            "was measured is kept: make the report again when the computer is less busy. Its last "
            "words: {last_words}",
            silence_s=f"{silence_s:g}",
            last_words=last_words or "–",
        )
