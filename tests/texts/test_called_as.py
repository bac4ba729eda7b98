"""Advice can be typed as it stands."""

from __future__ import annotations

import pytest

from reelpulse.errors import SessionNotFoundError
from reelpulse.texts import Language, told
from reelpulse.texts.called_as import CALLED_AS


@pytest.mark.parametrize("language", Language)
def test_a_command_in_an_error_is_the_one_that_the_person_calls(
    language: Language, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(CALLED_AS, "py run.py")
    text = told(SessionNotFoundError(7), language)
    assert "`py run.py sessions`" in text
    assert "reelpulse" not in text


def test_without_a_word_from_run_py_it_is_the_installed_command(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delenv(CALLED_AS, raising=False)
    assert "`reelpulse sessions`" in told(SessionNotFoundError(7), Language.ENGLISH)
