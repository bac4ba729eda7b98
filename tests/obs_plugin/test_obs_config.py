"""Where the script finds OBS's websocket."""

import json
from pathlib import Path

import pytest

from reelpulse_link.obs_config import websocket_address
from reelpulse_link.obs_socket import ObsAddress


@pytest.fixture
def plugin_config(tmp_path: Path) -> Path:
    path = tmp_path / "plugin_config" / "obs-websocket" / "config.json"
    path.parent.mkdir(parents=True)
    return path


def test_later_releases_keep_it_in_the_plugins_own_file(plugin_config: Path) -> None:
    plugin_config.write_text(json.dumps({"server_port": 4466, "server_password": "new"}))
    assert websocket_address(plugin_config, port=0, password="") == ObsAddress(4466, "new")


def test_release_29_keeps_it_in_its_global_file(plugin_config: Path, tmp_path: Path) -> None:
    lines = "\ufeff[General]\nName=100%\n[OBSWebSocket]\nServerPort=4477\nServerPassword=o;l%d\n"
    (tmp_path / "global.ini").write_text(lines, encoding="utf-8")
    assert websocket_address(plugin_config, port=0, password="") == ObsAddress(4477, "o;l%d")


def test_what_the_person_gave_goes_first(plugin_config: Path) -> None:
    plugin_config.write_text(json.dumps({"server_port": 4466, "server_password": "new"}))
    assert websocket_address(plugin_config, port=1, password="own") == ObsAddress(1, "own")


@pytest.mark.parametrize("text", ["", "[1]", "{"])
def test_an_unreadable_file_leaves_obs_usual_port(plugin_config: Path, text: str) -> None:
    plugin_config.write_text(text)
    assert websocket_address(plugin_config, port=0, password="") == ObsAddress(4455, "")


def test_an_obs_without_the_plugin_leaves_the_usual_port() -> None:
    assert websocket_address(None, port=0, password="") == ObsAddress(4455, "")
