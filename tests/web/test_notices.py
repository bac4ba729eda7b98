"""Notices: each kind has words for people, repeats are counted, details speak the language too."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.errors import DiskFullError, WireVersionError
from reelpulse.live.events import Notice, NoticeKind
from reelpulse.texts import Language, translations
from reelpulse.web.details import told_detail
from reelpulse.web.notices import KEPT, NOTICE_TEXTS, NoticeBoard, notice_view

REFUSED = Notice(kind=NoticeKind.FRAME_REFUSED, source="webcam", detail="not a JPEG")


def test_every_kind_has_a_level_and_a_text_in_both_languages() -> None:
    assert set(NOTICE_TEXTS) == set(NoticeKind)
    for level, text in NOTICE_TEXTS.values():
        assert level in {"info", "warning", "error"}
        assert translations(Language.RUSSIAN).gettext(text) != text


def test_a_notice_that_repeats_itself_is_counted_not_piled_up() -> None:
    board = NoticeBoard()
    numbers = [board.post(REFUSED).number for _ in range(3)]
    board.post(Notice(kind=NoticeKind.DISK_FULL))
    again = board.post(REFUSED)
    assert numbers == [1, 1, 1]
    assert [(posted.number, posted.times) for posted in board.posted] == [(1, 3), (2, 1), (3, 1)]
    assert again.number == 3


def test_only_the_last_notices_are_kept() -> None:
    board = NoticeBoard()
    for number in range(KEPT + 10):
        board.post(Notice(kind=NoticeKind.SENDER_GONE, source=f"sender {number}"))
    assert len(board.posted) == KEPT
    assert board.posted[0].notice.source == "sender 10"


@pytest.mark.parametrize(
    ("problem", "russian"),
    [
        (
            DiskFullError(Path("/data/reelpulse.db")),
            "Диск, на котором лежит /data/reelpulse.db, заполнен.",
        ),
        (
            WireVersionError(theirs=2, ours=1),
            "Отправитель говорит на протоколе версии 2, сервер — на версии 1.",
        ),
    ],
)
def test_a_detail_keeps_its_figures_in_either_language(problem: Exception, russian: str) -> None:
    assert told_detail(str(problem), Language.ENGLISH) == str(problem)
    assert told_detail(str(problem), Language.RUSSIAN).startswith(russian)


def test_a_detail_nobody_translated_stays_as_it_is() -> None:
    assert told_detail("cuda error 7", Language.RUSSIAN) == "cuda error 7"
    assert told_detail("", Language.RUSSIAN) == ""


def test_the_page_gets_text_detail_and_count() -> None:
    board = NoticeBoard()
    board.post(REFUSED)
    view = notice_view(board.post(REFUSED), Language.RUSSIAN)
    assert (view.level, view.text, view.detail, view.source, view.times) == (
        "warning",
        "Кадр не удалось использовать, он пропущен.",
        "not a JPEG",
        "webcam",
        2,
    )
