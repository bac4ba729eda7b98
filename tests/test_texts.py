"""A reader gets their language, or English; errors are told in it with all their figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.errors import (
    MediaError,
    PortInUseError,
    ScreeningError,
    SessionNotFoundError,
    SettingsError,
)
from reelpulse.resources import package_resource, resource
from reelpulse.texts import Language, preferred, told, translations


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("ru-RU,ru;q=0.9,en;q=0.8", Language.RUSSIAN),
        ("en-GB,en;q=0.9,ru;q=0.5", Language.ENGLISH),
        ("de-DE,de;q=0.9,ru;q=0.3", Language.RUSSIAN),
        ("fr, RU", Language.RUSSIAN),
        ("de", Language.ENGLISH),
        ("*", Language.ENGLISH),
        ("", Language.ENGLISH),
        (";;,,=", Language.ENGLISH),
    ],
)
def test_the_browser_s_first_known_language_is_taken(header: str, language: Language) -> None:
    assert preferred(header) is language


def test_an_english_text_is_the_message_itself() -> None:
    english = translations(Language.ENGLISH)
    assert english.gettext("No show is running.") == "No show is running."
    assert english.ngettext("%(num)s person", "%(num)s people", 1) == "%(num)s person"
    assert english.ngettext("%(num)s person", "%(num)s people", 2) == "%(num)s people"


def test_a_text_that_is_not_in_the_catalogue_stays_english() -> None:
    assert translations(Language.RUSSIAN).gettext("Never said before.") == "Never said before."


def test_an_error_is_told_in_russian_with_its_figures() -> None:
    assert told(SessionNotFoundError(42), Language.RUSSIAN).startswith("Сессии 42 нет.")
    assert "8766" in told(PortInUseError(host="127.0.0.1", port=8765), Language.RUSSIAN)
    problem = MediaError(Path("/кофе.mp4"), "the file has no video. Choose a video file as the ad.")
    russian = told(problem, Language.RUSSIAN)
    assert russian.startswith(f"{problem.path}: ")
    assert "видео" in russian
    assert told(problem, Language.ENGLISH) == str(problem)


def test_an_error_s_message_may_hold_braces_of_its_own() -> None:
    assert str(ScreeningError("A {brace} stays.")) == "A {brace} stays."
    assert str(SettingsError("{name} is odd.", name="{x}")) == "{x} is odd."
    assert str(SettingsError("{name} is odd.", subject="/a/{b}", name=1)) == "/a/{b}: 1 is odd."


def test_what_ships_is_found_and_what_does_not_is_told() -> None:
    assert package_resource("texts", "catalogues").is_dir()
    assert resource("overlays").is_dir()
    for find in (package_resource, resource):
        with pytest.raises(Exception, match=r"nowhere.txt is missing .* Install ReelPulse again"):
            find("nowhere.txt")
