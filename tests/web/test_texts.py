"""Every text of the web room exists in Russian, with the same gaps."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import reelpulse.texts
from reelpulse.resources import package_resource
from reelpulse.texts import Language, translations
from reelpulse.web.page_texts import page_texts

CATALOGUES = Path(reelpulse.texts.__file__).with_name("catalogues")


def messages() -> list[str]:
    found = extract_from_dir(
        str(package_resource("web")),
        method_map=[("**.py", "python"), ("templates/**.html", "jinja2.ext:babel_extract")],
        keywords={"N_": None, "gettext": None, "_": None},
    )
    return sorted({message for _, _, message, _, _ in found if isinstance(message, str)})


def test_there_are_texts_of_scripts_templates_and_errors() -> None:
    known = messages()
    assert len(known) > 150
    assert {"Make report", "Now playing: {title}", "Send JSON.", "Anger"} <= set(known)


@pytest.mark.parametrize("message", messages())
def test_a_text_is_translated_with_the_same_gaps(message: str) -> None:
    russian = translations(Language.RUSSIAN).gettext(message)
    assert russian != message
    assert sorted(re.findall(r"\{\w+\}", russian)) == sorted(re.findall(r"\{\w+\}", message))
    assert re.search("[а-яё]", russian, re.IGNORECASE)


def test_no_text_of_the_catalogue_has_fallen_out_of_use() -> None:
    with (CATALOGUES / "ru.web.po").open("rb") as file:
        catalogue = read_po(file, locale="ru")
    assert {message.id for message in catalogue if message.id} <= set(messages())


def test_two_catalogues_never_translate_one_text_differently() -> None:
    seen: dict[object, tuple[str, object]] = {}
    for path in sorted(CATALOGUES.glob("ru*.po")):
        with path.open("rb") as file:
            for message in read_po(file, locale="ru"):
                if message.id:
                    name, text = seen.setdefault(str(message.id), (path.name, message.string))
                    assert text == message.string, f"{message.id!r} in {name} and {path.name}"


def test_what_the_scripts_ask_for_is_there() -> None:
    known = set(page_texts(Language.ENGLISH))
    for script in package_resource("web", "static").glob("*.js"):
        asked = re.findall(r"\btext\(\s*[\"'`]([\w.]+)[\"'`]", script.read_text(encoding="utf-8"))
        assert set(asked) <= known, script.name
