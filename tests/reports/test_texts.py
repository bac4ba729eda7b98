"""Every text of the report exists in Russian."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.extract import extract_from_dir

import reelpulse.reports
from reelpulse.reports.wording import Wording
from reelpulse.texts import Language, translations

_ROOM = Path(reelpulse.reports.__file__).parent
_CODE: dict[str, Any] = {
    "text": None,
    "message": None,
    "counted": (1, 2),
    "ngettext": (1, 2),
    "__init__": None,
    "MediaError": (2,),
    "ReportError": None,
}
_TEMPLATES: dict[str, Any] = {"_": None, "gettext": None, "ngettext": (1, 2)}


def messages() -> Iterator[str | tuple[str, ...]]:
    for _, _, text, *_ in extract_from_dir(_ROOM, [("**.py", "python")], keywords=_CODE):
        yield text
    for _, _, text, *_ in extract_from_dir(
        _ROOM / "templates",
        [("**.html", "jinja2")],
        options_map={"**.html": {"newstyle_gettext": "true", "silent": "false"}},
        keywords=_TEMPLATES,
    ):
        yield text


def test_every_message_has_a_russian_translation() -> None:
    russian = translations(Language.RUSSIAN)
    found = set(messages())
    assert len(found) > 100
    missing: list[object] = [
        text for text in found if isinstance(text, str) and russian.gettext(text) == text
    ] + [
        text
        for text in found
        if isinstance(text, tuple) and russian.ngettext(text[0], text[1], 5) == text[1]
    ]
    assert missing == []


def test_no_translation_loses_or_invents_a_value() -> None:
    """Every message can be filled with the values of its English form."""
    russian = translations(Language.RUSSIAN)
    for text in messages():
        forms = (
            [russian.gettext(text)]
            if isinstance(text, str)
            else [russian.ngettext(text[0], text[1], n) for n in (1, 2, 5)]
        )
        english = text if isinstance(text, str) else text[1]
        for form in forms:
            assert names(form) == names(english), (english, form)


def names(text: str) -> set[str]:
    """The values that a text asks for."""

    class Asked(dict[str, str]):
        def __missing__(self, name: str) -> str:
            self[name] = ""
            return ""

    asked = Asked()
    _ = text % asked if "%(" in text else text.format_map(asked)
    return set(asked)


def test_the_index_is_called_by_its_russian_name() -> None:
    assert Wording(Language.RUSSIAN).text("EEI") == "ИЭО"
