"""What the demo's player is told by the process that starts it, as JSON on its standard input."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import Final

MADE_PICTURE_PX: Final = (640, 360)
"""Width and height of the made audience, whose faces are large."""
OWN_PICTURE_PX: Final = (1280, 720)
"""Of a camera or a video of one's own, where people may sit far away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayerOrder:
    """Everything the player needs; the token travels here and never on a command line."""

    url: str
    token: str
    people: int
    video: str | None
    camera: int | None
    fast: bool
    ready_pictures: int = 0
    """Draw so many before the show and send them over and over; 0 draws each one at its moment."""
    frames_per_s: float = 15.0
    width_px: int = MADE_PICTURE_PX[0]
    height_px: int = MADE_PICTURE_PX[1]
    jpeg_quality: int = 80

    def to_json(self) -> str:
        """One line for the player's standard input."""
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> PlayerOrder:
        """The order that `to_json` wrote."""
        return cls(**json.loads(text))
