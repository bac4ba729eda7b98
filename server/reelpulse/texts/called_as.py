"""How the person calls the command, so that advice can be typed as it stands."""

from __future__ import annotations

import os
from typing import Final

CALLED_AS: Final = "REELPULSE_CALLED_AS"
"""Set by `run.py`, which starts the command on the person's behalf."""


def as_called(text: str) -> str:
    """The text with its commands, marked `reelpulse …`, as this person types them."""
    command = os.environ.get(CALLED_AS, "reelpulse")
    return text.replace("`reelpulse ", f"`{command} ")
