"""Compares what a screening needs with what OBS has: every difference is one change, done or not."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

from reelpulse.core.obs import Change, ObsChange, Part
from reelpulse.obs import names
from reelpulse.obs.collection import Collection
from reelpulse.obs.stage import Stage, WantedInput, WantedItem


def plan(stage: Stage, found: Collection) -> tuple[ObsChange, ...]:
    """All changes in the order in which they are to be made; `LEAVE` where nothing differs."""
    return (
        *_renames(stage, found),
        *(_scene(name, found) for name in stage.scenes),
        *(_input(wanted, found) for wanted in stage.inputs),
        *(_item(wanted, found) for wanted in stage.items),
        *_unwanted(stage, found),
    )


def removal(found: Collection) -> tuple[ObsChange, ...]:
    """What we made, to be taken away.

    A scene of ours in which the only item of a person's input stands is left: OBS would throw the
    input away together with the scene.
    """
    inputs = [name for name in names.INPUTS if name in found.inputs and name in found.ours]
    gone = (*inputs, *(name for name in names.SCENES if name in found.ours))
    changes = [_change(Change.REMOVE, Part.INPUT, name) for name in inputs]
    for scene in reversed(names.SCENES):
        if scene in found.ours and scene in found.scenes:
            keeps = set(guests(found, scene)) - set(gone) - _elsewhere(found, scene)
            change = Change.LEAVE if keeps else Change.REMOVE
            changes.append(_change(change, Part.SCENE, scene))
    return tuple(changes)


def guests(found: Collection, scene: str) -> tuple[str, ...]:
    """Sources in a scene that a person put there."""
    return tuple(
        item.source for item in found.items.get(scene, ()) if item.source not in found.ours
    )


def settings_fit(wanted: Mapping[str, Any], found: Mapping[str, Any]) -> bool:
    """Whether all wanted values are there; OBS may add its own, also inside a font."""
    return all(name in found and _fits(value, found[name]) for name, value in wanted.items())


def _renames(stage: Stage, found: Collection) -> tuple[ObsChange, ...]:
    """The person's own scenes and inputs that have our names."""
    theirs = [
        _change(Change.RENAME, Part.SCENE, name)
        for name in stage.scenes
        if name not in found.ours and (name in found.scenes or name in found.kind_of)
    ]
    theirs += [
        _change(Change.RENAME, Part.INPUT, wanted.name)
        for wanted in stage.inputs
        if wanted.name not in found.ours
        and (wanted.name in found.kind_of or wanted.name in found.scenes)
    ]
    return tuple(theirs)


def _scene(name: str, found: Collection) -> ObsChange:
    there = name in found.ours and name in found.scenes
    return _change(Change.LEAVE if there else Change.CREATE, Part.SCENE, name)


def _input(wanted: WantedInput, found: Collection) -> ObsChange:
    there = found.inputs.get(wanted.name) if wanted.name in found.ours else None
    if there is None:
        return _change(Change.CREATE, Part.INPUT, wanted.name)
    fits = settings_fit(wanted.settings, there.settings)
    same = fits and there.is_monitored == wanted.monitored
    return _change(Change.LEAVE if same else Change.UPDATE, Part.INPUT, wanted.name)


def _item(wanted: WantedItem, found: Collection) -> ObsChange:
    is_ours = wanted.scene in found.ours
    their_name = wanted.source in (*names.SCENES, *names.INPUTS) and wanted.source not in found.ours
    there = found.item(wanted.scene, wanted.source) if is_ours and not their_name else None
    if there is None:
        return _change(Change.CREATE, Part.ITEM, wanted.source, wanted.scene)
    same = not wanted.is_fixed or settings_fit(wanted.transform, there.transform)
    change = Change.LEAVE if same else Change.UPDATE
    return _change(change, Part.ITEM, wanted.source, wanted.scene)


def _unwanted(stage: Stage, found: Collection) -> tuple[ObsChange, ...]:
    """The other kind of overlay, from before this OBS had browsers or lost them."""
    kept = {wanted.name for wanted in stage.inputs}
    return tuple(
        _change(Change.REMOVE, Part.INPUT, name)
        for name in (names.BROWSER_OVERLAY, names.TEXT_OVERLAY)
        if name in found.ours and name not in kept
    )


def _elsewhere(found: Collection, scene: str) -> set[str]:
    """Sources that stand in a scene which stays."""
    return {
        item.source
        for other, items in found.items.items()
        if other != scene and other not in found.ours
        for item in items
    }


def _fits(wanted: object, found: object) -> bool:
    if isinstance(wanted, Mapping):
        return isinstance(found, Mapping) and settings_fit(wanted, found)
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        return math.isclose(wanted, found, abs_tol=0.01)
    return wanted == found


def _change(change: Change, part: Part, name: str, scene: str = "") -> ObsChange:
    return ObsChange(change=change, part=part, name=name, scene=scene)
