"""run.py: which Python it refuses, what it installs, what it makes once, and what it starts."""

from __future__ import annotations

import ast
import importlib.util
import os
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

ROOT = Path(__file__).resolve().parents[1]

if TYPE_CHECKING:
    import run
else:
    _spec = importlib.util.spec_from_file_location("run", ROOT / "run.py")
    run = importlib.util.module_from_spec(_spec)
    _spec.loader.exec_module(run)


_FOR_TESTS = ("chromium", "obs", "Xvfb", "openbox", "wmctrl")
"""The programs that the test command needs."""


class FakeSystem(run.System):
    """A machine that is not there: says what it is told to have, and notes what it is asked to do."""

    def __init__(
        self,
        platform: str = "linux",
        *,
        version: tuple[int, int] = (3, 11),
        programs: tuple[str, ...] = (),
        libraries: set[str] | None = None,
        modules: tuple[str, ...] = ("ensurepip",),
        files: tuple[str, ...] = (),
        root: bool = False,
        failing: tuple[str, ...] = (),
        variables: dict[str, str] | None = None,
    ) -> None:
        self.platform = platform
        self.version = version
        self.programs = programs
        self.libraries = libraries
        self.modules = modules
        self.files = files
        self.root = root
        self.failing = failing
        self.variables = variables or {}
        self.calls: list[str] = []
        self.handed_over: list[str] = []
        self.handed_environment: dict[str, str] = {}

    def call(
        self,
        command: list[str],
        quiet: bool = False,
        environment: dict[str, str] | None = None,
    ) -> int:
        del quiet, environment
        line = " ".join(command)
        self.calls.append(line)
        if "-m venv" in line:
            python = Path(command[-1]) / "bin" / "python"
            python.parent.mkdir(parents=True, exist_ok=True)
            python.write_text("not a real Python")
        return int(any(word in line for word in self.failing))

    def has_program(self, name: str) -> bool:
        return name in self.programs

    def has_file(self, path: str) -> bool:
        return path in self.files

    def has_module(self, name: str) -> bool:
        return name in self.modules

    def loads(self, library: str) -> bool:
        return self.libraries is None or library in self.libraries

    def is_root(self) -> bool:
        return self.root

    def environment(self) -> dict[str, str]:
        return dict(self.variables)

    def hand_over(self, command: list[str], environment: dict[str, str]) -> int:
        self.handed_over = command
        self.handed_environment = environment
        return 5


class ObedientFake(FakeSystem):
    """Has, once its package manager ran, everything that was missing."""

    def call(
        self,
        command: list[str],
        quiet: bool = False,
        environment: dict[str, str] | None = None,
    ) -> int:
        if {"install", "-S"} & set(command):
            self.modules = ("ensurepip",)
            self.libraries = None
            self.programs += ("chromium",)
        return super().call(command, quiet, environment)


def _libraries(platform: str) -> set[str]:
    needs = run.needs(ROOT, "demo", FakeSystem(platform), ready=True)
    return {name for need in needs for name in need.libraries}


def _prepare(word: str, system: run.System, *, ready: bool = False) -> None:
    run.prepare_system(run.needs(ROOT, word, system, ready=ready), word, system)


class TestVersion:
    @pytest.mark.parametrize("version", [(3, 11), (3, 12)])
    def test_a_supported_python_is_taken(self, version: tuple[int, int]) -> None:
        assert run.refusal(["demo"], FakeSystem(version=version)) == ""

    def test_another_python_names_the_one_on_path_with_the_same_words(self) -> None:
        system = FakeSystem(version=(3, 13))
        told = run.refusal(["demo", "--fast"], system)
        assert told.startswith("ReelPulse needs Python 3.12 or 3.11; this is Python 3.13. ")
        assert told.endswith("\n    python3.12 run.py demo --fast")

    def test_a_dummy_on_path_that_does_not_start_is_passed_over(self) -> None:
        system = FakeSystem(version=(3, 10), failing=("python3.12",))
        assert run.refusal(["serve"], system).endswith("    python3.11 run.py serve")

    def test_windows_is_told_of_its_launcher(self) -> None:
        system = FakeSystem("win32", version=(3, 13), failing=("-3.12",))
        assert run.refusal(["demo"], system).endswith("    py -3.11 run.py demo")

    @pytest.mark.parametrize(
        ("system", "command"),
        [
            (
                FakeSystem("win32", version=(3, 9), failing=("py ",)),
                "winget install Python.Python.3.12",
            ),
            (
                FakeSystem(version=(3, 13), failing=("python3.12 -c", "python3.11 -c")),
                "sudo apt-get install python3.12 python3.12-venv",
            ),
            (
                FakeSystem("darwin", version=(3, 13), failing=("python3",), programs=("brew",)),
                "brew install python@3.12",
            ),
            (
                FakeSystem(version=(3, 14), failing=("python3",), programs=("dnf",)),
                "sudo dnf install python3.12",
            ),
            (
                FakeSystem(version=(3, 14), failing=("python3",)),
                "Python 3.12 from https://www.python.org/downloads/",
            ),
        ],
        ids=["windows", "debian", "macos", "fedora", "unknown"],
    )
    def test_without_any_it_says_what_to_install(self, system: FakeSystem, command: str) -> None:
        assert run.refusal(["demo"], system).endswith(f"\n    {command}")

    def test_the_file_holds_nothing_that_python_3_6_cannot_read(self) -> None:
        source = (ROOT / "run.py").read_text(encoding="utf-8")
        tree = ast.parse(source, feature_version=(3, 6))
        imported = {
            name
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for name in (
                [node.module] if isinstance(node, ast.ImportFrom) else [a.name for a in node.names]
            )
        }
        younger_than_3_6 = {"__future__", "dataclasses", "tomllib", "graphlib", "zoneinfo"}
        assert not imported & younger_than_3_6

    def test_a_real_start_on_another_version_ends_with_the_refusal_and_code_1(self) -> None:
        pretend = (
            "import runpy, sys; sys.version_info = (3, 14, 0, 'final', 0);"
            f"sys.argv[:] = ['run.py', 'demo']; runpy.run_path({str(ROOT / 'run.py')!r}, None, '__main__')"
        )
        ended = subprocess.run(
            [sys.executable, "-c", pretend], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 1
        assert "ReelPulse needs Python 3.12 or 3.11; this is Python 3.14." in ended.stderr


class TestSystemLibraries:
    def test_nothing_is_called_where_nothing_is_missing(self) -> None:
        system = FakeSystem(programs=("apt-get",), root=True)
        _prepare("demo", system)
        assert system.calls == []

    def test_root_on_debian_installs_what_is_missing_in_one_go(self) -> None:
        system = ObedientFake(
            version=(3, 12), programs=("apt-get",), libraries=set(), modules=(), root=True
        )
        _prepare("demo", system)
        quietly = "env DEBIAN_FRONTEND=noninteractive apt-get"
        packages = "python3.12-venv libgl1 libglib2.0-0 libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0"
        assert system.calls == [
            f"{quietly} update -q",
            f"{quietly} -o DPkg::Lock::Timeout=300 install -y --no-install-recommends {packages}",
        ]

    def test_a_user_whom_sudo_asks_no_password_installs_through_it(self) -> None:
        system = ObedientFake(programs=("apt-get", "sudo"), libraries=set())
        _prepare("demo", system)
        assert system.calls[0] == "sudo -n true"
        assert system.calls[2].startswith("sudo -n env DEBIAN_FRONTEND=noninteractive apt-get ")

    def test_a_user_of_whom_sudo_asks_a_password_is_given_the_command(self) -> None:
        system = FakeSystem(programs=("apt-get", "sudo"), modules=(), failing=("sudo -n",))
        with pytest.raises(run.SetUpError) as told:
            _prepare("demo", system)
        assert "  - ensurepip, which makes virtual environments\n" in str(told.value)
        command = "    sudo apt-get update && sudo apt-get install -y python3.11-venv\n"
        assert command in str(told.value)
        assert system.calls == ["sudo -n true"]

    def test_a_user_without_sudo_learns_what_an_administrator_must_type(self) -> None:
        system = FakeSystem(programs=("apt-get",), libraries=set(), modules=(), failing=("sudo",))
        with pytest.raises(run.SetUpError) as told:
            _prepare("test", system)
        assert str(told.value).endswith(
            "An administrator must type, as root:\n\n"
            "    apt-get update && apt-get install -y python3.11-venv libgl1 libglib2.0-0 "
            "libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 chromium libatomic1 "
            "obs-studio obs-plugins xvfb libgl1-mesa-dri libglx-mesa0 openbox fonts-dejavu-core "
            "wmctrl\n\n"
            "Then start this again."
        )

    @pytest.mark.parametrize(
        ("manager", "command"),
        [
            ("dnf", "install -y libglvnd-glx glib2"),
            ("pacman", "-S --needed --noconfirm libglvnd glib2"),
            ("zypper", "--non-interactive install libglvnd libgthread-2_0-0"),
        ],
    )
    def test_other_linux_systems_use_their_own_manager(self, manager: str, command: str) -> None:
        libraries = _libraries("linux") - {"libGL.so.1"}
        system = ObedientFake(programs=(manager,), libraries=libraries, root=True)
        _prepare("demo", system)
        assert system.calls == [f"env DEBIAN_FRONTEND=noninteractive {manager} {command}"]

    def test_homebrew_installs_pango_without_sudo(self) -> None:
        system = ObedientFake("darwin", programs=("brew",), libraries=set())
        _prepare("demo", system)
        assert system.calls == ["brew install pango"]

    def test_libraries_that_only_homebrews_own_folder_has_count_as_there(self) -> None:
        libraries = {f"/opt/homebrew/lib/{name}" for name in _libraries("darwin")}
        system = FakeSystem("darwin", programs=("brew",), libraries=libraries)
        _prepare("demo", system)
        assert system.calls == []

    def test_a_system_without_a_known_manager_learns_what_is_missing(self) -> None:
        with pytest.raises(run.SetUpError, match="Install it by hand"):
            _prepare("demo", FakeSystem(libraries=set(), root=True))

    def test_an_installation_that_does_not_help_is_told(self) -> None:
        system = FakeSystem(programs=("apt-get",), libraries=set(), root=True, failing=("install",))
        with pytest.raises(run.SetUpError, match="Pango, which sets the pages of the report"):
            _prepare("demo", system)

    def test_the_server_starts_without_pango_but_says_so(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        libraries = _libraries("linux") - {"libpangoft2-1.0.so.0"}
        system = FakeSystem(programs=("apt-get",), libraries=libraries, failing=("sudo",))
        _prepare("serve", system, ready=True)
        assert "apt-get install -y libpango-1.0-0" in capsys.readouterr().out

    def test_the_server_does_not_start_without_opencvs_libraries(self) -> None:
        libraries = _libraries("linux") - {"libGL.so.1"}
        with pytest.raises(run.SetUpError, match="libgl1"):
            _prepare(
                "serve", FakeSystem(programs=("apt-get",), libraries=libraries, failing=("sudo",))
            )

    def test_the_doctor_comes_even_if_every_library_is_missing(self) -> None:
        _prepare("doctor", FakeSystem(libraries=set(), failing=("sudo",)), ready=True)

    def test_what_only_the_set_up_needs_is_not_missed_afterwards(self) -> None:
        _prepare("demo", FakeSystem(modules=(), failing=("sudo",)), ready=True)

    def test_windows_without_pango_is_told_the_steps_and_goes_on(
        self, capsys: pytest.CaptureFixture[str]
    ) -> None:
        _prepare("serve", FakeSystem("win32"))
        told = capsys.readouterr().out
        assert "pacman -S mingw-w64-ucrt-x86_64-pango" in told
        assert "setx WEASYPRINT_DLL_DIRECTORIES D:\\msys64\\ucrt64\\bin" in told

    @pytest.mark.parametrize(
        ("folder", "variables"),
        [
            ("C:\\msys64\\ucrt64\\bin", {}),
            ("E:\\own", {"WEASYPRINT_DLL_DIRECTORIES": "D:\\no;E:\\own"}),
        ],
    )
    def test_windows_with_pango_is_told_nothing(
        self, folder: str, variables: dict[str, str], capsys: pytest.CaptureFixture[str]
    ) -> None:
        dll = f"{folder}\\libpango-1.0-0.dll"
        _prepare("demo", FakeSystem("win32", files=(dll,), variables=variables))
        assert capsys.readouterr().out == ""

    def test_this_very_machine_has_what_the_tests_need(self) -> None:
        system = run.System()
        missing = [
            n.what for n in run.needs(ROOT, "test", system, ready=True) if n.is_missing(system)
        ]
        assert missing == []


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout with its lock files and nothing else."""
    (tmp_path / "requirements").mkdir()
    (tmp_path / "requirements" / "runtime.txt").write_text("rich==15.0.0")
    (tmp_path / "requirements" / "test.txt").write_text("rich==15.0.0\npytest==9.2.0")
    (tmp_path / "requirements" / "train.txt").write_text("torch==2.13.0")
    system_needs = (ROOT / "requirements" / "system.toml").read_text(encoding="utf-8")
    (tmp_path / "requirements" / "system.toml").write_text(system_needs, encoding="utf-8")
    return tmp_path


class TestEnvironment:
    def test_the_first_set_up_makes_it_and_installs_with_hashes(self, checkout: Path) -> None:
        system = FakeSystem(failing=("bin/python -c",))
        venv = run.Environment(checkout, "runtime", system)
        assert not venv.is_ready()
        venv.make()
        assert system.calls[1].endswith(f"-m venv {checkout / '.venv'}")
        assert "install --only-binary :all: --require-hashes -r " in system.calls[2]
        assert system.calls[2].endswith("runtime.txt")
        assert venv.is_ready()

    def test_the_second_start_calls_nothing(self, checkout: Path) -> None:
        run.Environment(checkout, "runtime", FakeSystem()).make()
        system = FakeSystem()
        run.Environment(checkout, "runtime", system).make()
        assert system.calls == []

    def test_the_tests_environment_serves_the_product_but_not_the_reverse(
        self, checkout: Path
    ) -> None:
        run.Environment(checkout, "runtime", FakeSystem()).make()
        assert not run.Environment(checkout, "test", FakeSystem()).is_ready()
        run.Environment(checkout, "test", FakeSystem()).make()
        assert run.Environment(checkout, "runtime", FakeSystem()).is_ready()

    def test_what_trains_is_installed_for_the_tests_alone_and_without_hashes(
        self, checkout: Path
    ) -> None:
        system = FakeSystem()
        run.Environment(checkout, "test", system).make()
        hashed, trains = (call for call in system.calls if " install " in call)
        assert hashed.endswith("test.txt")
        assert trains.endswith("train.txt")
        assert "--require-hashes" not in trains
        (checkout / "requirements" / "train.txt").write_text("torch==2.13.1")
        assert not run.Environment(checkout, "test", FakeSystem()).is_ready()
        assert run.Environment(checkout, "runtime", FakeSystem()).is_ready()

    def test_a_changed_lock_file_is_installed_over_the_old_one(self, checkout: Path) -> None:
        run.Environment(checkout, "runtime", FakeSystem()).make()
        (checkout / ".venv" / "kept.txt").write_text("")
        (checkout / "requirements" / "runtime.txt").write_text("rich==15.0.1")
        venv = run.Environment(checkout, "runtime", FakeSystem())
        assert not venv.is_ready()
        venv.make()
        assert venv.is_ready()
        assert (checkout / ".venv" / "kept.txt").exists()

    def test_another_python_makes_it_anew(self, checkout: Path) -> None:
        run.Environment(checkout, "runtime", FakeSystem()).make()
        (checkout / ".venv" / "lib").mkdir()
        newer = FakeSystem(version=(3, 12), failing=("bin/python -c",))
        venv = run.Environment(checkout, "runtime", newer)
        assert not venv.is_ready()
        venv.make()
        assert venv.is_ready()
        assert not (checkout / ".venv" / "lib").exists()

    def test_one_whose_python_is_gone_is_made_anew(self, checkout: Path) -> None:
        venv = run.Environment(checkout, "runtime", FakeSystem())
        venv.make()
        venv.python.unlink()
        assert not venv.is_ready()
        venv.make()
        assert venv.is_ready()

    def test_an_interrupted_set_up_is_told_then_made_anew(self, checkout: Path) -> None:
        broken = run.Environment(checkout, "runtime", FakeSystem(failing=("pip",)))
        with pytest.raises(run.SetUpError, match=r"pip could not install .* \(exit code 1\)"):
            broken.make()
        (checkout / ".venv" / "lib").mkdir()
        venv = run.Environment(checkout, "runtime", FakeSystem())
        assert not venv.is_ready()
        venv.make()
        assert venv.is_ready()
        assert not (checkout / ".venv" / "lib").exists()

    def test_a_folder_that_cannot_be_made_is_told(self, checkout: Path) -> None:
        (checkout / ".venv").write_text("in the way")
        with pytest.raises(run.SetUpError, match="see that the folder can be written to"):
            run.Environment(checkout, "runtime", FakeSystem()).make()

    def test_who_comes_second_waits_and_finds_it_made(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        folder = checkout / ".venv"
        folder.mkdir()
        first = sqlite3.connect(folder / "reelpulse-guard.db", isolation_level=None)
        first.execute("BEGIN EXCLUSIVE")
        waits = threading.Event()
        told: list[str] = []

        def note(text: str) -> None:
            told.append(text)
            waits.set()

        monkeypatch.setattr(run, "print", note, raising=False)
        system = FakeSystem()
        second = run.Environment(checkout, "runtime", system)
        thread = threading.Thread(target=second.make)
        thread.start()
        assert waits.wait(timeout=60)
        second._make_alone()  # what the first would do under its lock
        made = list(system.calls)
        first.close()
        thread.join(timeout=60)
        assert not thread.is_alive()
        assert told[0] == "Another run.py is setting up here; waiting for it."
        assert system.calls == made

    def test_the_lock_of_a_process_that_died_holds_nobody_up(self, checkout: Path) -> None:
        folder = checkout / ".venv"
        folder.mkdir()
        guard = str(folder / "reelpulse-guard.db")
        hold = (
            f"import os, sqlite3; c = sqlite3.connect({guard!r}, isolation_level=None);"
            "c.execute('BEGIN EXCLUSIVE'); os.abort()"
        )
        died = subprocess.run([sys.executable, "-c", hold], capture_output=True, check=False)
        assert died.returncode != 0
        venv = run.Environment(checkout, "runtime", FakeSystem())
        venv.make()
        assert venv.is_ready()


class TestHandingOver:
    def test_words_go_to_the_command_with_our_folders_and_the_users_proxy(
        self, checkout: Path
    ) -> None:
        variables = {"HTTPS_PROXY": "http://proxy:3128", "PYTHONHOME": "/old", "PYTHONPATH": "/old"}
        system = FakeSystem(variables=variables)
        assert run.main(["demo", "--fast"], system, checkout) == 5
        python = str(checkout / ".venv" / "bin" / "python")
        assert system.handed_over == [python, "-P", "-m", "reelpulse", "demo", "--fast"]
        folders = [str(checkout / name) for name in ("server", "models", "obs_plugin")]
        assert system.handed_environment == {
            "HTTPS_PROXY": "http://proxy:3128",
            "PYTHONPATH": os.pathsep.join(folders),
            "REELPULSE_CALLED_AS": "python3 run.py",
        }

    def test_macos_is_told_where_homebrew_keeps_its_libraries(self, checkout: Path) -> None:
        system = FakeSystem("darwin", libraries=_libraries("darwin"))
        run.main(["demo"], system, checkout)
        known = system.handed_environment["DYLD_FALLBACK_LIBRARY_PATH"]
        assert known.endswith(":/usr/local/lib:/usr/lib:/opt/homebrew/lib/")

    def test_help_sets_nothing_up(self, checkout: Path, capsys: pytest.CaptureFixture[str]) -> None:
        assert run.main([], FakeSystem(), checkout) == 0
        assert "python3 run.py demo" in capsys.readouterr().out
        assert not (checkout / ".venv").exists()

    def test_the_tests_run_the_linters_first_and_pytest_last(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(checkout)
        system = FakeSystem(programs=_FOR_TESTS)
        assert run.main(["test", "-k", "seats"], system, checkout) == 5
        assert [line.split("bin/python ")[1] for line in system.calls[-4:]] == [
            "-m ruff check .",
            "-m ruff format --check .",
            "-m mypy",
            "-c import importlinter.cli as c; c.lint_imports_command()",
        ]
        assert system.handed_over[1:] == ["-m", "pytest", "-k", "seats"]
        assert capsys.readouterr().out.endswith("== pytest\n")

    def test_the_first_check_that_fails_ends_the_tests_under_its_name(
        self, checkout: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
    ) -> None:
        monkeypatch.chdir(checkout)
        system = FakeSystem(programs=_FOR_TESTS, failing=("mypy",))
        assert run.main(["test"], system, checkout) == 1
        assert "\nFAILED: mypy (exit code 1)" in capsys.readouterr().out
        assert system.calls[-1].endswith("-m mypy")
        assert system.handed_over == []

    @pytest.mark.parametrize("platform", ["linux", "win32"])
    def test_the_exit_code_of_what_was_started_is_passed_on(self, platform: str) -> None:
        start = (
            f"import sys; sys.path.insert(0, {str(ROOT)!r}); import os, run; s = run.System();"
            f"s.platform = {platform!r}; print('set up');"
            "sys.exit(s.hand_over([sys.executable, '-c', 'print(2); exit(7)'], dict(os.environ)))"
        )
        ended = subprocess.run(
            [sys.executable, "-c", start], capture_output=True, text=True, check=False
        )
        assert ended.returncode == 7
        assert ended.stdout.split() == ["set", "up", "2"]
