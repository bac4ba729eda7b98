"""The ads that ReelPulse made for itself."""

from __future__ import annotations

from pathlib import Path

from reelpulse.resources import package_resource


def bundled_ads() -> tuple[Path, ...]:
    """Their files, in the order of their names."""
    return tuple(sorted(package_resource("demo", "assets").glob("*.mp4")))
