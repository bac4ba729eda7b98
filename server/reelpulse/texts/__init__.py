"""Texts for people in English and Russian, from Babel catalogues in `catalogues/`.

A language may have several files, one per room that speaks: `ru.po`, `ru.reports.po` …
"""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

from reelpulse.errors import ReelPulseError
from reelpulse.texts.called_as import as_called


class Language(StrEnum):
    """The languages people may read."""

    ENGLISH = "en"
    RUSSIAN = "ru"


@cache
def translations(language: Language) -> NullTranslations:
    """gettext's functions for one language; English is the message itself.

    The catalogue is read as text, so there is no compiled copy that could be stale.
    """
    folder = Path(__file__).with_name("catalogues")
    first, *others = [_read(path, language) for path in sorted(folder.glob(f"{language}*.po"))] or [
        _Texts()
    ]
    for other in others:  # the first one knows the language's plural forms
        first.merge(other)
    return first


class _Texts(Translations):
    """gettext's functions, with commands as the person types them."""

    def gettext(self, message: str) -> str:
        return as_called(super().gettext(message))


def told(problem: ReelPulseError, language: Language) -> str:
    """An error's message in the reader's language."""
    gettext = translations(language).gettext
    return problem.in_words_of(gettext(problem.template), word=gettext)


def _read(path: Path, language: Language) -> _Texts:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=str(language))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return _Texts(compiled)


def preferred(accept_language: str) -> Language:
    """The first known language of an HTTP `Accept-Language` header, else English."""
    for part in accept_language.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in tuple(Language):
            return Language(tag)
    return Language.ENGLISH
