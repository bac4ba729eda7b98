"""What the person at OBS is told: one line per topic, problems first."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class StatusLine:
    """The newest word on one topic."""

    text: str
    is_problem: bool


class StatusBoard:
    """Written by every thread, read by OBS's."""

    def __init__(self, translate: Callable[[str], str]) -> None:
        """`translate`: from English into the person's language."""
        self._translate = translate
        self._lines: dict[str, StatusLine] = {}
        self._lock = threading.Lock()

    def tell(self, topic: str, text: str, is_problem: bool) -> None:
        """Replace the word on a topic; an empty text takes it away."""
        with self._lock:
            if text:
                self._lines[topic] = StatusLine(self._translate(text), is_problem)
            else:
                self._lines.pop(topic, None)

    @property
    def lines(self) -> list[StatusLine]:
        """All words, problems first."""
        with self._lock:
            return sorted(self._lines.values(), key=lambda line: not line.is_problem)

    @property
    def text(self) -> str:
        """All words, a line each."""
        return "\n".join(f"⚠ {line.text}" if line.is_problem else line.text for line in self.lines)
