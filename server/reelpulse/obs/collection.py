"""What is in OBS's current scene collection, as far as a set-up needs to know, and who made it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from reelpulse.errors import ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.requests import NO_SUCH_SOURCE, Requests
from reelpulse.obs.stage import Canvas

MARK: Final = "reelpulse"
"""In the private settings of what we made, which OBS keeps with the scene collection."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """An item of a scene."""

    source: str
    item_id: int
    transform: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundInput:
    """An input of ours."""

    kind: str
    settings: Mapping[str, Any]
    """Defaults included."""
    is_monitored: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """The current scene collection."""

    canvas: Canvas
    scenes: tuple[str, ...]
    kind_of: Mapping[str, str]
    """All inputs."""
    inputs: Mapping[str, FoundInput]
    """Ours."""
    items: Mapping[str, tuple[FoundItem, ...]]
    """Of every scene, from the back to the front."""
    ours: frozenset[str]
    """Scenes and inputs that carry our mark."""

    def item(self, scene: str, source: str) -> FoundItem | None:
        """The first item of a source in a scene."""
        return next((one for one in self.items.get(scene, ()) if one.source == source), None)


def read_collection(requests: Requests) -> Collection:
    """Ask OBS for all of it."""
    video = requests.ask("GetVideoSettings")
    found = requests.ask("GetSceneList")["scenes"]
    scenes = tuple(one["sceneName"] for one in sorted(found, key=lambda one: -one["sceneIndex"]))
    inputs = requests.ask("GetInputList")["inputs"]
    kind_of = {one["inputName"]: one["inputKind"] for one in inputs}
    named = [name for name in names.SCENES if name in scenes]
    named += [name for name in names.INPUTS if name in kind_of]
    ours = frozenset(name for name in named if is_marked(requests, name))
    return Collection(
        canvas=Canvas(width_px=video["baseWidth"], height_px=video["baseHeight"]),
        scenes=scenes,
        kind_of=kind_of,
        inputs={name: _input(requests, name, kind_of[name]) for name in ours if name in kind_of},
        items={scene: _items(requests, scene) for scene in scenes},
        ours=ours,
    )


def is_marked(requests: Requests, name: str) -> bool:
    """Whether a scene or input of this name is there and made by us."""
    try:
        private = requests.ask("GetSourcePrivateSettings", sourceName=name)["sourceSettings"]
    except ObsRefusedError as problem:
        if problem.code == NO_SUCH_SOURCE:
            return False
        raise
    return bool(private.get(MARK))


def mark(requests: Requests, name: str, **notes: str) -> None:
    """Note that we made it; other programs' notes stay."""
    private = requests.ask("GetSourcePrivateSettings", sourceName=name)["sourceSettings"]
    ours = {MARK: True, **{f"{MARK}_{key}": value for key, value in notes.items()}}
    requests.ask("SetSourcePrivateSettings", sourceName=name, sourceSettings={**private, **ours})


def read_note(requests: Requests, name: str, key: str) -> str | None:
    """What we noted beside the mark."""
    private = requests.ask("GetSourcePrivateSettings", sourceName=name)["sourceSettings"]
    value = private.get(f"{MARK}_{key}")
    return value if isinstance(value, str) else None


def _input(requests: Requests, name: str, kind: str) -> FoundInput:
    defaults = requests.ask("GetInputDefaultSettings", inputKind=kind)["defaultInputSettings"]
    own = requests.ask("GetInputSettings", inputName=name)["inputSettings"]
    return FoundInput(
        kind=kind, settings={**defaults, **own}, is_monitored=_is_monitored(requests, name)
    )


def _is_monitored(requests: Requests, name: str) -> bool:
    if name != names.AD:
        return False
    answer = requests.ask("GetInputAudioMonitorType", inputName=name)
    return bool(answer["monitorType"] == "OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT")


def _items(requests: Requests, scene: str) -> tuple[FoundItem, ...]:
    try:
        items = requests.ask("GetSceneItemList", sceneName=scene)["sceneItems"]
    except ObsRefusedError as problem:
        if problem.code == NO_SUCH_SOURCE:
            return ()  # it was removed a moment ago
        raise
    return tuple(
        FoundItem(
            source=one["sourceName"],
            item_id=one["sceneItemId"],
            transform=one["sceneItemTransform"],
        )
        for one in sorted(items, key=lambda one: int(one["sceneItemIndex"]))
    )
