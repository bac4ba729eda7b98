"""Where the webcam is in a recording of our programme, as the set-up lays it out."""

from __future__ import annotations

from dataclasses import dataclass

from reelpulse.obs.stage import Canvas, lower_right


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """An upright rectangle in whole pixels of the recording."""

    left_px: int
    top_px: int
    width_px: int
    height_px: int


def webcam_place(canvas: Canvas, *, shape: float) -> Place:
    """The webcam's rectangle, where nobody has moved it in OBS since.

    All lengths of the layout are parts of the picture, so the recording's own size serves as canvas.

    Args:
        canvas: size of the recording.
        shape: width of the webcam's picture by its height.
    """
    wanted = lower_right(canvas)
    height_px = min(wanted["boundsHeight"], wanted["boundsWidth"] / shape)
    width_px = height_px * shape
    left_px, top_px = wanted["positionX"] - width_px, wanted["positionY"] - height_px
    left, top = round(left_px), round(top_px)
    return Place(
        left_px=left,
        top_px=top,
        width_px=round(left_px + width_px) - left,
        height_px=round(top_px + height_px) - top,
    )
