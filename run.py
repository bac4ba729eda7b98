"""Sets ReelPulse up beside this file and starts it.

    python3 run.py demo          plays an ad to a made audience and prints the report
    python3 run.py serve         starts the server that OBS and the moderator's page talk to
    python3 run.py doctor        looks at everything ReelPulse needs on this machine
    python3 run.py test [ARGS]   runs the linters, the types and the tests; ARGS go to pytest

Any other word is handed to the `reelpulse` command. On Windows, say `py run.py` instead.

The first start makes a virtual environment in `.venv` and installs the locked packages of
`requirements/` there. What the operating system must bring is installed where that needs no
password, else the exact command is printed. Later starts find it all in place.
"""

# Every Python from 3.6 on must be able to read this file and to run it down to the version check:
# hence no newer syntax anywhere and, up to there, no newer annotation outside quotes.
import ctypes
import hashlib
import importlib.util
import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

SUPPORTED = ((3, 12), (3, 11))


class System:
    """What is asked of this machine, so that the tests can put another one in its place."""

    platform = sys.platform
    version = sys.version_info[:2]

    def call(
        self,
        command: "list[str]",
        quiet: bool = False,
        environment: "dict[str, str] | None" = None,
    ) -> int:
        """Run a program to its end; its exit code, or 127 where there is no such program."""
        sink = subprocess.DEVNULL if quiet else None
        sys.stdout.flush()
        try:
            return subprocess.call(command, stdout=sink, stderr=sink, env=environment)
        except OSError:
            return 127

    def has_program(self, name: str) -> bool:
        """Whether a program is on PATH."""
        return shutil.which(name) is not None

    def has_file(self, path: str) -> bool:
        """Whether there is such a file."""
        return Path(path).exists()

    def has_module(self, name: str) -> bool:
        """Whether this Python brings a module."""
        return importlib.util.find_spec(name) is not None

    def loads(self, library: str) -> bool:
        """Whether a shared library can be loaded, with everything it needs itself."""
        try:
            ctypes.CDLL(library)
        except OSError:
            return False
        return True

    def is_root(self) -> bool:
        """Whether packages can be installed without asking anybody."""
        return hasattr(os, "geteuid") and os.geteuid() == 0

    def environment(self) -> "dict[str, str]":
        """The user's environment variables."""
        return dict(os.environ)

    def hand_over(self, command: "list[str]", environment: "dict[str, str]") -> int:
        """Become another program; on Windows, which cannot, wait for it and pass on its code."""
        sys.stdout.flush()
        if self.platform != "win32":
            os.execve(command[0], command, environment)  # noqa: S606  (a fixed command, no shell)
        child = subprocess.Popen(command, env=environment)
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:
                continue  # Ctrl+C reached the child as well: it ends in its own time


def refusal(words: "list[str]", system: System) -> str:
    """Why this Python cannot be used and what to type instead; empty where it can."""
    if system.version in SUPPORTED:
        return ""
    found = ".".join(map(str, system.version))
    text = f"ReelPulse needs Python 3.12 or 3.11; this is Python {found}. "
    for major, minor in SUPPORTED:
        other = ["py", f"-{major}.{minor}"]
        if system.platform != "win32":
            other = [f"python{major}.{minor}"]
        # Version managers leave dummies on PATH, so it counts only if it starts.
        probe = f"import sys; sys.exit(sys.version_info[:2] != ({major}, {minor}))"
        if system.call([*other, "-c", probe], quiet=True) == 0:
            return text + "Type this instead:\n\n    " + " ".join([*other, "run.py", *words])
    return text + "Install one of them and start this again:\n\n    " + _python_installer(system)


def _python_installer(system: System) -> str:
    if system.platform == "win32":
        return "winget install Python.Python.3.12"
    for version in ("3.12", "3.11"):
        if system.call(["apt-cache", "show", f"python{version}"], quiet=True) == 0:
            return f"sudo apt-get install python{version} python{version}-venv"
    commands = {
        "brew": "brew install python@3.12",
        "dnf": "sudo dnf install python3.12",
        "zypper": "sudo zypper install python312",
        "pyenv": "pyenv install 3.12",
    }
    known = [command for program, command in commands.items() if system.has_program(program)]
    return (known or ["Python 3.12 from https://www.python.org/downloads/"])[0]


if __name__ == "__main__":
    _REFUSAL = refusal(sys.argv[1:], System())
    if _REFUSAL:
        sys.exit(_REFUSAL)


class SetUpError(Exception):
    """Something that a person has to put right; the message says how."""


class Need(NamedTuple):
    """Something that the operating system must bring: an entry of `requirements/system.toml`."""

    what: str
    libraries: list[str]
    """All of them must load."""
    programs: list[str]
    """One of them must be on PATH, if there are any."""
    module: str
    """A module that Python must bring for the set-up itself, if not empty."""
    without: list[str]
    """The commands that do without it."""
    packages: dict[str, str]
    """Package names by package manager; none where such a system brings it anyway."""

    def is_missing(self, system: System) -> bool:
        """Whether it cannot be used, whatever packages there are."""
        if self.module and not system.has_module(self.module):
            return True
        folders = ("", HOMEBREW) if system.platform == "darwin" else ("",)
        for name in self.libraries:
            if not any(system.loads(folder + name) for folder in folders):
                return True
        return bool(self.programs) and not any(map(system.has_program, self.programs))


HOMEBREW = "/opt/homebrew/lib/"
INSTALL = {
    "apt-get": "apt-get -o DPkg::Lock::Timeout=300 install -y --no-install-recommends",
    "dnf": "dnf install -y",
    "pacman": "pacman -S --needed --noconfirm",
    "zypper": "zypper --non-interactive install",
    "brew": "brew install",
}
PANGO_ON_WINDOWS = """\
The report needs Pango, which was not found; everything else works without it. To get it:
  1. Install MSYS2 from https://www.msys2.org with its default options.
  2. In its window "MSYS2 UCRT64" type:  pacman -S mingw-w64-ucrt-x86_64-pango
  3. Only if MSYS2 is not in C:\\msys64, say where the DLLs lie and open a new console:
         setx WEASYPRINT_DLL_DIRECTORIES D:\\msys64\\ucrt64\\bin
"""


def needs(root: Path, word: str, system: System, *, ready: bool) -> list[Need]:
    """What `run.py WORD` needs on this system; once `ready`, no more what only set-up needs."""
    import tomllib  # noqa: PLC0415  (unknown to the Pythons that the version check refuses)

    text = (root / "requirements" / "system.toml").read_text(encoding="utf-8")
    return [
        Need(
            what=entry["what"],
            libraries=entry.get("libraries", {}).get(system.platform, []),
            programs=entry.get("programs", {}).get(system.platform, []),
            module=entry.get("module", ""),
            without=entry.get("without", []),
            packages=entry["packages"],
        )
        for entry in tomllib.loads(text)["need"]
        if word in entry.get("only", [word]) and not (ready and "module" in entry)
    ]


def prepare_system(needed: list[Need], word: str, system: System) -> None:
    """See that the operating system brings what `run.py WORD` needs.

    Raises:
        SetUpError: `word` cannot do without something that cannot be installed here.
    """
    missing = install([need for need in needed if need.is_missing(system)], system)
    if missing:
        text = instruction(missing, system)
        if not all(word in need.without for need in missing):
            raise SetUpError(f"{text}\n\nThen start this again.")
        print(text)
    if system.platform == "win32":
        print(pango_on_windows(system), end="")


def install(missing: list[Need], system: System) -> list[Need]:
    """Install what is missing, if nobody has to be asked for it; what is missing after that."""
    manager, packages = _packages(missing, system)
    before = _rights(manager, system) if packages else None
    if before is None:
        return missing
    print(f"Installing with {manager}: {packages}")
    if manager == "apt-get":
        system.call([*before, "apt-get", "update", "-q"])
    system.call([*before, *INSTALL[manager].split(), *packages.split()])
    return [need for need in missing if need.is_missing(system)]


def instruction(missing: list[Need], system: System) -> str:
    """What is missing and the command that installs it."""
    manager, packages = _packages(missing, system)
    text = "Missing on this machine:" + "".join(f"\n  - {need.what}" for need in missing)
    if not packages:
        return f"{text}\nInstall it by hand: no package manager known here has it."
    steps = [f"{INSTALL[manager]} {packages}"]
    if manager == "apt-get":
        steps = ["apt-get update", f"apt-get install -y {packages}"]
    if manager == "brew" or system.is_root():
        return f"{text}\nType:\n\n    {' && '.join(steps)}"
    if system.has_program("sudo"):
        return f"{text}\nType:\n\n    {' && '.join(f'sudo {step}' for step in steps)}"
    return f"{text}\nAn administrator must type, as root:\n\n    {' && '.join(steps)}"


def _packages(missing: list[Need], system: System) -> tuple[str, str]:
    manager = next(filter(system.has_program, INSTALL), "")
    names = " ".join(n.packages[manager] for n in missing if manager in n.packages)
    return manager, names.format(python="{}.{}".format(*system.version))


def _rights(manager: str, system: System) -> list[str] | None:
    """What goes before the package manager's command; None where a password would be asked."""
    if manager == "brew":
        return []
    quietly = ["env", "DEBIAN_FRONTEND=noninteractive"]
    if system.is_root():
        return quietly
    return (
        ["sudo", "-n", *quietly] if system.call(["sudo", "-n", "true"], quiet=True) == 0 else None
    )


def pango_on_windows(system: System) -> str:
    """What to do about Pango on Windows; empty where it lies in a folder WeasyPrint looks in."""
    usual = "C:\\msys64\\ucrt64\\bin;C:\\msys64\\mingw64\\bin"
    folders = system.environment().get("WEASYPRINT_DLL_DIRECTORIES", usual).split(";")
    if any(system.has_file(f"{folder}\\libpango-1.0-0.dll") for folder in folders):
        return ""
    return PANGO_ON_WINDOWS


class Environment:
    """The virtual environment beside this file, with the packages of one lock file.

    `requirements/test.txt` has everything of `requirements/runtime.txt`, at the same versions;
    `requirements/train.txt`, which says why it stands alone, is installed after it.
    """

    def __init__(self, root: Path, lock: str, system: System) -> None:
        self.root, self.lock, self.system = root, lock, system
        self.folder = root / ".venv"
        self.python = self.folder / (
            "Scripts/python.exe" if system.platform == "win32" else "bin/python"
        )
        self._stamp = self.folder / "reelpulse-installed.txt"
        self._half_made = self.folder / "reelpulse-half-made.txt"
        self._guard = self.folder / "reelpulse-guard.db"

    def is_ready(self) -> bool:
        """Whether a set-up with this lock file and this Python went through to its end."""
        if not (self.python.exists() and self._stamp.exists()):
            return False
        found = self._stamp.read_text(encoding="utf-8").splitlines()
        locks = ["test", "train"] if self.lock == "test" else [self.lock]
        return {self._python_line(), *map(self._lock_line, locks)} <= set(found)

    def make(self) -> None:
        """Make or mend it; who comes second waits.

        Raises:
            SetUpError: Python or pip could not do their part.
        """
        try:
            self.folder.mkdir(exist_ok=True)
            # SQLite's lock works on every system and ends with its process, however that ends.
            with closing(sqlite3.connect(self._guard, timeout=0, isolation_level=None)) as guard:
                self._wait_for_turn(guard)
                if not self.is_ready():
                    self._make_alone()
        except (OSError, sqlite3.Error) as problem:
            raise SetUpError(
                f"{self.folder} cannot be set up: {problem}\nClose every ReelPulse that runs from "
                "it, see that the folder can be written to and the disk has 3 GB of room, then "
                "start this again."
            ) from problem

    @staticmethod
    def _wait_for_turn(guard: sqlite3.Connection) -> None:
        try:
            guard.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError:
            print("Another run.py is setting up here; waiting for it.")
            guard.execute("PRAGMA busy_timeout = 3600000")
            guard.execute("BEGIN EXCLUSIVE")

    def _make_alone(self) -> None:
        print(f"Setting up {self.folder}: once, some minutes, about 2 GB on the disk.")
        if self._half_made.exists() or not self._is_of_this_python():
            self._clear()
        self._half_made.write_text("A set-up is under way, or ended early.\n", encoding="utf-8")
        self._stamp.unlink(missing_ok=True)
        # A virtual environment's own Python would make one that hangs on the first.
        python = getattr(sys, "_base_executable", sys.executable)
        self._step(
            [python, "-m", "venv", str(self.folder)],
            "Python could not make a virtual environment; its own words stand above.",
        )
        pip = [str(self.python), "-m", "pip", "--disable-pip-version-check", "--no-input"]
        lock = str(self.root / "requirements" / f"{self.lock}.txt")
        complaint = (
            "pip could not install the packages; its own words stand above. Most often the "
            "network or its proxy is to blame, or a full disk."
        )
        install = [*pip, "install", "--only-binary", ":all:"]
        self._step([*install, "--require-hashes", "-r", lock], complaint)
        locks = ["runtime"]
        if self.lock == "test":
            train = str(self.root / "requirements" / "train.txt")
            self._step([*install, "-r", train], complaint)
            locks += ["test", "train"]
        lines = [self._python_line(), *map(self._lock_line, locks)]
        self._stamp.write_text("\n".join(lines) + "\n", encoding="utf-8")
        self._half_made.unlink()

    def _step(self, command: list[str], complaint: str) -> None:
        code = self.system.call(command)
        if code != 0:
            raise SetUpError(f"{complaint} (exit code {code})\nPut it right and start this again.")

    def _is_of_this_python(self) -> bool:
        probe = f"import sys; sys.exit(sys.version_info[:2] != {self.system.version})"
        return self.system.call([str(self.python), "-c", probe], quiet=True) == 0

    def _clear(self) -> None:
        for path in self.folder.iterdir():
            if path.is_dir() and not path.is_symlink():
                shutil.rmtree(path)
            elif path != self._guard:
                path.unlink()

    def _python_line(self) -> str:
        return "python {}.{}".format(*self.system.version)

    def _lock_line(self, lock: str) -> str:
        content = (self.root / "requirements" / f"{lock}.txt").read_bytes()
        return f"{lock} {hashlib.sha256(content).hexdigest()}"


CHECKS = {
    "ruff check": ["-m", "ruff", "check", "."],
    "ruff format": ["-m", "ruff", "format", "--check", "."],
    "mypy": ["-m", "mypy"],
    "import order": ["-c", "import importlinter.cli as c; c.lint_imports_command()"],
}


def test(
    arguments: list[str], root: Path, python: str, environment: dict[str, str], system: System
) -> int:
    """Run every check, then pytest; stop at the first that fails, with its exit code."""
    os.chdir(root)
    for name, command in CHECKS.items():
        print(f"== {name}")
        code = system.call([python, *command], environment=environment)
        if code != 0:
            print(f"FAILED: {name} (exit code {code}); what comes after it was not run.")
            return code
    print("== pytest")
    return system.hand_over([python, "-m", "pytest", *arguments], environment)


def main(words: list[str], system: System, root: Path) -> int:
    """Set up what `words` need, then hand over; the exit code is that of what was started."""
    if not words or words[0] in ("-h", "--help"):
        print(__doc__)
        return 0
    venv = Environment(root, "test" if words[0] == "test" else "runtime", system)
    ready = venv.is_ready()
    prepare_system(needs(root, words[0], system, ready=ready), words[0], system)
    if not ready:
        venv.make()
    environment = started_with(root, system)
    if words[0] == "test":
        return test(words[1:], root, str(venv.python), environment, system)
    # -P: nothing in the folder where this is typed may stand in for a package of ours.
    command = [str(venv.python), "-P", "-m", "reelpulse", *words]
    environment["REELPULSE_CALLED_AS"] = (
        f"{'py' if system.platform == 'win32' else 'python3'} run.py"
    )
    return system.hand_over(command, environment)


def started_with(root: Path, system: System) -> dict[str, str]:
    """The user's environment, with our folders and without what belongs to another Python."""
    environment = system.environment()
    for name in ("PYTHONHOME", "__PYVENV_LAUNCHER__"):
        environment.pop(name, None)
    # No editable install: its .pth file breaks in folders whose names are not ASCII.
    folders = [str(root / name) for name in ("server", "models", "obs_plugin")]
    environment["PYTHONPATH"] = os.pathsep.join(folders)
    if system.platform == "darwin":
        usual = f"{Path.home()}/lib:/usr/local/lib:/usr/lib"
        known = environment.get("DYLD_FALLBACK_LIBRARY_PATH", usual)
        environment["DYLD_FALLBACK_LIBRARY_PATH"] = f"{known}:{HOMEBREW}"
    return environment


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:], System(), Path(__file__).resolve().parent))
    except SetUpError as problem:
        sys.exit(str(problem))
    except KeyboardInterrupt:
        sys.exit(130)
