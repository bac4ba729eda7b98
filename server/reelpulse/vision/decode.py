"""Turns the bytes of a JPEG into pixels, after a look at its header; refuses everything else."""

from __future__ import annotations

from typing import Final

import cv2
import numpy as np
import numpy.typing as npt

from reelpulse.errors import PictureError

Picture = npt.NDArray[np.uint8]
"""Shape (height, width, 3): red, green, blue."""

_START: Final = b"\xff\xd8"
_END: Final = b"\xff\xd9"
_PADDING_MAX: Final = 64
"""Some cameras fill their pictures up with zeros."""
_FRAME_HEADERS: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""SOF0 to SOF15 (ITU-T T.81, table B.1); the three others are tables and an extension."""
_WITHOUT_LENGTH: Final = frozenset({0x01, 0xFF, *range(0xD0, 0xD9)})
_SCAN: Final = 0xDA


def jpeg_size(jpeg: bytes) -> tuple[int, int]:
    """Width and height by the header, without decoding.

    Source: ITU-T T.81, B.1 and B.2.2.

    Raises:
        PictureError: this is not a JPEG, or its header is incomplete.
    """
    if not jpeg.startswith(_START):
        raise PictureError(
            "The picture is not a JPEG. The sender must send JPEG pictures: install the OBS "
            "script of this release."
        )
    at = len(_START)
    while at + 4 <= len(jpeg):
        if jpeg[at] != 0xFF:
            break
        marker = jpeg[at + 1]
        if marker in _WITHOUT_LENGTH:
            at += 1 if marker == 0xFF else 2
            continue
        if marker in _FRAME_HEADERS and at + 9 <= len(jpeg):
            height = int.from_bytes(jpeg[at + 5 : at + 7], "big")
            width = int.from_bytes(jpeg[at + 7 : at + 9], "big")
            return width, height
        if marker == _SCAN:
            break
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    raise PictureError("The header of the picture is broken. If this repeats, restart the sender.")


def decode(jpeg: bytes, *, max_pixels: int) -> Picture:
    """Decode a whole JPEG.

    Raises:
        PictureError: the bytes are not a JPEG, are cut off or broken, or hold more than
            `max_pixels` pixels (then nothing was decoded).
    """
    width, height = jpeg_size(jpeg)
    if width * height == 0:
        raise PictureError("The picture has no pixels. Restart the sender.")
    if width * height > max_pixels:
        raise PictureError(
            "The picture of {width}×{height} pixels is over the limit of {limit} megapixels. "
            "Choose a smaller resolution for the webcam in OBS.",
            width=width,
            height=height,
            limit=round(max_pixels / 1e6, 1),
        )
    if _END not in jpeg[-_PADDING_MAX:]:
        raise PictureError(
            "The picture is cut off. If this repeats, restart the sender or lower the webcam's "
            "resolution."
        )
    try:
        picture = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
    except cv2.error as problem:
        raise _undecodable() from problem
    if picture is None:
        raise _undecodable()
    return np.asarray(picture, dtype=np.uint8)


def _undecodable() -> PictureError:
    return PictureError("The picture cannot be decoded. If this repeats, restart the sender.")
