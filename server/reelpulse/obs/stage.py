"""Describes the scenes, inputs and items that a screening needs, as values: no OBS is asked here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reelpulse.core.obs import OverlayKind
from reelpulse.obs import names
from reelpulse.obs.kinds import Kinds

Settings = Mapping[str, Any]

_TOP_LEFT: Final = 5
_BOTTOM_LEFT: Final = 9
_BOTTOM_RIGHT: Final = 10
_CENTRE: Final = 0
"""OBS's alignments: sums of left 1, right 2, top 4, bottom 8."""

_GREY_ABGR: Final = 0xFF808080
_WHITE_ABGR: Final = 0xFFFFFFFF
_MARGIN: Final = 0.02
_WEBCAM_PART: Final = 0.25
_OVERLAY_PART: Final = 0.28
"""Of the picture's width."""
_OVERLAY_ASPECT: Final = 18 / 13.95
"""Columns by rows of the overlay's panel, in em."""
_OVERLAY_WIDTH_PX: Final = 540
"""The page's own size: narrower it would be hard to read in the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Canvas:
    """OBS's picture."""

    width_px: int
    height_px: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedInput:
    """One input and those of its settings that matter."""

    name: str
    kind: str
    home: str
    """The scene in which it is created."""
    settings: Settings
    monitored: bool = False
    """Its sound goes to the room and to the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedItem:
    """An input or scene inside a scene."""

    scene: str
    source: str
    transform: Settings
    is_shown: bool = True
    """When it is created; afterwards the show decides."""
    is_fixed: bool = True
    """False: once it stands there, a person may move it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """All of it; items of one scene in the order from the back to the front."""

    scenes: tuple[str, ...]
    inputs: tuple[WantedInput, ...]
    items: tuple[WantedItem, ...]
    overlay: OverlayKind


def wanted_stage(
    canvas: Canvas, *, kinds: Kinds, overlay_url: str, webcam: str | None, font: str
) -> Stage:
    """What a screening needs.

    Args:
        canvas: size of OBS's picture.
        kinds: the inputs that this OBS can make.
        overlay_url: with the overlay's token and language.
        webcam: the input that shows the audience, which exists already; None: nobody does.
        font: name of a font of this system.
    """
    kind = OverlayKind.BROWSER if kinds.browser else OverlayKind.TEXT
    overlay = _browser(kinds.browser, overlay_url) if kinds.browser else _text(canvas, kinds, font)
    inputs = (_ad(kinds), _buffer(canvas, kinds), _notice(canvas, kinds, font), overlay)
    items = [
        WantedItem(scene=names.AUDIENCE, source=names.AD, transform=_whole(canvas)),
        WantedItem(scene=names.AUDIENCE, source=names.BUFFER, transform=_whole(canvas)),
        WantedItem(
            scene=names.AUDIENCE, source=names.NOTICE, transform=_middle(canvas), is_shown=False
        ),
        WantedItem(scene=names.SESSION, source=names.AUDIENCE, transform=_whole(canvas)),
    ]
    if webcam is not None:
        items.append(_free(webcam, lower_right(canvas)))
    items.append(_free(overlay.name, _lower_left(canvas, kind)))
    return Stage(scenes=names.SCENES, inputs=inputs, items=tuple(items), overlay=kind)


def _ad(kinds: Kinds) -> WantedInput:
    return WantedInput(
        name=names.AD,
        kind=kinds.media,
        home=names.AUDIENCE,
        settings={
            "is_local_file": True,
            "looping": False,
            "restart_on_activate": False,
            "close_when_inactive": False,
            "clear_on_media_end": False,
            "hw_decode": False,
        },
        monitored=True,
    )


def _buffer(canvas: Canvas, kinds: Kinds) -> WantedInput:
    settings = {"color": _GREY_ABGR, "width": canvas.width_px, "height": canvas.height_px}
    return WantedInput(name=names.BUFFER, kind=kinds.colour, home=names.AUDIENCE, settings=settings)


def _notice(canvas: Canvas, kinds: Kinds, font: str) -> WantedInput:
    look = _lettering(kinds, font, size=canvas.height_px // 14)
    return WantedInput(name=names.NOTICE, kind=kinds.text, home=names.AUDIENCE, settings=look)


def _text(canvas: Canvas, kinds: Kinds, font: str) -> WantedInput:
    """Its text is not named here: it belongs to `text_overlay`."""
    look = _lettering(kinds, font, size=max(14, canvas.height_px // 22))
    return WantedInput(name=names.TEXT_OVERLAY, kind=kinds.text, home=names.SESSION, settings=look)


def _browser(kind: str, overlay_url: str) -> WantedInput:
    size = {"width": _OVERLAY_WIDTH_PX, "height": round(_OVERLAY_WIDTH_PX / _OVERLAY_ASPECT)}
    settings = {"url": overlay_url, **size, "shutdown": False, "restart_when_active": False}
    return WantedInput(name=names.BROWSER_OVERLAY, kind=kind, home=names.SESSION, settings=settings)


def _lettering(kinds: Kinds, font: str, *, size: int) -> Settings:
    """White with an outline, readable on any ad."""
    face = {"face": font, "size": size, "style": "Bold", "flags": 1}
    if kinds.text.startswith("text_gdiplus"):
        outline = {"outline": True, "outline_size": 4, "outline_color": 0, "outline_opacity": 100}
        return {"font": face, "color": 0xFFFFFF, **outline}
    return {"font": face, "color1": _WHITE_ABGR, "color2": _WHITE_ABGR, "outline": True}


def _free(source: str, transform: Settings) -> WantedItem:
    return WantedItem(scene=names.SESSION, source=source, transform=transform, is_fixed=False)


def _whole(canvas: Canvas) -> Settings:
    return _bounded("OBS_BOUNDS_SCALE_INNER", canvas.width_px, canvas.height_px, at=(0, 0))


def _middle(canvas: Canvas) -> Settings:
    return _bounded(
        "OBS_BOUNDS_MAX_ONLY",
        canvas.width_px * 0.9,
        canvas.height_px * 0.4,
        at=(canvas.width_px / 2, canvas.height_px / 2),
        alignment=_CENTRE,
    )


def lower_right(canvas: Canvas) -> Settings:
    """Where the webcam stands in the programme; a picture of another shape fits inside, in the corner."""
    width_px, height_px, margin_px = _corner(canvas)
    return _bounded(
        "OBS_BOUNDS_SCALE_INNER",
        width_px * _WEBCAM_PART,
        height_px * _WEBCAM_PART,
        at=(width_px - margin_px, height_px - margin_px),
        alignment=_BOTTOM_RIGHT,
        inside=_BOTTOM_RIGHT,
    )


def _lower_left(canvas: Canvas, kind: OverlayKind) -> Settings:
    width_px, height_px, margin_px = _corner(canvas)
    part = _OVERLAY_PART if kind is OverlayKind.BROWSER else 0.6
    return _bounded(
        # Lettering keeps its size while it fits.
        "OBS_BOUNDS_SCALE_INNER" if kind is OverlayKind.BROWSER else "OBS_BOUNDS_MAX_ONLY",
        width_px * part,
        width_px * part / _OVERLAY_ASPECT if kind is OverlayKind.BROWSER else height_px * 0.4,
        at=(margin_px, height_px - margin_px),
        alignment=_BOTTOM_LEFT,
        inside=_BOTTOM_LEFT,
    )


def _corner(canvas: Canvas) -> tuple[int, int, float]:
    return canvas.width_px, canvas.height_px, canvas.width_px * _MARGIN


def _bounded(
    kind: str,
    width_px: float,
    height_px: float,
    *,
    at: tuple[float, float],
    alignment: int = _TOP_LEFT,
    inside: int = _CENTRE,
) -> Settings:
    return {
        "alignment": alignment,
        "positionX": float(at[0]),
        "positionY": float(at[1]),
        "boundsType": kind,
        "boundsAlignment": inside,
        "boundsWidth": float(width_px),
        "boundsHeight": float(height_px),
    }
