"""ReelPulse inside OBS: plays the ads, sends the webcam pictures. OBS calls the `script_` functions.

OBS calls them from several of its threads, which must never wait: everything that takes time runs on
the threads of `reelpulse_link`.
"""

from __future__ import annotations

import functools
import json
import sys
import uuid
from pathlib import Path
from typing import Any

import obspython as obs

# OBS imports this file by its path; what lies beside it must be found first, in OBS's own Python.
_HERE = Path(__file__).resolve().parent
for _folder in (_HERE, _HERE / "vendor"):
    if str(_folder) not in sys.path:
        sys.path.insert(0, str(_folder))

# OBS keeps imported modules when a script is loaded again: after an upgrade they would be the old ones.
for _name in [name for name in sys.modules if name.partition(".")[0] == "reelpulse_link"]:
    del sys.modules[_name]

from reelpulse_link.capture import CaptureWish
from reelpulse_link.link import Link, LinkSettings, MakeCapture
from reelpulse_link.obs_config import websocket_address
from reelpulse_link.screenshots import ScreenshotCapture
from reelpulse_link.sender import Address
from reelpulse_link.stage import AUDIENCE_SCENE, INSTANCE_KEY
from reelpulse_link.tap import TapCapture, TapOutput
from reelpulse_link.texts import Translator

TICK_MS = 500
_TAP = "tap"
_USUAL = -1
_LEAD_MS = {"": 100.0, _TAP: 145.0}
"""Measured in OBS 29 at 30 frames a second; a set-up of one's own may differ by a frame or two."""
_BUTTONS = {
    "start": "Start the show",
    "pause": "Pause",
    "resume": "Go on",
    "skip": "Skip this ad",
    "stop": "Stop the show",
}


def _websocket_config() -> Path | None:
    """Where obs-websocket keeps its settings; None where OBS was built without it.

    Asked once: obspython never frees the text that OBS makes for it.
    """
    module = obs.obs_get_module("obs-websocket")
    path = obs.obs_module_get_config_path(module, "config.json") if module else None
    return Path(path) if path else None


class _Script:
    """What lives between two calls of OBS."""

    def __init__(self) -> None:
        self.link: Link | None = None
        self.settings: LinkSettings | None = None
        self.obs_settings: Any = None
        self.instance = uuid.uuid4().hex
        self.websocket_config = _websocket_config()
        self.locale = obs.obs_get_locale() or "en-US"
        self.say = Translator(self.locale)


_script = _Script()


def script_description() -> str:
    """The text above the settings."""
    return "<b>ReelPulse</b><br>" + _script.say(
        "Plays the ads of a show and sends the webcam to the ReelPulse server on this computer. "
        "Plan the show on the moderator's page; nothing leaves this machine."
    )


def script_defaults(settings: Any) -> None:
    """Values before the person chose any: those that the installation wrote."""
    installed = _installed()
    obs.obs_data_set_default_string(settings, "server", installed.get("server", _SERVER))
    obs.obs_data_set_default_string(settings, "token", installed.get("token", ""))
    obs.obs_data_set_default_int(settings, "width", 640)
    obs.obs_data_set_default_int(settings, "rate", 15)
    obs.obs_data_set_default_int(settings, "lead", _USUAL)
    obs.obs_data_set_default_string(settings, "notice", _script.say("One moment, please."))


_SERVER = "ws://127.0.0.1:8765/ws/ingest"


def _installed() -> dict[str, str]:
    """`reelpulse_link.json`, written beside this script by `reelpulse obs install`."""
    try:
        text = (_HERE / "reelpulse_link.json").read_text(encoding="utf-8")
    except FileNotFoundError:
        return {}
    values: dict[str, str] = json.loads(text)
    return values


def script_properties() -> Any:
    """The settings page."""
    page, say = obs.obs_properties_create(), _script.say
    if _script.obs_settings is not None:
        _write_status(_script.obs_settings)
    status = obs.obs_properties_add_text(page, "status", "", obs.OBS_TEXT_INFO)
    obs.obs_property_text_set_info_word_wrap(status, True)
    obs.obs_properties_add_button(page, "look", say("Show the newest state"), _look)
    for name, title in _BUTTONS.items():
        obs.obs_properties_add_button(page, name, say(title), _pressed(name))
    webcam = obs.obs_properties_add_list(
        page, "webcam", say("Webcam"), obs.OBS_COMBO_TYPE_LIST, obs.OBS_COMBO_FORMAT_STRING
    )
    obs.obs_property_list_add_string(webcam, say("(the one in RP Session)"), "")
    for name in _video_inputs():
        obs.obs_property_list_add_string(webcam, name, name)
    obs.obs_properties_add_int(
        page, "width", say("Picture width (1280 if people sit far away)"), 320, 1920, 16
    )
    obs.obs_properties_add_int(page, "rate", say("Pictures a second"), 1, 30, 1)
    route = obs.obs_properties_add_list(
        page,
        "route",
        say("Way of the pictures"),
        obs.OBS_COMBO_TYPE_LIST,
        obs.OBS_COMBO_FORMAT_STRING,
    )
    obs.obs_property_list_add_string(route, say("Screenshots"), "")
    obs.obs_property_list_add_string(route, say("Tap"), _TAP)
    obs.obs_properties_add_int(
        page, "lead", say("Lead of the ad's cursor, ms (-1: usual)"), _USUAL, 1000, 1
    )
    obs.obs_properties_add_text(page, "notice", say("Text for the room"), obs.OBS_TEXT_DEFAULT)
    obs.obs_properties_add_text(page, "server", say("Server address"), obs.OBS_TEXT_DEFAULT)
    obs.obs_properties_add_text(page, "token", say("Ingest token"), obs.OBS_TEXT_PASSWORD)
    obs.obs_properties_add_int(page, "port", say("WebSocket port (0: OBS's own)"), 0, 65535, 1)
    obs.obs_properties_add_text(
        page, "password", say("WebSocket password (empty: OBS's own)"), obs.OBS_TEXT_PASSWORD
    )
    return page


def _look(_page: Any, _button: Any) -> bool:
    if _script.obs_settings is not None:
        _write_status(_script.obs_settings)
    return True  # draw the page again


def _pressed(wish: str) -> Any:
    def press(page: Any, button: Any) -> bool:
        if _script.link is not None:
            _script.link.wish(wish)
        return _look(page, button)

    return press


def _video_inputs() -> list[str]:
    """Names of OBS's inputs that have a picture."""
    names = []
    sources = obs.obs_enum_sources()
    for source in sources or ():
        flags = obs.obs_source_get_output_flags(source)
        name = obs.obs_source_get_name(source)
        if flags & obs.OBS_SOURCE_VIDEO and not name.startswith("RP "):
            names.append(name)
    obs.source_list_release(sources)
    return sorted(names)


def script_load(settings: Any) -> None:
    """OBS has loaded the script."""
    _script.obs_settings = settings
    _mark_instance()
    obs.timer_add(_tick, TICK_MS)


def script_update(settings: Any) -> None:
    """The person changed a setting; also called once after loading."""
    wanted = _link_settings(settings)
    if wanted == _script.settings:
        return
    _end_link()
    _script.settings = wanted
    _script.link = Link(wanted, _make_capture(wanted.capture.route))
    _script.link.start()


def _make_capture(route: str) -> MakeCapture:
    """Screenshots, or the tap where the person chose it."""
    if route == _TAP:
        return functools.partial(TapCapture, output=TapOutput(obs))
    return ScreenshotCapture


def script_unload() -> None:
    """OBS closes, or the person removes or reloads the script."""
    obs.timer_remove(_tick)
    _end_link()
    _script.settings = None


def _end_link() -> None:
    link, _script.link = _script.link, None
    if link is not None:
        link.stop()


def _link_settings(settings: Any) -> LinkSettings:
    port, lead = obs.obs_data_get_int(settings, "port"), obs.obs_data_get_int(settings, "lead")
    route = obs.obs_data_get_string(settings, "route")
    password = obs.obs_data_get_string(settings, "password")
    return LinkSettings(
        server=Address(
            obs.obs_data_get_string(settings, "server").strip(),
            obs.obs_data_get_string(settings, "token").strip(),
        ),
        obs=websocket_address(_script.websocket_config, port=port, password=password),
        capture=CaptureWish(
            webcam=obs.obs_data_get_string(settings, "webcam"),
            width_px=obs.obs_data_get_int(settings, "width"),
            route=route,
            rate_hz=float(obs.obs_data_get_int(settings, "rate")),
        ),
        lead_ms=_LEAD_MS[route] if lead == _USUAL else float(lead),
        room_notice=obs.obs_data_get_string(settings, "notice"),
        locale=_script.locale,
        instance=_script.instance,
    )


def _mark_instance() -> None:
    """Mark this OBS, so that the link knows it again over the websocket."""
    scene = obs.obs_get_source_by_name(AUDIENCE_SCENE)
    if scene is None:
        return
    private = obs.obs_source_get_private_settings(scene)
    if obs.obs_data_get_string(private, INSTANCE_KEY) != _script.instance:
        obs.obs_data_set_string(private, INSTANCE_KEY, _script.instance)
    obs.obs_data_release(private)
    obs.obs_source_release(scene)


def _tick() -> None:
    """A timer on OBS's graphics thread: only reads, and returns at once."""
    _mark_instance()
    if _script.link is not None:
        _script.link.tick()


def script_save(settings: Any) -> None:
    """OBS writes the settings down."""
    _write_status(settings)


def _write_status(settings: Any) -> None:
    """What the settings page says on top; the window's thread alone may write into the settings.

    OBS keeps no lock on them: a timer that wrote while OBS saved could crash it.
    """
    if _script.link is not None:
        obs.obs_data_set_string(settings, "status", _script.link.status.text)
