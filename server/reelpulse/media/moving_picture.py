"""Tells a film's moving picture from what FFmpeg can show as well: covers, photographs and texts."""

from __future__ import annotations

from av.container import InputContainer
from av.stream import Disposition
from av.video.stream import VideoStream


def moving_picture(container: InputContainer) -> VideoStream | None:
    """The video; neither the cover of a piece of music nor a text or photograph."""
    name = container.format.name
    if name in {"tty", "image2"} or name.endswith("_pipe"):
        return None
    moving = (s for s in container.streams.video if not s.disposition & Disposition.attached_pic)
    return next(moving, None)
