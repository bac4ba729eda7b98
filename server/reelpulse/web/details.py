"""Tells a notice's English detail in the reader's language, figures and file names included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from reelpulse.texts import Language, translations
from reelpulse.web.marked import N_

_KNOWN: Final = (
    N_(
        "The disk that holds {path} is full. Free some space: readings wait in memory "
        "and are written as soon as there is room."
    ),
    N_("{number} measured frames could not be kept and are lost."),
    N_(
        "The sender speaks protocol version {theirs}, this server speaks {ours}. "
        "Install the OBS script and the server from the same ReelPulse release."
    ),
    N_("These bytes are not ReelPulse's protocol. Connect only its own sender here."),
    N_("The first message must be a binary HELLO."),
    N_("The first message must be a HELLO."),
    N_("This socket takes binary messages only."),
    N_("The message is truncated: its header is longer than what arrived."),
    N_("A net returned values that are not numbers."),
    N_(
        "The faces of {small} of {people} people are {height} px high in a picture of {size}; "
        "{needed} px are needed. Choose a picture width of {width} in the script's settings in OBS, "
        "or move the camera closer."
    ),
    N_(
        "The faces of {small} of {people} people are {height} px high in a picture of {size}; "
        "{needed} px are needed. Move the camera closer, or zoom in."
    ),
)
"""Messages that reach moderators as notices; others stay in English."""

_GAP: Final = re.compile(r"\{(\w+)\}")


def told_detail(detail: str, language: Language) -> str:
    """The detail in `language`, or as it is when it is not among the known ones."""
    texts = translations(language)
    for template in _KNOWN:
        found = _pattern(template).fullmatch(detail)
        if found is not None:
            return _filled(texts.gettext(template), found.groupdict())
    return texts.gettext(detail) if detail else ""


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _GAP.sub(lambda gap: values[gap[1]], template)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Names and texts in turn: the texts must fit exactly, the gaps take anything."""
    parts = _GAP.split(template)
    pieces = [f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(pieces), re.DOTALL)
