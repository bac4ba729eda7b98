"""Reads values of a TOML table with the right type, or says which key of which file is wrong."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from reelpulse.errors import ManifestError

_Choice = TypeVar("_Choice", bound=StrEnum)


class Table:
    """One table of a file; every method raises `ManifestError` for a missing or wrong key."""

    def __init__(self, file: Path, name: str, values: Mapping[str, Any]) -> None:
        self.file = file
        self._name = name
        self._values = values

    @property
    def values(self) -> Mapping[str, Any]:
        """All of it, as it stands in the file."""
        return self._values

    def wrong(self, key: str, problem: str) -> ManifestError:
        """The error that says what is wrong with a key."""
        place = f"[{self._name}] " if self._name else ""
        return ManifestError(self.file, f"{place}{key} {problem}")

    def _get(self, key: str, *kinds: type) -> Any:
        if key not in self._values:
            raise self.wrong(key, "is missing")
        value = self._values[key]
        # TOML's true is Python's True, which is an int.
        if not isinstance(value, kinds) or (isinstance(value, bool) and bool not in kinds):
            names = " or ".join(kind.__name__ for kind in kinds)
            raise self.wrong(key, f"must be {names}, not {value!r}")
        return value

    def text(self, key: str) -> str:
        """A string."""
        value: str = self._get(key, str)
        return value

    def text_or(self, key: str, default: str) -> str:
        """A string, or the default where the key is not there."""
        return self.text(key) if key in self._values else default

    def sha256(self, key: str) -> str:
        """A SHA-256 in hexadecimal digits, made small."""
        digits = self.text(key).lower()
        if len(digits) != 64 or set(digits) - set("0123456789abcdef"):
            raise self.wrong(key, "must be 64 hexadecimal digits")
        return digits

    def integer(self, key: str) -> int:
        """A whole number."""
        value: int = self._get(key, int)
        return value

    def count(self, key: str) -> int:
        """A whole number from 1 on."""
        value = self.integer(key)
        if value < 1:
            raise self.wrong(key, f"must be above 0, not {value}")
        return value

    def integer_or(self, key: str, default: int) -> int:
        """A whole number, or the default where the key is not there."""
        return self.integer(key) if key in self._values else default

    def flag(self, key: str) -> bool:
        """True or false."""
        value: bool = self._get(key, bool)
        return value

    def flag_or(self, key: str, *, default: bool) -> bool:
        """True or false, or the default where the key is not there."""
        return self.flag(key) if key in self._values else default

    def positive(self, key: str) -> float:
        """A number above zero."""
        value = float(self._get(key, int, float))
        if value <= 0:
            raise self.wrong(key, f"must be above 0, not {value}")
        return value

    def positive_or(self, key: str, default: float) -> float:
        """A number above zero, or the default where the key is not there."""
        return self.positive(key) if key in self._values else default

    def share(self, key: str) -> float:
        """A number above 0 and below 1."""
        value = self.positive(key)
        if value >= 1:
            raise self.wrong(key, f"must be below 1, not {value}")
        return value

    def one_of(self, key: str, choices: type[_Choice]) -> _Choice:
        """One of a set of words."""
        text = self.text(key)
        try:
            return choices(text)
        except ValueError:
            raise self.wrong(key, f"must be one of {', '.join(choices)}, not {text!r}") from None

    def one_of_or(self, key: str, choices: type[_Choice], default: _Choice) -> _Choice:
        """One of a set of words, or the default where the key is not there."""
        return self.one_of(key, choices) if key in self._values else default

    def texts(self, key: str) -> list[str]:
        """A list of strings."""
        values: list[object] = self._get(key, list)
        texts = [value for value in values if isinstance(value, str)]
        if len(texts) != len(values):
            raise self.wrong(key, "must hold strings only")
        return texts

    def texts_or(self, key: str, default: Sequence[str]) -> Sequence[str]:
        """A list of strings, or the default where the key is not there."""
        return self.texts(key) if key in self._values else default

    def numbers(self, key: str, *, count: int) -> tuple[float, ...]:
        """A list of `count` numbers."""
        values: list[object] = self._get(key, list)
        numbers = tuple(float(value) for value in values if isinstance(value, int | float))
        if len(numbers) != len(values) or len(numbers) != count:
            raise self.wrong(key, f"must hold {count} numbers, one for each channel")
        return numbers

    def table(self, key: str) -> Table:
        """A table inside this one."""
        return Table(self.file, self._inner(key), self._get(key, dict))

    def tables(self, key: str) -> list[Table]:
        """A list of tables inside this one."""
        values: list[object] = self._get(key, list)
        tables = []
        for number, value in enumerate(values, start=1):
            if not isinstance(value, dict):
                raise self.wrong(key, "must hold tables only")
            name = value.get("name", number)
            tables.append(Table(self.file, f"{self._inner(key)} {name}", value))
        return tables

    def _inner(self, key: str) -> str:
        return f"{self._name}.{key}" if self._name else key
