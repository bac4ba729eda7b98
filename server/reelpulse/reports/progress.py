"""How far a report has come, and how the child process tells it: one JSON line per event."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from reelpulse.errors import ReelPulseError


class ReportStage(StrEnum):
    """What is being done, in this order."""

    STARTING = "starting"
    DRAWING = "drawing"
    READING_ADS = "reading_ads"
    SETTING_PAGES = "setting_pages"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportProgress:
    """The part done, over all stages."""

    stage: ReportStage
    fraction: float
    """0 … 1, never falling."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRefused:
    """The child's last word when it cannot make the report: an error that can be translated."""

    template: str
    values: Mapping[str, str]
    subject: str

    @classmethod
    def because(cls, problem: ReelPulseError) -> ReportRefused:
        """The same as a value that can travel."""
        return cls(
            template=problem.template,
            values={name: str(value) for name, value in problem.values.items()},
            subject=problem.subject,
        )


def to_line(event: ReportProgress | ReportRefused) -> bytes:
    """One event as a line of JSON."""
    if isinstance(event, ReportRefused):
        refused = {
            "template": event.template,
            "values": dict(event.values),
            "subject": event.subject,
        }
        return json.dumps({"refused": refused}).encode() + b"\n"
    return json.dumps({"stage": event.stage, "fraction": event.fraction}).encode() + b"\n"


def from_line(line: bytes) -> ReportProgress | ReportRefused:
    """Parse what `to_line` wrote."""
    values = json.loads(line)
    if "refused" in values:
        return ReportRefused(**values["refused"])
    return ReportProgress(stage=ReportStage(values["stage"]), fraction=float(values["fraction"]))
