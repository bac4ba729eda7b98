"""Reads labels that a person coded in a spreadsheet and saved as CSV."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.labels import HandLabel
from reelpulse.core.metrics.ratings import Unit, units_of
from reelpulse.errors import LabelError
from reelpulse.texts import Language, translations

NEEDED: Final = ("seat", "from", "to", "emotion")
_TIME: Final = re.compile(r"(?:(\d+):)?(\d+(?:[.,]\d+)?)")
_LATE_MS: Final = 1000
"""A label may end so long after its ad: the last second need not be full."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Showing:
    """One showing of an ad, as the session counts them: 1, 2, 3 …"""

    exposure_id: int
    ad_title: str
    duration_ms: int
    seats: frozenset[int]
    """Who was measured in it."""


def read_labels(path: Path, showings: Sequence[Showing]) -> tuple[HandLabel, ...]:
    """All labels of a file; lines without an emotion are not coded and skipped.

    Columns, in any order, by their names: seat, from, to, emotion; showing, where the session has more
    than one; coder, else the file's name. Times are seconds or m:ss of the ad's timecode.

    Raises:
        LabelError: the file cannot be read, or a line cannot be used; the message names the line.
    """
    reader = _Reader(path.stem, showings)
    labels = []
    seen: dict[tuple[str, Unit], tuple[int, Emotion]] = {}
    for line, row in _rows(path):
        if row.get("emotion"):
            label = reader.label(path, line, row)
            if not (units := units_of(label)):
                raise _wrong(
                    path,
                    line,
                    "{start} to {end} holds the middle of no second. Code whole seconds.",
                    start=row["from"],
                    end=row["to"],
                )
            for unit in units:
                other_line, other = seen.setdefault((label.coder, unit), (line, label.emotion))
                if other is not label.emotion:
                    raise _wrong(
                        path,
                        line,
                        "“{coder}” names another emotion for a second that line {other} names too. "
                        "Give each second of a seat one emotion.",
                        coder=label.coder,
                        other=other_line,
                    )
            labels.append(label)
    if not labels:
        raise LabelError(
            "No line names an emotion. Write one of {names} into the column emotion.",
            subject=str(path),
            names=", ".join(EMOTIONS),
        )
    return tuple(labels)


def _rows(path: Path) -> Iterator[tuple[int, Mapping[str, str]]]:
    """Number of the line, and its cells by the names in the first one."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as problem:
        raise LabelError(
            "The file is not UTF-8. Save it as “CSV UTF-8” in the spreadsheet.", subject=str(path)
        ) from problem
    except OSError as problem:
        raise LabelError(
            "The file cannot be read ({reason}). Check its path.",
            subject=str(path),
            reason=problem.strerror,
        ) from problem
    lines = text.splitlines()
    head = lines[0] if lines else ""
    rows = csv.reader(lines, delimiter=max(",;\t", key=head.count))
    names = [name.strip().lower() for name in next(rows, [])]
    if missing := [name for name in NEEDED if name not in names]:
        raise _wrong(
            path,
            1,
            "the column {missing} is missing. The first line names the columns: {needed}.",
            missing=missing[0],
            needed=", ".join(NEEDED),
        )
    for row in rows:
        cells = [cell.strip() for cell in row]
        if any(cells):
            yield rows.line_num, dict(zip(names, cells, strict=False))


class _Reader:
    """Turns the cells of a line into a label of one session."""

    def __init__(self, coder: str, showings: Sequence[Showing]) -> None:
        self._coder = coder
        self._showings = showings
        self._emotions = _names_of_emotions()

    def label(self, path: Path, line: int, row: Mapping[str, str]) -> HandLabel:
        """The label of one line.

        Raises:
            LabelError: a cell cannot be used.
        """
        showing = self._showing(path, line, row.get("showing", ""))
        from_ms, to_ms = (
            _milliseconds(path, line, name, row.get(name, "")) for name in ("from", "to")
        )
        if not from_ms < to_ms <= showing.duration_ms + _LATE_MS:
            raise _wrong(
                path,
                line,
                "{start} to {end} is no time in “{ad}”, which is {length} s long. Write the ad's own "
                "seconds, from before to.",
                start=row.get("from"),
                end=row.get("to"),
                ad=showing.ad_title,
                length=showing.duration_ms / 1000,
            )
        return HandLabel(
            coder=row.get("coder") or self._coder,
            exposure_id=showing.exposure_id,
            seat=_seat(path, line, row.get("seat", ""), showing),
            from_ms=from_ms,
            to_ms=to_ms,
            emotion=self._emotion(path, line, row["emotion"]),
        )

    def _showing(self, path: Path, line: int, cell: str) -> Showing:
        if not cell and len(self._showings) == 1:
            return self._showings[0]
        if not cell.isdecimal() or not 1 <= int(cell) <= len(self._showings):
            raise _wrong(
                path,
                line,
                "“{cell}” is no showing of this session. Write a number from 1 to {count} into the "
                "column showing; `reelpulse agreement N --template FILE` writes them all.",
                cell=cell,
                count=len(self._showings),
            )
        return self._showings[int(cell) - 1]

    def _emotion(self, path: Path, line: int, cell: str) -> Emotion:
        emotion = self._emotions.get(cell.lower())
        if emotion is None:
            raise _wrong(
                path,
                line,
                "“{cell}” is no emotion. Write one of {names}.",
                cell=cell,
                names=", ".join(EMOTIONS),
            )
        return emotion


def _seat(path: Path, line: int, cell: str, showing: Showing) -> int:
    if not cell.isdecimal() or int(cell) not in showing.seats:
        raise _wrong(
            path,
            line,
            "“{cell}” is no seat that was measured in this showing. There are {seats}.",
            cell=cell,
            seats=", ".join(map(str, sorted(showing.seats))),
        )
    return int(cell)


def _milliseconds(path: Path, line: int, name: str, cell: str) -> int:
    match = _TIME.fullmatch(cell)
    if match is None:
        raise _wrong(
            path,
            line,
            "“{cell}” in the column {name} is no time. Write seconds or minutes:seconds.",
            cell=cell,
            name=name,
        )
    minutes, seconds = match.groups()
    return round((int(minutes or 0) * 60 + float(seconds.replace(",", "."))) * 1000)


def _names_of_emotions() -> dict[str, Emotion]:
    """In every language that people may code in."""
    return {
        translations(language).gettext(str(emotion)).lower(): emotion
        for language in Language
        for emotion in EMOTIONS
    }


def _wrong(path: Path, line: int, template: str, **values: object) -> LabelError:
    return LabelError(template, subject=f"{path}:{line}", **values)
