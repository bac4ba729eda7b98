"""The doctor looks for Pango the way WeasyPrint does, and names the steps for each system."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from reelpulse.doctor.finding import State
from reelpulse.doctor.pango import check_pango
from reelpulse.texts import Language

ROOT = Path(__file__).resolve().parents[2]


def _missing() -> str:
    raise OSError("cannot load library 'libgobject-2.0-0': error 0x7e\nmore")


def _remedy(platform: str, language: Language = Language.ENGLISH) -> str:
    finding = check_pango(_missing, platform)
    assert finding.state is State.FAILED
    assert finding.remedy is not None
    return finding.remedy.told(language)


def test_the_pango_of_this_machine_is_found_with_its_version() -> None:
    finding = check_pango()
    assert finding.state is State.OK
    assert re.fullmatch(r"1\.\d+\.\d+", finding.detail.told(Language.ENGLISH))


def test_a_missing_pango_tells_the_first_line_of_the_reason() -> None:
    told = check_pango(_missing, "linux").detail.told(Language.ENGLISH)
    assert told == (
        "was not found, so no report can be printed: "
        "cannot load library 'libgobject-2.0-0': error 0x7e"
    )


@pytest.mark.parametrize("manager", ["apt-get", "dnf", "pacman", "zypper"])
def test_on_linux_the_packages_are_those_that_run_py_installs(manager: str) -> None:
    needs = tomllib.loads((ROOT / "requirements" / "system.toml").read_text(encoding="utf-8"))
    (pango,) = (need for need in needs["need"] if "Pango" in need["what"])
    assert f"{pango['packages'][manager]}." in _remedy("linux")


def test_on_macos_homebrew_has_it() -> None:
    assert "brew install pango" in _remedy("darwin")


@pytest.mark.parametrize("language", list(Language))
def test_on_windows_the_steps_are_those_of_run_py_in_every_language(language: Language) -> None:
    program = (ROOT / "run.py").read_text(encoding="utf-8").replace("\\\\", "\\")
    for step in (
        "https://www.msys2.org",
        "pacman -S mingw-w64-ucrt-x86_64-pango",
        "setx WEASYPRINT_DLL_DIRECTORIES D:\\msys64\\ucrt64\\bin",
    ):
        assert step in program
        assert step in _remedy("win32", language)
    assert len(_remedy("win32", language).splitlines()) == 3
