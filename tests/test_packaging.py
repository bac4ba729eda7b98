"""What an installation gets: the wheel's content, and the locked packages."""

from __future__ import annotations

import subprocess
import sys
import tomllib
import zipfile
from email.parser import Parser
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parents[1]
MAX_WHEEL_BYTES = 17_000_000
"""Of which five nets are 15."""
PLATFORMS = [
    {"sys_platform": platform, "python_version": python, "python_full_version": f"{python}.9"}
    for platform in ("linux", "darwin", "win32")
    for python in ("3.11", "3.12")
]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of this checkout, built by the installed hatchling without isolation or network."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (built,) = folder.iterdir()
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> list[str]:
    """Every file in the wheel."""
    with zipfile.ZipFile(wheel) as archive:
        return archive.namelist()


class TestWheel:
    def test_site_packages_gets_reelpulse_and_nothing_else(self, names: list[str]) -> None:
        tops = {name.split("/")[0] for name in names}
        assert {top for top in tops if not top.endswith(".dist-info")} == {"reelpulse"}

    def test_no_test_and_no_bytecode_rides_along(self, names: list[str]) -> None:
        assert [
            name
            for name in names
            if "tests/" in name or "conftest" in name or name.endswith((".pyc", ".db"))
        ] == []

    def test_every_file_of_the_package_is_in_it(self, names: list[str]) -> None:
        package = ROOT / "server" / "reelpulse"
        files = {
            f"reelpulse/{path.relative_to(package).as_posix()}"
            for path in package.rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert files - set(names) == set()

    @pytest.mark.parametrize(
        "folder",
        ["overlays", "obs_plugin", "models/weights", "models/licences", "models/descriptions"],
    )
    def test_every_file_beside_the_package_is_bundled(self, folder: str, names: list[str]) -> None:
        files = {
            f"reelpulse/_bundled/{path.relative_to(ROOT).as_posix()}"
            for path in (ROOT / folder).rglob("*")
            if path.is_file() and "__pycache__" not in path.parts
        }
        assert files
        assert files - set(names) == set()

    def test_the_manifest_names_only_bundled_nets(self, wheel: Path, names: list[str]) -> None:
        with zipfile.ZipFile(wheel) as archive:
            manifest = archive.read("reelpulse/_bundled/models/manifest.toml").decode()
        files = [net["file"] for net in tomllib.loads(manifest)["net"]]
        assert files
        assert [file for file in files if f"reelpulse/_bundled/models/{file}" not in names] == []

    def test_the_list_of_nets_that_can_be_fetched_rides_along_and_their_files_do_not(
        self, wheel: Path, names: list[str]
    ) -> None:
        with zipfile.ZipFile(wheel) as archive:
            text = archive.read("reelpulse/_bundled/models/fetchable.toml").decode()
        fetchable = [net["address"].split("/")[-1] for net in tomllib.loads(text)["net"]]
        assert fetchable == ["yunet_n_dynamic.onnx", "face_landmarker.task"]
        assert [name for name in names if name.endswith((".task", "yunet_n_dynamic.onnx"))] == []

    def test_what_trains_and_converts_nets_stays_in_the_repository(self, names: list[str]) -> None:
        assert not [name for name in names if "reelpulse_models" in name]

    def test_it_is_small_enough_to_send(self, wheel: Path) -> None:
        assert wheel.stat().st_size < MAX_WHEEL_BYTES

    def test_its_metadata_say_python_licence_and_command(self, wheel: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            (folder,) = {n.split("/")[0] for n in archive.namelist() if ".dist-info" in n}
            metadata = Parser().parsestr(archive.read(f"{folder}/METADATA").decode())
            commands = archive.read(f"{folder}/entry_points.txt").decode()
        assert set(metadata["Requires-Python"].split(",")) == {">=3.11", "<3.13"}
        assert metadata["License-Expression"] == "Apache-2.0"
        assert "reelpulse = reelpulse.__main__:main" in commands

    def test_an_unpacked_wheel_finds_its_own_resources(self, wheel: Path, tmp_path: Path) -> None:
        with zipfile.ZipFile(wheel) as archive:
            archive.extractall(tmp_path)
        program = (
            f"import sys; sys.path.insert(0, {str(tmp_path)!r})\n"
            "from reelpulse.resources import package_resource, resource\n"
            "print(resource('overlays', 'emotion-bars', 'index.html'))\n"
            "print(resource('obs_plugin', 'reelpulse_link', 'sender.py'))\n"
            "print(resource('models', 'manifest.toml'))\n"
            "print(package_resource('texts', 'catalogues'))\n"
        )
        # -I: neither this checkout nor the environment may lend a file.
        ran = subprocess.run(
            [sys.executable, "-I", "-c", program], capture_output=True, text=True, check=True
        )
        inside = tmp_path / "reelpulse"
        assert ran.stdout.splitlines() == [
            str(inside / "_bundled" / "overlays" / "emotion-bars" / "index.html"),
            str(inside / "_bundled" / "obs_plugin" / "reelpulse_link" / "sender.py"),
            str(inside / "_bundled" / "models" / "manifest.toml"),
            str(inside / "texts" / "catalogues"),
        ]


def _locked(name: str) -> list[Requirement]:
    """The pins of a lock file, their hashes cut off."""
    lines = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line.removesuffix("\\").strip()) for line in lines if "==" in line]


def _pins(requirements: list[Requirement], platform: dict[str, str]) -> dict[str, str]:
    """Version by package on one platform."""
    return {
        pin.name: next(iter(pin.specifier)).version
        for pin in requirements
        if pin.marker is None or pin.marker.evaluate({**platform})
    }


class TestLocks:
    @pytest.mark.parametrize("name", ["runtime", "test"])
    def test_every_locked_package_has_hashes(self, name: str) -> None:
        text = (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
        packages = [line for line in text.splitlines() if not line.startswith(" ")]
        assert len(packages) > 40
        assert [line for line in packages if not line.endswith("\\")] == []

    @pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: "-".join(p.values()))
    def test_the_tests_run_the_very_versions_that_users_get(self, platform: dict[str, str]) -> None:
        users, tests = _pins(_locked("runtime"), platform), _pins(_locked("test"), platform)
        assert {name: tests.get(name) for name in users} == users

    @pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: "-".join(p.values()))
    def test_the_locks_fit_what_the_project_asks_for(self, platform: dict[str, str]) -> None:
        project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
        extras = project["optional-dependencies"]
        wanted = {
            "runtime": project["dependencies"],
            "test": project["dependencies"] + extras["test"] + extras["models"],
        }
        for lock, lines in wanted.items():
            pins = _pins(_locked(lock), platform)
            asked = [Requirement(line) for line in lines]
            applying = [a for a in asked if a.marker is None or a.marker.evaluate({**platform})]
            assert [str(a) for a in applying if pins.get(a.name, "0") not in a.specifier] == []

    @pytest.mark.parametrize("platform", PLATFORMS, ids=lambda p: "-".join(p.values()))
    def test_no_platform_gets_two_onnx_runtimes_or_two_opencv_versions(
        self, platform: dict[str, str]
    ) -> None:
        pins = _pins(_locked("test"), platform)
        runtime = "onnxruntime-directml" if platform["sys_platform"] == "win32" else "onnxruntime"
        assert [name for name in pins if name.startswith("onnxruntime")] == [runtime]
        assert len({version for name, version in pins.items() if name.startswith("opencv")}) == 1
