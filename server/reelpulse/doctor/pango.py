"""Checks that WeasyPrint finds Pango, the system library which sets the report's pages."""

from __future__ import annotations

import contextlib
import importlib
import io
import sys
import warnings
from collections.abc import Callable, Mapping

from reelpulse.doctor.finding import Finding, Wording, failed, say, well

NAME = "Pango"
REMEDIES: Mapping[str, Wording] = {
    "linux": say(
        "Debian and Ubuntu: sudo apt-get install libpango-1.0-0 libpangoft2-1.0-0 "
        "libharfbuzz-subset0. Fedora: sudo dnf install pango. Arch: sudo pacman -S pango. "
        "openSUSE: sudo zypper install libpango-1_0-0 libharfbuzz-subset0."
    ),
    "darwin": say(
        "Type: brew install pango. Then start ReelPulse with python3 run.py, which says where "
        "Homebrew keeps its libraries."
    ),
    "win32": say(
        "1. Install MSYS2 from https://www.msys2.org with its default options.\n"
        '2. In its window "MSYS2 UCRT64" type: pacman -S mingw-w64-ucrt-x86_64-pango\n'
        "3. Only if MSYS2 is not in C:\\msys64, say where the DLLs lie and open a new console: "
        "setx WEASYPRINT_DLL_DIRECTORIES D:\\msys64\\ucrt64\\bin"
    ),
}
"""By `sys.platform`; the Windows steps are those of WeasyPrint 70's documentation and defaults."""


def check_pango(load: Callable[[], str] | None = None, platform: str = sys.platform) -> Finding:
    """Whether a report can be printed on this machine; only the report needs Pango."""
    try:
        version = (load or _pango_version)()
    except OSError as problem:
        reason = str(problem).splitlines()[0]
        return failed(
            NAME,
            say("was not found, so no report can be printed: {reason}", reason=reason),
            REMEDIES.get(platform, REMEDIES["linux"]),
        )
    return well(NAME, say("{version}", version=version))


def _pango_version() -> str:
    """Load Pango the way WeasyPrint does.

    Raises:
        OSError: it, or a library it needs, is missing.
    """
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        # A missing HarfBuzz-Subset is only a warning now, yet a newer WeasyPrint will refuse.
        warnings.filterwarnings("error", "HarfBuzz-Subset", DeprecationWarning)
        try:
            pango = importlib.import_module("weasyprint.text.ffi").pango
        except DeprecationWarning as problem:
            raise OSError(str(problem)) from problem
    number: int = pango.pango_version()
    return f"{number // 10000}.{number // 100 % 100}.{number % 100}"
