"""The script's hooks, with a fake of OBS's module: settings page, settings, start and end."""

from __future__ import annotations

import importlib.util
import json
import shutil
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import obspython
import pytest

import reelpulse_link

PLUGIN = Path(reelpulse_link.__path__[0]).parent


@dataclass
class NotedStatus:
    """What the threads have to say."""

    text: str = "Ready."


class NotedLink:
    """Stands for the threads: notes what the script wants of them."""

    made: ClassVar[list[NotedLink]] = []

    def __init__(self, settings: Any, make_capture: Any) -> None:
        self.settings, self.make_capture = settings, make_capture
        self.calls: list[str] = []
        self.status = NotedStatus()
        NotedLink.made.append(self)

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")

    def tick(self) -> None:
        self.calls.append("tick")

    def wish(self, do: str) -> None:
        self.calls.append(do)


@pytest.fixture
def fake() -> Iterator[obspython.FakeObs]:
    obspython.fake = obspython.FakeObs()
    NotedLink.made = []
    yield obspython.fake


def load(folder: Path) -> Any:
    """The script as OBS loads it, from a folder of its own."""
    shutil.copytree(PLUGIN, folder, dirs_exist_ok=True)
    kept = {name: one for name, one in sys.modules.items() if name.startswith("reelpulse_link")}
    spec = importlib.util.spec_from_file_location("reelpulse_obs", folder / "reelpulse_obs.py")
    assert spec is not None and spec.loader is not None
    script = importlib.util.module_from_spec(spec)
    path = list(sys.path)
    try:
        spec.loader.exec_module(script)
    finally:
        sys.path[:] = path
        for name in [name for name in sys.modules if name.startswith("reelpulse_link")]:
            del sys.modules[name]
        sys.modules.update(kept)
    script.Link = NotedLink  # type: ignore[attr-defined]
    return script


@pytest.fixture
def script(fake: obspython.FakeObs, tmp_path: Path) -> Any:
    return load(tmp_path / "plugin")


def begun(script: Any, **values: Any) -> obspython.FakeData:
    data = obspython.FakeData(values)
    script.script_defaults(data)
    script.script_load(data)
    script.script_update(data)
    return data


def test_what_the_installation_wrote_is_the_default(
    fake: obspython.FakeObs, tmp_path: Path
) -> None:
    folder = tmp_path / "plugin"
    folder.mkdir()
    written = {"server": "ws://127.0.0.1:9000/ws/ingest", "token": "secret"}
    (folder / "reelpulse_link.json").write_text(json.dumps(written))
    begun(load(folder))
    (link,) = NotedLink.made
    assert (link.settings.server.url, link.settings.server.token) == (*written.values(),)
    assert link.calls == ["start"]


def test_the_websocket_is_found_in_obs_own_settings(
    fake: obspython.FakeObs, tmp_path: Path
) -> None:
    config = tmp_path / "obs" / "plugin_config" / "obs-websocket" / "config.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps({"server_port": 4499, "server_password": "pw"}))
    fake.websocket_config = str(config)
    begun(load(tmp_path / "plugin"))
    address = NotedLink.made[0].settings.obs
    assert (address.port, address.password) == (4499, "pw")


def test_a_changed_setting_starts_the_threads_anew_and_an_unchanged_one_does_not(
    script: Any,
) -> None:
    data = begun(script)
    script.script_update(data)
    assert len(NotedLink.made) == 1
    data.values["rate"] = 10
    script.script_update(data)
    first, second = NotedLink.made
    assert first.calls == ["start", "stop"]
    assert second.settings.capture.rate_hz == 10.0


@pytest.mark.parametrize(
    ("values", "lead_ms", "capture"),
    [
        ({}, 100.0, "ScreenshotCapture"),
        ({"route": "tap"}, 145.0, "TapCapture"),
        ({"route": "tap", "lead": 80}, 80.0, "TapCapture"),
    ],
)
def test_each_way_of_the_pictures_has_its_own_lead(
    script: Any, values: dict[str, Any], lead_ms: float, capture: str
) -> None:
    begun(script, **values)
    (link,) = NotedLink.made
    made = getattr(link.make_capture, "func", link.make_capture)
    assert (link.settings.lead_ms, made.__name__) == (lead_ms, capture)


def test_the_end_stops_timer_and_threads(script: Any, fake: obspython.FakeObs) -> None:
    begun(script)
    assert len(fake.timers) == 1
    script.script_unload()
    assert fake.timers == []
    assert NotedLink.made[0].calls[-1] == "stop"


def test_the_timer_marks_this_obs_and_leaves_the_settings_alone(
    script: Any, fake: obspython.FakeObs
) -> None:
    fake.sources.append(obspython.FakeSource("RP Audience"))
    data = begun(script)
    fake.timers[0]()
    marked = fake.sources[0].private.values["reelpulse_instance"]
    assert marked == NotedLink.made[0].settings.instance
    assert "status" not in data.values
    assert fake.released % 2 == 0  # the scene and its settings, each time


def test_the_state_is_written_where_the_window_asks_for_it(script: Any) -> None:
    data = begun(script)
    link = NotedLink.made[0]
    page = script.script_properties()
    assert data.values["status"] == "Ready."
    link.status.text = "Running."
    (look,) = [line for line in page if line.name == "look"]
    assert look.press(None, None)
    assert data.values["status"] == "Running."
    link.status.text = "Finished."
    script.script_save(data)
    assert data.values["status"] == "Finished."


def test_buttons_send_the_moderators_wish(script: Any) -> None:
    begun(script)
    buttons = [line for line in script.script_properties() if line.press and line.name != "look"]
    for button in buttons:
        assert button.press(None, None)
    assert NotedLink.made[0].calls[1:] == ["start", "pause", "resume", "skip", "stop"]


def test_only_the_persons_own_inputs_with_a_picture_are_offered_as_webcam(
    script: Any, fake: obspython.FakeObs
) -> None:
    fake.sources += [
        obspython.FakeSource("Zoom cam"),
        obspython.FakeSource("RP Ad"),
        obspython.FakeSource("Microphone", obspython.OBS_SOURCE_AUDIO),
        obspython.FakeSource("Built-in"),
    ]
    (webcam,) = [line for line in script.script_properties() if line.name == "webcam"]
    assert [value for _, value in webcam.choices] == ["", "Built-in", "Zoom cam"]


def test_the_page_is_in_the_language_of_obs(fake: obspython.FakeObs, tmp_path: Path) -> None:
    fake.locale = "ru-RU"
    script = load(tmp_path / "plugin")
    titles = [line.title for line in script.script_properties()]
    assert titles[1:5] == ["Показать свежее состояние", "Начать показ", "Пауза", "Продолжить"]
    assert "Показывает ролики" in script.script_description()
