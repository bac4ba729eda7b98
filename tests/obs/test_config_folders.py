"""OBS's folder and its WebSocket settings are found on every system."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from reelpulse.errors import ObsError
from reelpulse.obs.config_folders import System, find_config_folder, usual_folders
from reelpulse.obs.password_file import read_password, write_password
from reelpulse.obs.websocket_settings import read_obs_server


def system(home: Path, platform: str, **environment: str) -> System:
    return System(platform=platform, home=home, environment=environment)


@pytest.mark.parametrize(
    ("platform", "environment", "folders"),
    [
        ("win32", {"APPDATA": "/roaming"}, ["/roaming/obs-studio"]),
        ("win32", {}, ["/home/ann/AppData/Roaming/obs-studio"]),
        ("darwin", {}, ["/home/ann/Library/Application Support/obs-studio"]),
        (
            "linux",
            {},
            [
                "/home/ann/.config/obs-studio",
                "/home/ann/.var/app/com.obsproject.Studio/config/obs-studio",
            ],
        ),
        (
            "linux",
            {"XDG_CONFIG_HOME": "/elsewhere"},
            [
                "/elsewhere/obs-studio",
                "/home/ann/.var/app/com.obsproject.Studio/config/obs-studio",
            ],
        ),
    ],
)
def test_each_system_has_its_own_places(
    platform: str, environment: dict[str, str], folders: list[str]
) -> None:
    found = usual_folders(system(Path("/home/ann"), platform, **environment))
    assert [folder.as_posix() for folder in found] == folders


def test_of_a_package_and_a_flatpak_the_one_used_last_is_taken(tmp_path: Path) -> None:
    package, flatpak = usual_folders(system(tmp_path, "linux"))
    assert find_config_folder(system(tmp_path, "linux")) is None
    for folder, used_s in ((package, 1_000), (flatpak, 2_000)):
        folder.mkdir(parents=True)
        (folder / "global.ini").touch()
        os.utime(folder / "global.ini", (used_s, used_s))
    assert find_config_folder(system(tmp_path, "linux")) == flatpak
    os.utime(package / "global.ini", (3_000, 3_000))
    assert find_config_folder(system(tmp_path, "linux")) == package


def test_a_named_folder_must_be_obs_s(tmp_path: Path) -> None:
    with pytest.raises(ObsError, match=r"no global\.ini"):
        find_config_folder(system(tmp_path, "linux"), str(tmp_path))
    (tmp_path / "user.ini").touch()
    assert find_config_folder(system(tmp_path, "linux"), str(tmp_path)) == tmp_path


def ini(folder: Path, text: str) -> None:
    (folder / "global.ini").write_text(text, encoding="utf-8-sig")


def test_an_older_obs_keeps_its_server_in_the_ini_file(tmp_path: Path) -> None:
    ini(
        tmp_path,
        "[General]\nName=50% done\n[OBSWebSocket]\nServerEnabled=true\nServerPort=4466\n"
        "AuthRequired=true\nServerPassword=p%q;=x\n",
    )
    server = read_obs_server(tmp_path)
    assert server is not None
    assert (server.is_enabled, server.port, server.password) == (True, 4466, "p%q;=x")
    assert "p%q" not in repr(server)


def test_a_newer_obs_keeps_it_in_json_and_no_longer_reads_the_ini_file(tmp_path: Path) -> None:
    ini(tmp_path, "[OBSWebSocket]\nServerEnabled=false\nServerPort=1\n")
    folder = tmp_path / "plugin_config" / "obs-websocket"
    folder.mkdir(parents=True)
    values = {
        "server_enabled": True,
        "server_port": 4477,
        "auth_required": False,
        "server_password": "unused",
    }
    (folder / "config.json").write_text(json.dumps(values))
    server = read_obs_server(tmp_path)
    assert server is not None
    assert (server.is_enabled, server.port, server.password) == (True, 4477, "")


@pytest.mark.parametrize("text", ["", "no ini", "[OBSWebSocket]\nServerPort=many\n", "[General]\n"])
def test_what_cannot_be_read_is_as_if_it_were_not_there(tmp_path: Path, text: str) -> None:
    ini(tmp_path, text)
    assert read_obs_server(tmp_path) is None


def test_a_typed_password_is_kept_for_its_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "new" / "obs_password.json"
    assert read_password(file) is None
    write_password(file, "geheim ü")
    assert read_password(file) == "geheim ü"
    assert os.name == "nt" or file.stat().st_mode & 0o777 == 0o600
    assert list(file.parent.iterdir()) == [file]
    file.write_text("[1]")
    assert read_password(file) is None
