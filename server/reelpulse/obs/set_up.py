"""Makes our scenes in OBS's current collection, or takes them away again."""

from __future__ import annotations

import dataclasses
import time
from collections.abc import Callable, Sequence
from typing import Final

from reelpulse.core.obs import Change, ObsChange, Part, SetUpOutcome
from reelpulse.errors import ObsRefusedError
from reelpulse.obs import names
from reelpulse.obs.collection import Collection, is_marked, mark, read_collection, read_note
from reelpulse.obs.kinds import Kinds
from reelpulse.obs.plan import plan, removal
from reelpulse.obs.requests import NO_SUCH_SOURCE, Requests
from reelpulse.obs.stage import Stage, WantedInput, WantedItem, wanted_stage
from reelpulse.obs.webcam import choose_webcam, former_webcam, take_first_device

GONE_TIMEOUT_S: Final = 3.0
"""Longer than the longest usual transition out of a scene that is removed."""
_GONE_STEP_S: Final = 0.02


def set_up(
    requests: Requests,
    *,
    overlay_url: str,
    language: str,
    font: str,
    webcam: str | None,
    agreed: bool,
) -> SetUpOutcome:
    """Create what is missing, update what differs, leave the rest; again changes nothing.

    Args:
        requests: OBS.
        overlay_url: address of the overlay's page, with its token.
        language: of the overlay; noted in OBS for the text overlay.
        font: name of a font of this system.
        webcam: the input that shows the audience; None: chosen or made.
        agreed: the person's own things with our names may be renamed; else nothing is touched
            where there are any.

    Raises:
        ObsError: OBS has gone or refuses, or there is no such webcam.
    """
    kinds = Kinds.of(requests.ask("GetInputKindList", unversioned=False)["inputKinds"])
    found = read_collection(requests)
    placed = read_note(requests, names.SESSION, "webcam") if names.SESSION in found.ours else None
    chosen = choose_webcam(found, placed, webcam)
    is_new = chosen is None and kinds.webcam is not None
    stage = wanted_stage(
        found.canvas,
        kinds=kinds,
        overlay_url=overlay_url,
        webcam=names.WEBCAM if is_new else chosen,
        font=font,
    )
    if is_new and kinds.webcam:
        stage = _with_camera(stage, kinds.webcam)
    former = former_webcam(found, placed, chosen)
    changes = (*plan(stage, found), *_dismissal(former))
    if any(change.change is Change.RENAME for change in changes) and not agreed:
        return SetUpOutcome(changes=changes, done=False, overlay=stage.overlay, webcam=chosen)
    _Builder(requests, stage, found).make(changes)
    if is_new and kinds.webcam:
        if take_first_device(requests, names.WEBCAM, kinds.webcam):
            chosen = names.WEBCAM
        else:
            _remove_from_session(requests, names.WEBCAM)
            changes = tuple(change for change in changes if change.name != names.WEBCAM)
    mark(requests, names.SESSION, language=language, webcam=chosen or "")
    return SetUpOutcome(changes=changes, done=True, overlay=stage.overlay, webcam=chosen)


def remove(requests: Requests) -> tuple[ObsChange, ...]:
    """Take away what we made and nothing else.

    Raises:
        ObsError: OBS has gone, or refuses.
    """
    found = read_collection(requests)
    changes = removal(found)
    gone = {change.name for change in changes if change.change is Change.REMOVE}
    if set(found.scenes) <= gone:
        # OBS always keeps one scene.
        requests.ask("CreateScene", sceneName="Scene")
    _take_out(requests, found, gone)
    for change in changes:
        if change.change is Change.REMOVE:
            _remove(requests, change)
    _wait_until_gone(requests, gone)
    return changes


def _take_out(requests: Requests, found: Collection, gone: set[str]) -> None:
    """From the scenes that stay: one that is not drawn would hold on to what was removed."""
    for scene in set(found.scenes) - gone:
        for item in found.items[scene]:
            if item.source in gone:
                requests.ask("RemoveSceneItem", sceneName=scene, sceneItemId=item.item_id)


def _remove_from_session(requests: Requests, name: str) -> None:
    items = requests.ask("GetSceneItemList", sceneName=names.SESSION)["sceneItems"]
    for item_id in [one["sceneItemId"] for one in items if one["sourceName"] == name]:
        requests.ask("RemoveSceneItem", sceneName=names.SESSION, sceneItemId=item_id)
    _remove(requests, ObsChange(change=Change.REMOVE, part=Part.INPUT, name=name))
    _wait_until_gone(requests, {name})


def _wait_until_gone(requests: Requests, gone: set[str]) -> None:
    """OBS frees a source once nothing draws it any more; until then its name is taken."""
    deadline_s = time.monotonic() + GONE_TIMEOUT_S
    while _any_there(requests, gone) and time.monotonic() < deadline_s:
        time.sleep(_GONE_STEP_S)


def _any_there(requests: Requests, gone: set[str]) -> bool:
    """The window's list of scenes is asked for last: OBS takes a scene out of it at the very end."""
    inputs = {one["inputName"] for one in requests.ask("GetInputList")["inputs"]}
    if inputs & gone or any(is_marked(requests, name) for name in gone):
        return True
    scenes = {one["sceneName"] for one in requests.ask("GetSceneList")["scenes"]}
    return bool(scenes & gone)


def _remove(requests: Requests, change: ObsChange) -> None:
    try:
        if change.part is Part.SCENE:
            requests.ask("RemoveScene", sceneName=change.name)
        else:
            requests.ask("RemoveInput", inputName=change.name)
    except ObsRefusedError as problem:
        if problem.code != NO_SUCH_SOURCE:  # it went with its last item
            raise


def _with_camera(stage: Stage, kind: str) -> Stage:
    camera = WantedInput(name=names.WEBCAM, kind=kind, home=names.SESSION, settings={})
    return dataclasses.replace(stage, inputs=(*stage.inputs, camera))


def _dismissal(webcam: str | None) -> tuple[ObsChange, ...]:
    if webcam is None:
        return ()
    return (ObsChange(change=Change.REMOVE, part=Part.ITEM, name=webcam, scene=names.SESSION),)


class _Builder:
    """Carries out the changes of one plan."""

    def __init__(self, requests: Requests, stage: Stage, found: Collection) -> None:
        self._requests = requests
        self._found = found
        self._inputs = {wanted.name: wanted for wanted in stage.inputs}
        self._items = {(wanted.scene, wanted.source): wanted for wanted in stage.items}
        self._do: dict[tuple[Change, Part], Callable[[ObsChange], None]] = {
            (Change.RENAME, Part.SCENE): self._rename,
            (Change.RENAME, Part.INPUT): self._rename,
            (Change.CREATE, Part.SCENE): self._create_scene,
            (Change.CREATE, Part.INPUT): self._create_input,
            (Change.UPDATE, Part.INPUT): self._update_input,
            (Change.CREATE, Part.ITEM): self._create_item,
            (Change.UPDATE, Part.ITEM): self._update_item,
            (Change.REMOVE, Part.INPUT): self._remove_input,
            (Change.REMOVE, Part.ITEM): self._remove_item,
        }

    def make(self, changes: Sequence[ObsChange]) -> None:
        """One after the other; whatever OBS refuses ends it with what was done so far."""
        for change in changes:
            if change.change is not Change.LEAVE:
                self._do[change.change, change.part](change)
        for scene in names.SCENES:
            self._put_in_order(scene)

    def _rename(self, change: ObsChange) -> None:
        new = _free_name(change.name, taken={*self._found.scenes, *self._found.kind_of})
        if change.name in self._found.scenes:
            self._requests.ask("SetSceneName", sceneName=change.name, newSceneName=new)
        else:
            self._requests.ask("SetInputName", inputName=change.name, newInputName=new)

    def _create_scene(self, change: ObsChange) -> None:
        self._requests.ask("CreateScene", sceneName=change.name)
        mark(self._requests, change.name)

    def _create_input(self, change: ObsChange) -> None:
        wanted = self._inputs[change.name]
        self._requests.ask(
            "CreateInput",
            sceneName=wanted.home,
            inputName=wanted.name,
            inputKind=wanted.kind,
            inputSettings=dict(wanted.settings),
            sceneItemEnabled=False,
        )
        mark(self._requests, wanted.name)
        self._monitor(wanted)

    def _update_input(self, change: ObsChange) -> None:
        wanted = self._inputs[change.name]
        self._requests.ask(
            "SetInputSettings",
            inputName=wanted.name,
            inputSettings=dict(wanted.settings),
            overlay=True,
        )
        self._monitor(wanted)

    def _monitor(self, wanted: WantedInput) -> None:
        if wanted.monitored:
            self._requests.ask(
                "SetInputAudioMonitorType",
                inputName=wanted.name,
                monitorType="OBS_MONITORING_TYPE_MONITOR_AND_OUTPUT",
            )

    def _create_item(self, change: ObsChange) -> None:
        wanted = self._items[change.scene, change.name]
        item_id = self._item_id(wanted)
        if item_id is None:
            item_id = self._requests.ask(
                "CreateSceneItem",
                sceneName=wanted.scene,
                sourceName=wanted.source,
                sceneItemEnabled=False,
            )["sceneItemId"]
        self._place(wanted, item_id)
        self._requests.ask(
            "SetSceneItemEnabled",
            sceneName=wanted.scene,
            sceneItemId=item_id,
            sceneItemEnabled=wanted.is_shown,
        )

    def _update_item(self, change: ObsChange) -> None:
        wanted = self._items[change.scene, change.name]
        item_id = self._item_id(wanted)
        if item_id is not None:
            self._place(wanted, item_id)

    def _place(self, wanted: WantedItem, item_id: int) -> None:
        self._requests.ask(
            "SetSceneItemTransform",
            sceneName=wanted.scene,
            sceneItemId=item_id,
            sceneItemTransform=dict(wanted.transform),
        )

    def _item_id(self, wanted: WantedItem) -> int | None:
        """Creating an input has put it into its scene already."""
        items = self._requests.ask("GetSceneItemList", sceneName=wanted.scene)["sceneItems"]
        ids = (one["sceneItemId"] for one in items if one["sourceName"] == wanted.source)
        return next(ids, None)

    def _remove_input(self, change: ObsChange) -> None:
        _remove_from_session(self._requests, change.name)

    def _remove_item(self, change: ObsChange) -> None:
        item = self._found.item(change.scene, change.name)
        if item is not None:
            self._requests.ask("RemoveSceneItem", sceneName=change.scene, sceneItemId=item.item_id)

    def _put_in_order(self, scene: str) -> None:
        """Ours from the back to the front; a person's own items stay below them if they must move."""
        items = self._requests.ask("GetSceneItemList", sceneName=scene)["sceneItems"]
        ids = {one["sourceName"]: one["sceneItemId"] for one in items}
        now = [
            one["sourceName"]
            for one in sorted(items, key=lambda one: int(one["sceneItemIndex"]))
            if (scene, one["sourceName"]) in self._items
        ]
        wanted = [source for where, source in self._items if where == scene and source in ids]
        if now == wanted:
            return
        for source in wanted:
            self._requests.ask(
                "SetSceneItemIndex",
                sceneName=scene,
                sceneItemId=ids[source],
                sceneItemIndex=len(items) - 1,
            )


def _free_name(name: str, *, taken: set[str]) -> str:
    number = 1
    while (new := f"{name} (old {number})") in taken:
        number += 1
    return new
