"""Every sentence of the script has its Russian translation."""

from __future__ import annotations

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import reelpulse_link
from reelpulse_link.status import StatusBoard
from reelpulse_link.texts import RUSSIAN, Translator

PLUGIN = Path(reelpulse_link.__path__[0]).parent
SPEAKING = {
    *("ObsGoneError", "LinkError", "_on_status", "_on_trouble", "tell", "_fail", "say"),
    *("__init__", "_show_text", "no_webcam", "_refusal"),
}


def template(node: ast.expr) -> str | None:
    """A text, its values as `{}`."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
        return "".join(map(str, parts))
    return None


def called(node: ast.Call) -> str:
    function = node.func
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def spoken() -> Iterator[str]:
    """The sentences in calls that tell the person something, and in functions that make them."""
    for path in [*PLUGIN.glob("*.py"), *(PLUGIN / "reelpulse_link").glob("*.py")]:
        if path.name == "texts.py":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and called(node) in SPEAKING:
                yield from filter(None, map(template, node.args))
            elif isinstance(node, ast.FunctionDef) and node.name in SPEAKING:
                for inner in ast.walk(node):
                    if isinstance(inner, ast.Return) and inner.value is not None:
                        yield from filter(None, [template(inner.value)])


SENTENCES = sorted({text for text in spoken() if " " in text})


def test_the_sentences_are_found() -> None:
    assert len(SENTENCES) > 30


@pytest.mark.parametrize("sentence", SENTENCES)
def test_a_sentence_is_translated(sentence: str) -> None:
    assert sentence in RUSSIAN


@pytest.mark.parametrize(("english", "russian"), RUSSIAN.items())
def test_a_translation_keeps_the_values(english: str, russian: str) -> None:
    def fields(text: str) -> int:
        return sum(name is not None for _, name, _, _ in string.Formatter().parse(text))

    assert fields(english) == fields(russian)


def test_values_are_carried_into_the_translation() -> None:
    say = Translator("ru-RU")
    assert say("No server at ws://127.0.0.1:1. Start ReelPulse.") == (
        "По адресу ws://127.0.0.1:1 сервера нет. Запустите ReelPulse."
    )
    assert say("The server's own words.") == "The server's own words."
    assert Translator("en-GB")("Pause") == "Pause"


def test_the_status_puts_problems_first_and_drops_what_is_over() -> None:
    board = StatusBoard(Translator("ru-RU"))
    board.tell("server", "Connected to ReelPulse 1.", False)
    board.tell(
        "webcam", "OBS has no input called Cam. Choose the webcam in this script's settings.", True
    )
    first, _, rest = board.text.partition("\n")
    assert first == "⚠ В OBS нет источника Cam. Выберите камеру в настройках этого скрипта."
    assert rest == "Соединено с ReelPulse 1."
    board.tell("webcam", "", True)
    assert board.text == "Соединено с ReelPulse 1."
