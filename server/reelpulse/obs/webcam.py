"""Picks the input that shows the audience: the person's own where there is one, else a new camera."""

from __future__ import annotations

from reelpulse.errors import ObsError
from reelpulse.obs import names
from reelpulse.obs.collection import Collection
from reelpulse.obs.kinds import device_property, has_picture, is_webcam
from reelpulse.obs.plan import guests
from reelpulse.obs.requests import Requests


def webcam_choices(found: Collection) -> tuple[str, ...]:
    """The person's inputs that could show the audience, cameras first."""
    inputs = [
        (not is_webcam(kind), name)
        for name, kind in found.kind_of.items()
        if name not in found.ours and has_picture(kind)
    ]
    return tuple(name for _, name in sorted(inputs))


def choose_webcam(found: Collection, placed: str | None, wish: str | None) -> str | None:
    """The input to use; None: a camera has to be made.

    A camera's input of the person's own comes before a new one, because many cameras can be opened
    only once.

    Args:
        found: what is in OBS.
        placed: the input that an earlier set-up chose.
        wish: the input that the person names.

    Raises:
        ObsError: there is no such input, or it has no picture.
    """
    choices = webcam_choices(found)
    if wish is not None and wish != names.WEBCAM:
        if wish not in choices:
            raise ObsError(
                "OBS has no input “{name}” with a picture. There are: {known}.",
                name=wish,
                known=", ".join(choices) or "-",
            )
        return wish
    earlier = [placed] if placed in guests(found, names.SESSION) else []
    cameras = [name for name in choices if is_webcam(found.kind_of[name])]
    own = names.WEBCAM in found.ours
    return next(iter((*earlier, *([names.WEBCAM] if own else []), *cameras)), None)


def former_webcam(found: Collection, placed: str | None, webcam: str | None) -> str | None:
    """The input that an earlier set-up placed, where another one is to take its place.

    Args:
        found: what is in OBS.
        placed: what the earlier set-up noted.
        webcam: what the person wants now.

    Raises:
        ObsError: it stands nowhere else, so that OBS would delete it.
    """
    if placed in {None, webcam} or placed in found.ours:
        return None
    if placed is None or placed not in guests(found, names.SESSION):
        return None
    if not any(
        item.source == placed
        for scene, items in found.items.items()
        if scene != names.SESSION
        for item in items
    ):
        raise ObsError(
            "“{name}” stands only in the scene “{scene}”, and OBS would delete it from there for "
            "good. Put it into another scene of yours, or remove it yourself, then try again.",
            name=placed,
            scene=names.SESSION,
        )
    return placed


def take_first_device(requests: Requests, name: str, kind: str) -> bool:
    """Give a new camera's input the first device that this machine offers; False: there is none."""
    setting = device_property(kind)
    items = requests.ask(
        "GetInputPropertiesListPropertyItems", inputName=name, propertyName=setting
    )["propertyItems"]
    devices = [one["itemValue"] for one in items if one["itemValue"] and one["itemEnabled"]]
    if not devices:
        return False
    requests.ask(
        "SetInputSettings", inputName=name, inputSettings={setting: devices[0]}, overlay=True
    )
    return True
