"""What the moderator's page sends, parsed at the edge into values that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Self

from aiohttp import web

from reelpulse.core.metrics.persons import SILENCE_WEIGHT_BAND
from reelpulse.core.session import BUFFER_MS
from reelpulse.errors import MediaError
from reelpulse.texts import Language
from reelpulse.web.marked import N_
from reelpulse.web.problems import RequestError
from reelpulse.web.tokens import Scope

BODY_BYTES_MAX: Final = 65_536
"""A plan of a hundred long paths has about half of it."""
TITLE_CHARS_MAX: Final = 200
ADS_MAX: Final = 100
PATH_CHARS_MAX: Final = 1024
TOKEN_CHARS_MAX: Final = 200
BUFFER_MS_MAX: Final = 60_000
BASELINE_MS_MAX: Final = 60_000

_TEXT: Final = N_("“{name}” must be a text of 1 to {longest} characters in one line.")
_TEXTS: Final = N_("“{name}” must be a list of 1 to {most} texts.")
_WHOLE: Final = N_("“{name}” must be a whole number above 0.")
_FLAG: Final = N_("“{name}” must be true or false.")
_NUMBER: Final = N_("“{name}” must be a number from {lowest} to {highest}.")
_ONE_OF: Final = N_("“{name}” must be one of {known}.")


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A moderator's token, to be exchanged for a login."""

    token: str

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(token=fields.text("token", longest=TOKEN_CHARS_MAX))


@dataclass(frozen=True, slots=True, kw_only=True)
class AdPaths:
    """Files to look into before a plan is made of them."""

    paths: tuple[str, ...]

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(paths=fields.texts("paths", most=ADS_MAX, longest=PATH_CHARS_MAX))


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSession:
    """A session to prepare."""

    title: str
    paths: tuple[str, ...]
    buffer_ms: int
    """Neutral pause before each ad."""
    baseline_ms: int
    """Neutral scene before the first ad; 0: none."""
    recorded: bool
    """OBS shall record the programme."""

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(
            title=fields.text("title", longest=TITLE_CHARS_MAX),
            paths=fields.texts("paths", most=ADS_MAX, longest=PATH_CHARS_MAX),
            buffer_ms=round(
                fields.number("buffer_ms", lowest=0, highest=BUFFER_MS_MAX, usual=BUFFER_MS)
            ),
            baseline_ms=round(
                fields.number("baseline_ms", lowest=0, highest=BASELINE_MS_MAX, usual=0)
            ),
            recorded=fields.flag("recorded", usual=False),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class NewReport:
    """A report to make."""

    session_id: int
    language: Language
    silence_weight: float
    """K."""

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        lowest, highest = SILENCE_WEIGHT_BAND
        return cls(
            session_id=fields.whole_number("session_id"),
            language=Language(fields.one_of("language", tuple(map(str, Language)))),
            silence_weight=fields.number("silence_weight", lowest=lowest, highest=highest),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Renewal:
    """A token to replace."""

    scope: Scope

    @classmethod
    def from_fields(cls, fields: Fields) -> Self:
        """Raises `RequestError` that names the field."""
        return cls(scope=Scope(fields.one_of("scope", tuple(map(str, Scope)))))


async def read_fields(request: web.Request) -> Fields:
    """The JSON object in a request's body.

    Raises:
        RequestError: the body is not a JSON object.
        web.HTTPRequestEntityTooLarge: it is larger than `BODY_BYTES_MAX`.
    """
    if request.content_type != "application/json":
        raise RequestError(N_("Send JSON."))
    try:
        values = await request.json()
    except (ValueError, LookupError, RecursionError) as problem:  # LookupError: unknown charset
        raise RequestError(N_("The request is not valid JSON.")) from problem
    if not isinstance(values, dict):
        raise RequestError(N_("The request must be a JSON object."))
    return Fields(values)


@dataclass(frozen=True, slots=True)
class Fields:
    """Typed access to a JSON object; every method raises `RequestError` that names the field."""

    values: Mapping[str, Any]

    @classmethod
    def of_query(cls, request: web.Request) -> Self:
        """The query of an address; what reads as a number is one."""
        return cls({name: _number_or_text(value) for name, value in request.query.items()})

    def text(self, name: str, *, longest: int) -> str:
        """A text with something in it, without the space around it."""
        value = self.values.get(name)
        if not _is_text(value, longest):
            raise RequestError(_TEXT, name=name, longest=longest)
        return str(value).strip()

    def texts(self, name: str, *, most: int, longest: int) -> tuple[str, ...]:
        """At least one text."""
        values = self.values.get(name)
        if not isinstance(values, list) or not 1 <= len(values) <= most:
            raise RequestError(_TEXTS, name=name, most=most)
        if not all(_is_text(value, longest) for value in values):
            raise RequestError(_TEXT, name=name, longest=longest)
        return tuple(value.strip() for value in values)

    def whole_number(self, name: str) -> int:
        """A positive number that SQLite can hold."""
        value = self.values.get(name)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value < 2**63:
            raise RequestError(_WHOLE, name=name)
        return value

    def flag(self, name: str, *, usual: bool) -> bool:
        """True or false; `usual` where the field is left out."""
        value = self.values.get(name, usual)
        if not isinstance(value, bool):
            raise RequestError(_FLAG, name=name)
        return value

    def number(
        self, name: str, *, lowest: float, highest: float, usual: float | None = None
    ) -> float:
        """A number in a range; `usual` where the field is left out."""
        value = self.values.get(name, usual)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if value is not None and is_number and lowest <= value <= highest:  # False for NaN
            return float(value)
        raise RequestError(_NUMBER, name=name, lowest=lowest, highest=highest)

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """One of a few words."""
        value = self.values.get(name)
        if not isinstance(value, str) or value not in known:
            raise RequestError(_ONE_OF, name=name, known=", ".join(known))
        return value


def _number_or_text(value: str) -> float | str:
    try:
        return float(value)
    except ValueError:
        return value


def _is_text(value: object, longest: int) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= longest and value.isprintable()


def ad_path(typed: str) -> Path:
    """The path a person typed or pasted; Windows' “Copy as path” puts it in quotation marks.

    Raises:
        MediaError: it depends on the folder in which the server happens to run.
    """
    path = Path(typed.strip('"')).expanduser()
    if not path.is_absolute():
        raise MediaError(
            typed, N_("give the whole path of the file, from the drive or the root folder on.")
        )
    return path
