"""Checks the Python that runs ReelPulse and the packages that must fit each other."""

from __future__ import annotations

import importlib
import importlib.metadata
import sys
from collections.abc import Callable, Mapping

from reelpulse.doctor.finding import Finding, Wording, failed, say, well

SUPPORTED = ((3, 11), (3, 12))
"""mediapipe 0.10.21 and OBS's own Python end at 3.12."""
_RUNTIMES = ("onnxruntime", "onnxruntime-directml", "onnxruntime-gpu")
VISUAL_CPP = say(
    "Install Microsoft's Visual C++ Redistributable from "
    "https://aka.ms/vs/17/release/vc_redist.x64.exe, then start this again."
)
_OPENCV_SYSTEM_LIBRARIES: Mapping[str, Wording] = {
    "linux": say(
        "Debian and Ubuntu: sudo apt-get install libgl1 libglib2.0-0. Fedora: sudo dnf install "
        "libglvnd-glx glib2. Arch: sudo pacman -S libglvnd glib2. openSUSE: sudo zypper install "
        "libglvnd libgthread-2_0-0."
    ),
    "win32": VISUAL_CPP,
}


def check_python(
    version: tuple[int, int] = sys.version_info[:2], *, is_64_bit: bool = sys.maxsize > 2**32
) -> Finding:
    """Python's version and word length."""
    name = "Python"
    running = say(
        "{version}, {bits} bit, in {place}",
        version=".".join(map(str, version)),
        bits=64 if is_64_bit else 32,
        place=sys.prefix,
    )
    if version in SUPPORTED and is_64_bit:
        return well(name, running)
    return failed(name, running, say("Install Python 3.12, 64 bit, from https://www.python.org."))


def check_packages(versions: Mapping[str, str] | None = None) -> Finding:
    """Packages that share files: two ONNX Runtimes, or OpenCVs of two versions, break each other."""
    name = "Packages"
    installed = _installed() if versions is None else versions
    runtimes = [package for package in _RUNTIMES if package in installed]
    if len(runtimes) > 1:
        return failed(
            name,
            say(
                "{packages} are both installed and overwrite each other",
                packages=", ".join(runtimes),
            ),
            say(
                "Delete the folder {folder} and start `python3 run.py` again, or uninstall both "
                "and install one of them.",
                folder=sys.prefix,
            ),
        )
    opencvs = {package: installed[package] for package in installed if package.startswith("opencv")}
    if len(set(opencvs.values())) > 1:
        versions_found = ", ".join(f"{package} {number}" for package, number in opencvs.items())
        return failed(
            name,
            say("OpenCV is installed in several versions: {versions}", versions=versions_found),
            say("Bring them to one version: pip install {wanted}", wanted=_at_newest(opencvs)),
        )
    return well(name, say("{count} installed, none at odds with another", count=len(installed)))


def check_opencv(load: Callable[[], str] | None = None) -> Finding:
    """Whether OpenCV, which decodes pictures, finds the system libraries it needs."""
    try:
        version = (load or _opencv_version)()
    except ImportError as problem:
        return failed(
            "OpenCV",
            say("cannot be loaded: {reason}", reason=str(problem).splitlines()[0]),
            _OPENCV_SYSTEM_LIBRARIES.get(sys.platform, install_again()),
        )
    return well("OpenCV", say("{version}", version=version))


def install_again() -> Wording:
    """The remedy for a package that is broken in itself."""
    return say("Delete the folder {folder} and start again.", folder=sys.prefix)


def _opencv_version() -> str:
    version: str = importlib.import_module("cv2").__version__
    return version


def _installed() -> dict[str, str]:
    return {
        package.name.lower(): package.version
        for package in importlib.metadata.distributions()
        if package.name  # an uninstallation that was cut short leaves nameless ones
    }


def _at_newest(versions: Mapping[str, str]) -> str:
    newest = max(versions.values(), key=lambda text: [int(part) for part in text.split(".")])
    return " ".join(f"{package}=={newest}" for package in versions)
