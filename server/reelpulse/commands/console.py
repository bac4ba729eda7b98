"""What a person sees in the terminal, in their language."""

from __future__ import annotations

import locale
import os
import sys

import rich.console

from reelpulse.texts import Language, translations


def terminal_language() -> Language:
    """Russian where the system speaks it, else English."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LANG") or locale.getlocale()[0] or ""
    return Language.RUSSIAN if spoken.lower().startswith("ru") else Language.ENGLISH


class Console:
    """Lines for a person; results on the output, problems on the error output."""

    def __init__(self) -> None:
        self.language = terminal_language()
        self.gettext = translations(self.language).gettext
        self.rich = rich.console.Console(highlight=False, soft_wrap=True)
        self._errors = rich.console.Console(stderr=True, highlight=False, soft_wrap=True)

    def say(self, text: str, *, style: str | None = None) -> None:
        """One line of result."""
        self.rich.print(text, style=style, markup=False)
        sys.stdout.flush()

    def problem(self, text: str) -> None:
        """One error, told with what to do about it."""
        self._errors.print(text, style="red", markup=False)
