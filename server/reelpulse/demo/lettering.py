"""Type that is there on every machine: DejaVu, which matplotlib brings, with Cyrillic."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Final, Literal

import matplotlib
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Face = Literal["sans", "bold", "serif", "italic"]

_FILES: Final[Mapping[Face, str]] = MappingProxyType(
    {
        "sans": "DejaVuSans.ttf",
        "bold": "DejaVuSans-Bold.ttf",
        "serif": "DejaVuSerif-Bold.ttf",
        "italic": "DejaVuSerif-BoldItalic.ttf",
    }
)


@lru_cache(maxsize=128)
def line_of_type(text: str, *, face: Face, size_px: int, margin_px: int) -> npt.NDArray[np.uint8]:
    """One line, white on black, shape (rows, columns).

    Two lines of one size are equally high, so that words side by side share a baseline.
    """
    path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / _FILES[face]
    font = ImageFont.truetype(str(path), size_px)
    left, _, right, _ = font.getbbox(text)
    ascent, descent = font.getmetrics()
    size = (math.ceil(right - left) + 2 * margin_px, ascent + descent + 2 * margin_px)
    picture = Image.new("L", size)
    ImageDraw.Draw(picture).text((margin_px - left, margin_px), text, fill=255, font=font)
    return np.asarray(picture, dtype=np.uint8)
