"""How many people it takes before a share of them says something about others."""

from __future__ import annotations

from typing import Final

ENOUGH_PEOPLE: Final = 8
"""With 8 people the 95 % interval of "30 % showed it" reaches from 10 to 63 % (Wilson 1927)."""


def too_few(people: int) -> bool:
    """Whether figures of so many people are marked; of nobody there is no figure to mark."""
    return 0 < people < ENOUGH_PEOPLE
