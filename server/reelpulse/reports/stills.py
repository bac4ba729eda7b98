"""The pictures of each ad that the report shows, or why there are none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import count

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.core.metrics.show import ShowFigures
from reelpulse.core.session import Ad
from reelpulse.errors import MediaError, ReportError
from reelpulse.reports.ad_frames import ad_frames

STILL_WIDTH_PX = 520
"""About 230 dots per inch at the printed width."""
_STRIP_WIDTH_PX = 200
_STRIP_HEIGHT_TO_WIDTH = 16.0
"""The strip under a curve is so many times as long as it is high."""
_JPEG_QUALITY = 86


class Unavailable(StrEnum):
    """Why an ad's pictures cannot be shown."""

    MISSING = "missing"
    """No file at the ad's path."""
    CHANGED = "changed"
    """Another file lies there now: its pictures are not what people saw."""
    UNREADABLE = "unreadable"
    SHOWS_PEOPLE = "shows_people"
    """A film of the people stands in the place of an ad; no face is ever printed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdStills:
    """JPEGs of one ad by the timecode they were asked for."""

    unavailable: Unavailable | None = None
    frames: Mapping[int, bytes] = field(default_factory=dict)
    strip: tuple[bytes, ...] = ()
    """Evenly spaced over the ad, each from the middle of its part."""


def wanted_timecodes(figures: ShowFigures) -> dict[str, set[int]]:
    """By ad, the timecodes of all frames that the lists show."""
    wanted: dict[str, set[int]] = {}
    lists = (*figures.by_emotion.values(), figures.positive_frames, figures.negative_frames)
    for frame in (frame for frames in lists for frame in frames):
        wanted.setdefault(frame.ad_id, set()).add(frame.frame_ms)
    return wanted


def read_stills(
    ad: Ad, timecodes_ms: Collection[int], *, on_part: Callable[[float], None] = lambda _: None
) -> AdStills:
    """Decode an ad's pictures; a file that is gone or changed leaves them out and says so.

    Args:
        ad: whose file it is.
        timecodes_ms: of the pictures that the lists show.
        on_part: told after each picture which part of them is done, 0 … 1.
    """
    if reason := _unavailable(ad):
        return AdStills(unavailable=reason)
    middles_ms = _strip_middles_ms(ad)
    wanted = {*timecodes_ms, *middles_ms}
    done = count(1)
    try:
        decoded = ad_frames(
            ad.path,
            wanted,
            width_px=STILL_WIDTH_PX,
            on_frame=lambda: on_part(min(1.0, next(done) / len(wanted))),
        )
    except MediaError:
        return AdStills(unavailable=Unavailable.UNREADABLE)
    return AdStills(
        frames={t: _jpeg(decoded[t].rgb) for t in timecodes_ms},
        strip=tuple(_jpeg(_narrow(decoded[t].rgb)) for t in middles_ms),
    )


def _unavailable(ad: Ad) -> Unavailable | None:
    try:
        with ad.path.open("rb") as file:
            sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return Unavailable.MISSING
    except OSError:
        return Unavailable.UNREADABLE
    return None if sha256 == ad.sha256 else Unavailable.CHANGED


def _strip_middles_ms(ad: Ad) -> tuple[int, ...]:
    count = min(24, max(5, round(_STRIP_HEIGHT_TO_WIDTH * ad.height_px / ad.width_px)))
    return tuple(round((i + 0.5) * ad.duration_ms / count) for i in range(count))


def _narrow(rgb: npt.NDArray[np.uint8]) -> npt.NDArray[np.uint8]:
    height_px = max(1, round(rgb.shape[0] * _STRIP_WIDTH_PX / rgb.shape[1]))
    narrow = cv2.resize(rgb, (_STRIP_WIDTH_PX, height_px), interpolation=cv2.INTER_AREA)
    return np.asarray(narrow, dtype=np.uint8)


def _jpeg(rgb: npt.NDArray[np.uint8]) -> bytes:
    done, jpeg = cv2.imencode(
        ".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, _JPEG_QUALITY]
    )
    if not done:
        raise ReportError("OpenCV cannot encode a JPEG. Install ReelPulse again.")
    return jpeg.tobytes()
