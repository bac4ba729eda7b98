"""The words that the page's OBS section puts on the page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from reelpulse.web.marked import N_

OBS_TEXTS: Final[Mapping[str, str]] = {
    "obs.connected": N_("OBS {version}, scene collection “{collection}”"),
    "obs.not_running": N_(
        "OBS does not answer. Start it; if it is running, switch on Tools → WebSocket Server "
        "Settings → Enable WebSocket server."
    ),
    "obs.not_configured": N_(
        "OBS's WebSocket server is switched off. In OBS: Tools → WebSocket Server Settings → "
        "Enable WebSocket server."
    ),
    "obs.wrong_password": N_(
        "OBS asks for another password: Tools → WebSocket Server Settings → Show Connect Info."
    ),
    "obs.script": N_("Script: connected"),
    "obs.no_script": N_("Script: not connected. It is installed by `reelpulse obs install`."),
    "obs.set_up": N_("Scenes: set up"),
    "obs.not_set_up": N_("Scenes: not set up in this collection"),
    "obs.overlay.browser": N_("Overlay: the page, in a browser source"),
    "obs.overlay.text": N_(
        "Overlay: a line of text per seat, because this OBS has no browser source"
    ),
    "obs.recording": N_("OBS is recording."),
    "obs.done": N_("Done: {changed}."),
    "obs.unchanged": N_("Everything was in place; nothing was changed."),
    "obs.webcam": N_("Webcam: {name}."),
    "obs.no_webcam": N_("No camera was found: add one as a source in OBS, then choose it here."),
    "obs.removed": N_("Removed: {names}."),
    "obs.nothing_removed": N_("There was nothing of ours in this collection."),
    "obs.left": N_("Left, because something of yours stands only there: {names}."),
    "obs.projected": N_("The audience's picture is on the screen. Esc on that screen closes it."),
    "obs.password.kept": N_("The password is kept; OBS is asked again."),
    "obs.webcam.auto": N_("chosen by itself"),
    "ask.obs.rename": N_(
        "These are yours and have our names: {names}. They will be renamed, and nothing else about "
        "them changes. Go on?"
    ),
    "ask.obs.remove": N_(
        "Take our scenes and sources out of OBS's current collection? Yours stay as they are."
    ),
}
