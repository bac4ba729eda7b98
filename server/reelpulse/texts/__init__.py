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
    texts = [_read(path, language) for path in sorted(folder.glob(f"{language}*.po"))]
    if not texts:
        return NullTranslations()
    for other in texts[1:]:
        texts[0].merge(other)
    return texts[0]


def told(problem: ReelPulseError, language: Language) -> str:
    """An error's message in the reader's language."""
    return problem.in_words_of(translations(language).gettext(problem.template))


def _read(path: Path, language: Language) -> Translations:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=str(language))
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def preferred(accept_language: str) -> Language:
    """The first known language of an HTTP `Accept-Language` header, else English."""
    for part in accept_language.split(","):
        tag = part.split(";")[0].strip().lower()[:2]
        if tag in tuple(Language):
            return Language(tag)
    return Language.ENGLISH
