"""Finds the webcam among OBS's inputs."""

from __future__ import annotations

from reelpulse_link.obs_socket import ObsRefusedError, ObsSocket
from reelpulse_link.stage import OWN_PREFIX, OWN_WEBCAM, SESSION_SCENE

_WITHOUT_PICTURE = ("wasapi_", "coreaudio_", "pulse_", "alsa_", "jack_", "sndio_", "text_")


def find_webcam(socket: ObsSocket, wanted: str) -> str | None:
    """The input with the wanted name, or the first one in RP Session that is not ReelPulse's own.

    Raises:
        ObsGoneError: OBS does not answer.
    """
    if wanted:
        inputs = socket.ask("GetInputList").get("inputs", [])
        return wanted if any(one["inputName"] == wanted for one in inputs) else None
    try:
        items = socket.ask("GetSceneItemList", sceneName=SESSION_SCENE).get("sceneItems", [])
    except ObsRefusedError:  # the scene is not there yet
        return None
    for item in items:
        name, kind = item["sourceName"], item.get("inputKind")
        own = name.startswith(OWN_PREFIX) and name != OWN_WEBCAM
        if kind and not own and not kind.startswith(_WITHOUT_PICTURE):
            return str(name)
    return None


def no_webcam(wanted: str) -> str:
    """What to say when there is none."""
    if wanted:
        return f"OBS has no input called {wanted}. Choose the webcam in this script's settings."
    return "The scene RP Session has no webcam. Add one, or choose it in this script's settings."
