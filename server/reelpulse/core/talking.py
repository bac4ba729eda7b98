"""Whether a person talks, by how their mouth moves: open and shut again, several times in two seconds."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import Final

_FORGET_AFTER_NS: Final = 500_000_000
"""A mouth that was unseen for longer may have done anything."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TalkingRules:
    """What counts as talking; kept with the session.

    Raises:
        ValueError: a value lies outside its range.
    """

    swing: float = 0.05
    """So far the lips must part or close between two turns, in distances of the eyes' outer corners
    (0.01 … 1)."""
    turns: int = 4
    """So many turns in the window are talking (2 … 100)."""
    window_s: float = 2.0
    """The time that is looked back on (0.5 … 10)."""

    def __post_init__(self) -> None:
        ranges = (
            ("swing", self.swing, 0.01, 1),
            ("turns", self.turns, 2, 100),
            ("window_s", self.window_s, 0.5, 10),
        )
        for name, value, lowest, highest in ranges:
            if not lowest <= value <= highest:
                raise ValueError(f"{name} is {value}; it must lie between {lowest} and {highest}")


class TalkMeter:
    """Follows the lips of one person without looking ahead.

    A turn is where the openness of the mouth goes back by at least `swing` from its last extreme. Speech
    opens the mouth several times a second (two to seven syllables; Chandrasekaran et al. 2009, PLoS
    Comput. Biol. 5), a gasp, a yawn or a smile once; one yawn is two turns. Chewing and laughing may look
    like talking, and below about ten frames a second the turns are missed.
    """

    def __init__(self, rules: TalkingRules) -> None:
        """Know nothing of the mouth yet."""
        self._rules = rules
        self._turns: deque[int] = deque()
        self._extreme = 0.0
        self._opening = True
        self._since_ns: int | None = None
        self._seen_at_ns = 0

    def see(self, openness: float, *, at_ns: int) -> bool | None:
        """Judge from one more valid frame; None until a whole window was seen.

        Args:
            openness: as from `mouth_openness`.
            at_ns: when the frame was captured.
        """
        if self._since_ns is None or at_ns - self._seen_at_ns > _FORGET_AFTER_NS:
            self._since_ns = at_ns
            self._turns.clear()
            self._extreme, self._opening = openness, True
        self._seen_at_ns = at_ns
        self._follow(openness, at_ns)
        window_ns = round(self._rules.window_s * 1e9)
        while self._turns and self._turns[0] <= at_ns - window_ns:
            self._turns.popleft()
        if at_ns - self._since_ns < window_ns:
            return None
        return len(self._turns) >= self._rules.turns

    def _follow(self, openness: float, at_ns: int) -> None:
        back = self._extreme - openness if self._opening else openness - self._extreme
        if back >= self._rules.swing:
            self._turns.append(at_ns)
            self._opening = not self._opening
        if back <= 0 or back >= self._rules.swing:
            self._extreme = openness
