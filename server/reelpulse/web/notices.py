"""The last notices, with a text for people for each kind; repeats are counted, not piled up."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from reelpulse.live.events import Notice, NoticeKind
from reelpulse.texts import Language, translations
from reelpulse.web.details import told_detail
from reelpulse.web.live_wire import NoticeMessage
from reelpulse.web.marked import N_

KEPT: Final = 50

_INFO, _WARNING, _ERROR = "info", "warning", "error"

NOTICE_TEXTS: Final[Mapping[NoticeKind, tuple[str, str]]] = {
    NoticeKind.SENDER_CONNECTED: (_INFO, N_("A sender is connected.")),
    NoticeKind.SENDER_GONE: (_WARNING, N_("A sender has gone.")),
    NoticeKind.SENDER_REFUSED: (_ERROR, N_("A sender was refused.")),
    NoticeKind.FRAME_REFUSED: (_WARNING, N_("A picture could not be used and was left out.")),
    NoticeKind.FACES_TOO_SMALL: (
        _WARNING,
        N_("Some faces are too small to be measured in the pictures sent."),
    ),
    NoticeKind.DISK_FULL: (_ERROR, N_("The disk is full; readings wait in memory.")),
    NoticeKind.DISK_FREE_AGAIN: (_INFO, N_("Readings are stored again.")),
    NoticeKind.READINGS_LOST: (_ERROR, N_("Memory is full as well: the oldest readings are lost.")),
    NoticeKind.STORAGE_FAILED: (_ERROR, N_("Readings cannot be stored; they wait in memory.")),
    NoticeKind.AD_FAILED: (_ERROR, N_("An ad could not be played; the next one follows.")),
    NoticeKind.PLAYER_GONE: (
        _WARNING,
        N_("The player has gone in mid-show. The show goes on with the next ad when it is back."),
    ),
    NoticeKind.SHOW_CONTINUED: (_INFO, N_("An interrupted show goes on with the next ad.")),
    NoticeKind.RECORDING_FAILED: (_ERROR, N_("The recording in OBS failed; the show goes on.")),
    NoticeKind.ANALYSIS_FAILED: (_ERROR, N_("A picture was not measured because of an error.")),
}
"""Level and text of each kind."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedNotice:
    """A notice with when and how often it came."""

    number: int
    notice: Notice
    times: int
    at_unix_ms: int


class NoticeBoard:
    """Keeps the last notices, so that a page that opens later sees them too."""

    def __init__(self) -> None:
        self._posted: deque[PostedNotice] = deque(maxlen=KEPT)
        self._numbers = count(1)

    @property
    def posted(self) -> tuple[PostedNotice, ...]:
        """Oldest first."""
        return tuple(self._posted)

    def post(self, notice: Notice) -> PostedNotice:
        """Put a notice up; one that equals the newest raises that one's count."""
        now_unix_ms = time.time_ns() // 1_000_000
        if self._posted and self._posted[-1].notice == notice:
            last = self._posted.pop()
            posted = replace(last, times=last.times + 1, at_unix_ms=now_unix_ms)
        else:
            posted = PostedNotice(
                number=next(self._numbers), notice=notice, times=1, at_unix_ms=now_unix_ms
            )
        self._posted.append(posted)
        return posted


def notice_view(posted: PostedNotice, language: Language) -> NoticeMessage:
    """The notice in the reader's language."""
    level, text = NOTICE_TEXTS[posted.notice.kind]
    return NoticeMessage(
        number=posted.number,
        notice=str(posted.notice.kind),
        level=level,
        text=translations(language).gettext(text),
        detail=told_detail(posted.notice.detail, language),
        source=posted.notice.source,
        times=posted.times,
        at_unix_ms=posted.at_unix_ms,
    )
