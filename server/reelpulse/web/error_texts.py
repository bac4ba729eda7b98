"""Tells an error's English message in the reader's language, figures and file names included."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache
from typing import Final

from reelpulse.texts import Language, translations


def N_(text: str) -> str:  # noqa: N802  gettext's customary name
    """Mark a text for the catalogue; it is translated when it is told."""
    return text


_MESSAGES: Final = (
    N_("There is no session {number}. `reelpulse sessions` lists the ones there are."),
    N_(
        "The disk that holds {path} is full. Free some space: readings wait in memory "
        "and are written as soon as there is room."
    ),
    N_("{path}: there is no such file. Check the path of the ad."),
    N_("{path}: the file has no video. Choose a video file as the ad."),
    N_("{path}: this is not a video that can be played ({reason}). Convert it to MP4."),
    N_("{path}: the video has no known length. Convert it to MP4."),
    N_("{path}: the file cannot be opened ({reason}). Check that you may read it."),
    N_("{path}: give the whole path of the file, from the drive or the root folder on."),
    N_("A show is running. Stop it before you prepare another one."),
    N_("A show needs at least one ad. Add a video file."),
    N_("There is no session ready to start. Prepare one first."),
    N_(
        "Nothing is connected that could play the ads. Start the script in OBS, "
        "and check its server address and ingest token."
    ),
    N_("No ad is playing, so there is nothing to skip."),
    N_("No show is running."),
    N_("{name!r} must be a text of {lowest} to {highest} characters."),
    N_("{name!r} must be a whole number from {lowest} to {highest}."),
    N_("{name!r} must be a number from {lowest} to {highest}."),
    N_("{name!r} must be a list of {lowest} to {highest} texts."),
    N_("{name!r} must be one of {known}."),
)
"""Messages with gaps, and messages of rooms that do not translate themselves."""


_GAP: Final = re.compile(r"\{(\w+)(?:!r)?\}")


def told(message: str, language: Language) -> str:
    """The message in `language`; one that is not in the catalogue stays as it is."""
    texts = translations(language)
    for template in _MESSAGES:
        found = _pattern(template).fullmatch(message)
        if found is not None:
            return _filled(texts.gettext(template), found.groupdict())
    return texts.gettext(message) if message else ""


def _filled(template: str, values: Mapping[str, str]) -> str:
    return _GAP.sub(lambda gap: values[gap[1]], template)


@cache
def _pattern(template: str) -> re.Pattern[str]:
    """Names and texts in turn: the texts must fit exactly, the gaps take anything."""
    parts = _GAP.split(template)
    pieces = [f"(?P<{part}>.+)" if at % 2 else re.escape(part) for at, part in enumerate(parts)]
    return re.compile("".join(pieces), re.DOTALL)
