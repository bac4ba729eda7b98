"""Finds the files that ship with ReelPulse, in a wheel or in the repository."""

from __future__ import annotations

from pathlib import Path

from reelpulse.errors import ResourceMissingError

_PACKAGE = Path(__file__).resolve().parent


def _root() -> Path:
    """The folder that holds `overlays`, `obs_plugin` and `models`."""
    bundled = _PACKAGE / "_bundled"
    return bundled if bundled.is_dir() else _PACKAGE.parent.parent


def resource(*parts: str) -> Path:
    """Path of a bundled file or folder, e.g. `resource("models", "manifest.toml")`.

    Raises:
        ResourceMissingError: it is not in this installation.
    """
    path = _root().joinpath(*parts)
    if not path.exists():
        raise ResourceMissingError(path)
    return path


def package_resource(*parts: str) -> Path:
    """Path of a file inside the `reelpulse` package, e.g. a template.

    Raises:
        ResourceMissingError: it is not in this installation.
    """
    path = _PACKAGE.joinpath(*parts)
    if not path.exists():
        raise ResourceMissingError(path)
    return path
