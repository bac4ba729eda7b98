"""Words, numbers and dates of one language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, tzinfo
from types import MappingProxyType
from typing import Final

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal, format_percent

from reelpulse.core.emotion import Emotion, Group
from reelpulse.core.metrics.causes import CausingFrame
from reelpulse.core.metrics.persons import Stance
from reelpulse.core.metrics.traces import Trace
from reelpulse.core.quality import Unmeasurable
from reelpulse.texts import Language, translations
from reelpulse.texts.roles import role_word


def message(text: str) -> str:
    """Mark a text for the catalogue that is translated later."""
    return text


_EMOTION_NAMES: Final[Mapping[Emotion, str]] = MappingProxyType(
    {
        Emotion.ANGER: message("anger"),
        Emotion.DISGUST: message("disgust"),
        Emotion.FEAR: message("fear"),
        Emotion.HAPPINESS: message("happiness"),
        Emotion.SADNESS: message("sadness"),
        Emotion.SURPRISE: message("surprise"),
        Emotion.NEUTRAL: message("neutral"),
    }
)
_GROUP_NAMES: Final[Mapping[Group, str]] = MappingProxyType(
    {
        Group.POSITIVE: message("positive"),
        Group.NEGATIVE: message("negative"),
        Group.NEUTRAL: message("neutral"),
    }
)
_TRACE_NAMES: Final[Mapping[Trace, str]] = MappingProxyType(
    {
        Trace.POSITIVE: message("positive"),
        Trace.NEGATIVE: message("negative"),
        Trace.BOTH: message("both"),
        Trace.NONE: message("no trace"),
    }
)
_STANCE_NAMES: Final[Mapping[Stance, str]] = MappingProxyType(
    {
        Stance.ENGAGED: message("was engaged"),
        Stance.CRITICAL: message("was critical"),
        Stance.SILENT: message("was silent"),
        Stance.MIXED: message("was mixed"),
    }
)
_LEFT_OUT: Final[Mapping[Unmeasurable, str]] = MappingProxyType(
    {
        Unmeasurable.TOO_SMALL: message("of these left out: the face was too small"),
        Unmeasurable.TURNED_AWAY: message("of these left out: turned away"),
        Unmeasurable.TOO_DARK: message("of these left out: too dark"),
        Unmeasurable.TOO_BRIGHT: message("of these left out: too bright"),
        Unmeasurable.BLURRED: message("of these left out: blurred"),
        Unmeasurable.COVERED: message("of these left out: mouth or eyes covered"),
    }
)


class Wording:
    """Everything that is said differently in English and in Russian."""

    def __init__(self, language: Language) -> None:
        self.language = language
        self.translations = translations(language)
        self._locale = Locale(str(language))

    def text(self, text: str, /, **values: object) -> str:
        """A translated message; `%(name)s` stands for a value, `%%` for a per cent sign."""
        return self.translations.gettext(text) % values

    def counted(self, singular: str, plural: str, number: int, /, **values: object) -> str:
        """A translated message in the form that `number` asks for, printed as `%(num)s`."""
        form = self.translations.ngettext(singular, plural, number)
        return form % {"num": self.integer(number), **values}

    def emotion(self, emotion: Emotion) -> str:
        """Name of an emotion in lower case."""
        return self.text(_EMOTION_NAMES[emotion])

    def group(self, group: Group) -> str:
        """Name of a group in lower case."""
        return self.text(_GROUP_NAMES[group])

    def trace(self, trace: Trace) -> str:
        """Name of a person's trace."""
        return self.text(_TRACE_NAMES[trace])

    def stance(self, stance: Stance) -> str:
        """Name of what one person's traces add up to."""
        return self.text(_STANCE_NAMES[stance])

    def left_out(self, reason: Unmeasurable) -> str:
        """Why readings do not count."""
        return self.text(_LEFT_OUT[reason])

    def p_value(self, p: float | None) -> str:
        """A probability with three decimal places, or a dash where there is none."""
        if p is None:
            return "–"
        return self.decimal(p, 3) if p >= 0.001 else f"< {self.decimal(0.001, 3)}"

    def role(self, role: str) -> str:
        """What a net is for; the manifest's own word where we have no other."""
        return self.translations.gettext(role_word(role))

    def integer(self, value: int) -> str:
        """A whole number with its thousands apart."""
        return format_decimal(value, locale=self._locale)

    def decimal(self, value: float, places: int = 2) -> str:
        """A number with fixed decimal places."""
        return format_decimal(value, format=f"#,##0.{'0' * places}", locale=self._locale)

    def plain(self, value: float) -> str:
        """A number with as many decimal places as it has."""
        return format_decimal(value, format="#,##0.######", locale=self._locale)

    def signed(self, value: float | None, places: int = 1) -> str:
        """A figure with its sign and fixed decimal places, or a dash where there is none."""
        if value is None:
            return "–"
        figure = self.decimal(abs(value), places)
        if not figure.strip("0.,"):
            return figure
        return f"{'+' if value > 0 else '−'}{figure}"

    def coefficient(self, value: float | None) -> str:
        """An agreement from -1 to 1, or a dash where there is none."""
        return "–" if value is None else self.decimal(value).replace("-", "−")

    def percent(self, part: float) -> str:
        """A part of 1 as per cent with one decimal place."""
        pattern = str(self._locale.percent_formats[None].pattern)
        return format_percent(part, format=pattern.replace("##0", "##0.0"), locale=self._locale)

    def share(self, part: float | None) -> str:
        """A part of 1 as per cent with one decimal place, or a dash where there is none."""
        return "–" if part is None else self.percent(part)

    def whole_percent(self, part: float) -> str:
        """A part of 1 as per cent without decimal places."""
        return format_percent(part, locale=self._locale)

    def part(self, count: int, whole: int) -> str:
        """`count` of `whole` as per cent, or a dash of nothing."""
        return self.percent(count / whole) if whole else "–"

    def span(self, ends: tuple[float, float] | None, places: int = 1) -> str:
        """Both ends of an interval, or a dash where there is none."""
        if ends is None:
            return "–"
        return f"{self.signed(ends[0], places)} … {self.signed(ends[1], places)}"

    def date(self, moment: datetime) -> str:
        """A day in words."""
        return format_date(moment.date(), format="long", locale=self._locale)

    def day_and_time(self, moment: datetime) -> str:
        """A day in words and the time of day."""
        return f"{self.date(moment)}, {moment:%H:%M}"

    def moment(self, unix_ms: int, zone: tzinfo | None) -> str:
        """A stored wall time in the reader's zone."""
        return self.day_and_time(datetime.fromtimestamp(unix_ms / 1000, tz=zone))

    def people(self, frame: CausingFrame, *, repeated: bool) -> str:
        """How many of how many showed it; viewings where an ad was shown more than once."""
        if repeated:
            form = self.translations.ngettext(
                "%(people)s of %(num)s viewing", "%(people)s of %(num)s viewings", frame.of_people
            )
        else:
            form = self.translations.ngettext(
                "%(people)s of %(num)s person", "%(people)s of %(num)s people", frame.of_people
            )
        return form % {"people": frame.people, "num": frame.of_people}


def timecode(position_ms: float) -> str:
    """Media time as m:ss.mmm, the same in every language."""
    minutes, rest_ms = divmod(abs(round(position_ms)), 60_000)
    sign = "−" if round(position_ms) < 0 else ""
    return f"{sign}{minutes}:{rest_ms // 1000:02d}.{rest_ms % 1000:03d}"


def clock(seconds: float) -> str:
    """Media time as m:ss."""
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02d}"
