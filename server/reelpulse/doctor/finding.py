"""What a check found, in words that can be told in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from babel.numbers import format_decimal

from reelpulse.errors import ReelPulseError, Word
from reelpulse.texts import Language, translations


class State(StrEnum):
    """How serious it is."""

    OK = "ok"
    WARNING = "warning"
    """ReelPulse works, yet something should be looked at."""
    FAILED = "failed"
    """Something will not work until it is mended."""


@dataclass(frozen=True, slots=True)
class Wording:
    """A text with named gaps: the template stands in the catalogues, the values fill it."""

    template: str
    values: Mapping[str, object] = field(default_factory=dict)
    subject: str = ""
    """Stands before the text, such as the file it is about."""

    def told(self, language: Language) -> str:
        """The text in the reader's language, its fractions with two decimal places."""
        values = {name: _value_told(value, language) for name, value in self.values.items()}
        text = translations(language).gettext(self.template).format(**values)
        return f"{self.subject}: {text}" if self.subject else text


@dataclass(frozen=True, slots=True)
class Joined:
    """Several wordings in one gap of another."""

    parts: Sequence[Wording]
    between: str


def _value_told(value: object, language: Language) -> object:
    match value:
        case float():
            return format_decimal(value, format="#,##0.00", locale=str(language))
        case Word():
            return translations(language).gettext(value)
        case Joined():
            return value.between.join(part.told(language) for part in value.parts)
        case _:
            return value


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """The outcome of one check."""

    name: str
    """What was looked at; an English text of the catalogues."""
    state: State
    detail: Wording
    remedy: Wording | None = None
    """What to do about it; None where all is well, or where the detail says it."""


def say(template: str, /, **values: object) -> Wording:
    """A wording; its template is looked up in the catalogues."""
    return Wording(template, values)


def well(name: str, detail: Wording) -> Finding:
    """Nothing has to be done."""
    return Finding(name=name, state=State.OK, detail=detail)


def failed(name: str, detail: Wording, remedy: Wording) -> Finding:
    """It has to be mended."""
    return Finding(name=name, state=State.FAILED, detail=detail, remedy=remedy)


def warning(name: str, detail: Wording, remedy: Wording) -> Finding:
    """It should be looked at."""
    return Finding(name=name, state=State.WARNING, detail=detail, remedy=remedy)


def refused(name: str, problem: ReelPulseError) -> Finding:
    """A part of ReelPulse refused; its message says what to do."""
    detail = Wording(problem.template, problem.values, problem.subject)
    return Finding(name=name, state=State.FAILED, detail=detail)
