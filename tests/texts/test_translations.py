"""One language's catalogues act as one, with Russian plurals."""

from __future__ import annotations

from pathlib import Path

import pytest
from babel.messages.pofile import read_po

import reelpulse.texts
from reelpulse.texts import Language, translations

CATALOGUES = sorted(Path(reelpulse.texts.__file__).with_name("catalogues").glob("*.po"))
_HEADER = """msgid ""
msgstr ""
"Content-Type: text/plain; charset=utf-8\\n"
"Plural-Forms: nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && \
(n%100<10 || n%100>=20) ? 1 : 2);\\n"

"""


def test_messages_of_every_catalogue_of_a_language_are_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "catalogues"
    folder.mkdir()
    (folder / "ru.po").write_text(_HEADER + 'msgid "Live"\nmsgstr "Эфир"\n', encoding="utf-8")
    (folder / "ru.reports.po").write_text(
        _HEADER + 'msgid "Report"\nmsgstr "Отчёт"\n', encoding="utf-8"
    )
    monkeypatch.setattr(reelpulse.texts, "__file__", str(tmp_path / "__init__.py"))
    translations.cache_clear()
    try:
        russian = translations(Language.RUSSIAN)
        assert (russian.gettext("Live"), russian.gettext("Report")) == ("Эфир", "Отчёт")
        assert translations(Language.ENGLISH).gettext("Live") == "Live"
    finally:
        translations.cache_clear()


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "1 человек"),
        (2, "2 человека"),
        (5, "5 человек"),
        (11, "11 человек"),
        (22, "22 человека"),
    ],
)
def test_russian_counts_people_in_three_forms(number: int, text: str) -> None:
    form = translations(Language.RUSSIAN).ngettext("%(num)s person", "%(num)s people", number)
    assert form % {"num": number} == text


@pytest.mark.parametrize("path", CATALOGUES, ids=lambda path: path.name)
def test_every_catalogue_states_its_plural_forms_and_leaves_nothing_untranslated(
    path: Path,
) -> None:
    with path.open("rb") as file:
        catalogue = read_po(file, locale=path.name.split(".")[0])
    assert catalogue.num_plurals == 3
    for message in catalogue:
        if message.id:
            texts = message.string if isinstance(message.string, tuple) else (message.string,)
            assert all(texts), message.id
            assert not message.fuzzy, message.id
            assert not list(message.check(catalogue)), message.id


def test_no_message_is_translated_in_two_ways() -> None:
    seen: dict[object, tuple[str, object]] = {}
    for path in CATALOGUES:
        with path.open("rb") as file:
            catalogue = read_po(file, locale=path.name.split(".")[0])
        for message in catalogue:
            if message.id:
                other, text = seen.setdefault(message.id, (path.name, message.string))
                assert message.string == text, f"{message.id!r} in {path.name} and in {other}"
