"""The report's own resources: pictures and fonts in memory, named by addresses of our own scheme."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

SCHEME: Final = "report:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Resource:
    """One picture or font."""

    content: bytes
    media_type: str
