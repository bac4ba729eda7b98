"""Every error and every line of the terminal can be told in Russian."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_dir, extract_from_file

import reelpulse
from reelpulse.errors import MediaError, PortInUseError, ScreeningError
from reelpulse.texts import Language, told, translations

_PACKAGE = Path(reelpulse.__file__).parent
_ROOMS = (
    "commands",
    "live",
    "storage",
    "media",
    "demo",
    "assembly",
    "vision",
    "bench",
    "obs",
    "offline",
    "agreement",
    "fetching",
    "texts",
)
_FILES = ("errors.py", "settings.py", "resources.py")
_KEYWORDS = {
    "_": None,
    "gettext": None,
    "N_": None,
    "__init__": None,
    "AddedNetError": None,
    "AnalysisError": None,
    "LabelError": None,
    "_wrong": (3,),
    "MediaError": (2,),
    "ModelLoadingError": None,
    "ObsError": None,
    "PictureError": None,
    "ReportError": None,
    "ScreeningError": None,
    "SettingsError": None,
    "StorageError": None,
    "Word": None,
}


def messages() -> Iterator[str]:
    for room in _ROOMS:
        for _, _, message, *_ in extract_from_dir(
            _PACKAGE / room, [("**.py", "python")], keywords=_KEYWORDS
        ):
            yield str(message)
    for name in _FILES:
        for _, message, *_ in extract_from_file("python", _PACKAGE / name, keywords=_KEYWORDS):
            yield str(message)


def test_every_message_has_a_russian_translation() -> None:
    russian = translations(Language.RUSSIAN)
    found = set(messages())
    assert len(found) > 60
    assert sorted(text for text in found if russian.gettext(text) == text) == [
        "[{section}] {problem}."
    ]


def test_an_error_is_told_with_its_figures_in_both_languages() -> None:
    problem = PortInUseError(host="127.0.0.1", port=8765)
    assert str(problem).startswith("127.0.0.1:8765 is already in use")
    assert told(problem, Language.ENGLISH) == str(problem)
    assert told(problem, Language.RUSSIAN).startswith("127.0.0.1:8765 уже занят")
    assert "--port 8766" in told(problem, Language.RUSSIAN)


def test_the_file_stands_before_its_problem() -> None:
    problem = MediaError("tea.mp4", "the file has no video. Choose a video file as the ad.")
    assert str(problem) == "tea.mp4: the file has no video. Choose a video file as the ad."
    assert told(problem, Language.RUSSIAN) == "tea.mp4: в файле нет видео. Выберите видеофайл."


def test_braces_in_a_message_without_gaps_stay() -> None:
    assert str(ScreeningError("a {strange} title")) == "a {strange} title"
