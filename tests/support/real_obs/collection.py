"""Scene collections as OBS 29 keeps them in JSON."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Json = dict[str, Any]

OBS_29 = 486539266


def source(kind: str, name: str, settings: Mapping[str, Any], *, versioned: str = "") -> Json:
    """One input or scene."""
    return {
        "id": kind,
        "versioned_id": versioned or kind,
        "name": name,
        "uuid": str(uuid.uuid4()),
        "settings": dict(settings),
        "mixers": 255,
        "volume": 1.0,
        "enabled": True,
        "muted": False,
        "monitoring_type": 0,
        "private_settings": {},
        "filters": [],
        "prev_ver": OBS_29,
    }


def looped_file(name: str, path: Path) -> Json:
    """A media input that plays a file for ever: a webcam's place is taken by it."""
    settings = {"local_file": str(path), "is_local_file": True, "looping": True, "hw_decode": False}
    return source("ffmpeg_source", name, settings)


def scene(name: str, items: Sequence[Json] = ()) -> Json:
    """A scene of items made by `item`."""
    settings = {"id_counter": len(items) + 1, "custom_size": False, "items": list(items)}
    return source("scene", name, settings)


def item(name: str, number: int, *, x_px: float = 0.0, y_px: float = 0.0) -> Json:
    """One input inside a scene, at its own size."""
    return {
        "name": name,
        "id": number,
        "visible": True,
        "locked": False,
        "rot": 0.0,
        "align": 5,
        "pos": {"x": x_px, "y": y_px},
        "scale": {"x": 1.0, "y": 1.0},
        "bounds_type": 0,
        "bounds_align": 0,
        "bounds": {"x": 0.0, "y": 0.0},
    }


def collection(
    *, sources: Sequence[Json], scenes: Sequence[Json], scripts: Mapping[Path, Json]
) -> Json:
    """A whole collection; the first scene is the programme."""
    names = [one["name"] for one in scenes]
    return {
        "name": "Tests",
        "current_scene": names[0],
        "current_program_scene": names[0],
        "current_transition": "Cut",
        "transition_duration": 300,
        "scene_order": [{"name": name} for name in names],
        "sources": [*sources, *scenes],
        "groups": [],
        "transitions": [],
        "quick_transitions": [],
        "saved_projectors": [],
        "modules": {
            "scripts-tool": [
                {"path": str(path), "settings": settings} for path, settings in scripts.items()
            ]
        },
    }
