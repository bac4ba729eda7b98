"""Names the kinds of input that this OBS can make: they differ by system and by version."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from reelpulse.errors import ObsError

_WEBCAMS: Final = ("dshow_input", "av_capture_input", "macos-avcapture", "v4l2_input")
"""Windows, macOS, macOS's fast capture, Linux."""
_DEVICE_OF: Final = {
    "dshow_input": "video_device_id",
    "av_capture_input": "device",
    "macos-avcapture": "device",
    "v4l2_input": "device_id",
}
_SOUND_ONLY: Final = re.compile(r"wasapi|pulse|alsa|jack|coreaudio|sck_audio|sndio|oss_input")
_FONTS: Final = {"win32": "Segoe UI", "darwin": "Helvetica Neue"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Kinds:
    """The newest version of each kind that we use."""

    media: str
    colour: str
    text: str
    browser: str | None
    """None where OBS was built without browsers."""
    webcam: str | None

    @classmethod
    def of(cls, known: Sequence[str]) -> Kinds:
        """From the answer to GetInputKindList.

        Raises:
            ObsError: OBS lacks a plug-in that a screening cannot do without.
        """
        webcams = [kind for base in _WEBCAMS if (kind := _newest(known, base))]
        return cls(
            media=_needed(known, "ffmpeg_source"),
            colour=_needed(known, "color_source"),
            text=_newest(known, "text_gdiplus") or _needed(known, "text_ft2_source"),
            browser=_newest(known, "browser_source"),
            webcam=webcams[0] if webcams else None,
        )


def is_webcam(kind: str) -> bool:
    """Whether inputs of this kind are cameras."""
    return _unversioned(kind) in _WEBCAMS


def has_picture(kind: str) -> bool:
    """Whether inputs of this kind may show people."""
    return _SOUND_ONLY.search(kind) is None


def device_property(kind: str) -> str:
    """The setting of a camera's input that names the device."""
    return _DEVICE_OF[_unversioned(kind)]


def font_of(platform: str) -> str:
    """A font that every system of this kind has, Cyrillic included."""
    return _FONTS.get(platform, "DejaVu Sans")


def _needed(known: Sequence[str], base: str) -> str:
    if found := _newest(known, base):
        return found
    raise ObsError(
        "This OBS cannot make the input “{kind}”. Install OBS with its usual plug-ins.", kind=base
    )


def _newest(known: Sequence[str], base: str) -> str | None:
    versions = [kind for kind in known if _unversioned(kind) == base]
    return max(versions, key=_version, default=None)


def _unversioned(kind: str) -> str:
    return re.sub(r"_v\d+$", "", kind)


def _version(kind: str) -> int:
    found = re.search(r"_v(\d+)$", kind)
    return int(found[1]) if found else 1
