"""The script is installed with all it imports, brought up to date, and deleted again."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from reelpulse.errors import ObsError
from reelpulse.obs import script_install, vendored
from reelpulse.obs.script_install import install_script, python_for_obs, remove_script
from reelpulse.resources import resource


def install(config: Path, plugin: Path | None = None) -> script_install.Installed:
    return install_script(
        config,
        plugin or resource("obs_plugin"),
        server_url="ws://127.0.0.1:1/ws/ingest",
        ingest_token="secret",
    )


def test_obs_finds_the_script_with_its_packages_and_its_token(tmp_path: Path) -> None:
    installed = install(tmp_path)
    folder = installed.script.parent
    assert installed.script.is_file()
    assert not installed.is_upgrade
    link = folder / "reelpulse_link.json"
    assert json.loads(link.read_text()) == {
        "server": "ws://127.0.0.1:1/ws/ingest",
        "token": "secret",
    }
    assert os.name == "nt" or link.stat().st_mode & 0o777 == 0o600
    assert (folder / "vendor" / "licences" / "websockets" / "LICENSE").is_file()
    kinds = {path.suffix for path in (folder / "vendor").rglob("*") if path.is_file()}
    assert kinds <= {".py", ".typed", "", ".txt", ".md"}
    assert not list(folder.rglob("__pycache__"))


def test_a_python_without_our_packages_can_import_what_was_copied(tmp_path: Path) -> None:
    vendor = install(tmp_path).script.parent / "vendor"
    code = (
        f"import sys; sys.path.insert(0, {str(vendor)!r}); "
        "import websockets.sync.client, obsws_python, websocket; "
        "print(websockets.__file__, obsws_python.__file__, websocket.__file__)"
    )
    told = subprocess.run(
        [sys.executable, "-I", "-S", "-c", code], capture_output=True, text=True, check=True
    ).stdout
    assert told.count(str(vendor)) == 3


def test_an_upgrade_replaces_everything_in_one_step(tmp_path: Path) -> None:
    folder = install(tmp_path).script.parent
    (folder / "left_over.py").touch()
    assert install(tmp_path).is_upgrade
    assert not (folder / "left_over.py").exists()
    assert [path.name for path in folder.parent.iterdir()] == ["reelpulse"]


def test_an_upgrade_that_fails_keeps_what_was_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = install(tmp_path).script
    monkeypatch.setattr(vendored, "DISTRIBUTIONS", ("websockets", "a-package-of-nobody"))
    with pytest.raises(ObsError, match="a-package-of-nobody is not installed"):
        install(tmp_path)
    assert script.is_file()
    assert [path.name for path in script.parent.parent.iterdir()] == ["reelpulse"]


def test_removal_leaves_other_scripts(tmp_path: Path) -> None:
    folder = install(tmp_path).script.parent
    other = folder.parent / "clock.lua"
    other.touch()
    assert remove_script(tmp_path)
    assert not remove_script(tmp_path)
    assert list(folder.parent.iterdir()) == [other]


@pytest.mark.parametrize(
    ("platform", "folder"),
    [("linux", None), ("win32", sys.base_prefix), ("darwin", sys.base_prefix)],
)
def test_only_windows_and_macos_are_told_a_python(
    monkeypatch: pytest.MonkeyPatch, platform: str, folder: str | None
) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    assert python_for_obs() == (Path(folder) if folder else None)
