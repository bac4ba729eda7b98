"""What the nets are for, in words that the catalogues translate."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reelpulse.errors import Word

_NAMES: Final[Mapping[str, Word]] = MappingProxyType(
    {
        "detector": Word("faces"),
        "landmarks": Word("landmarks"),
        "emotion": Word("emotions"),
    }
)


def role_word(role: str) -> Word:
    """A word for people; the manifest's own where we have no other."""
    return _NAMES.get(role, Word(role))
