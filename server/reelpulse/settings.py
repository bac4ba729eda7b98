"""Every setting as a small typed value, read from `settings.toml` and from command-line options."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import platformdirs

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.errors import SettingsError


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the server listens; it never leaves this machine."""

    host: str = "127.0.0.1"
    port: int = 8765
    max_picture_bytes: int = 4_000_000
    """A 1080p JPEG at high quality has about 1 MB."""
    max_picture_pixels: int = 33_200_000
    """An 8K picture; larger ones are refused before they are decoded."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionSettings:
    """How pictures are measured."""

    provider: str = "auto"
    """`auto`, or the name of an ONNX Runtime execution provider such as `DmlExecutionProvider`."""
    threads: int = 2
    """ONNX Runtime threads of one net."""
    landmarks: str = "default"
    """Name of a landmark net of the manifest, `default`, or `mediapipe`."""
    seat_sightings: int = 3
    """A face becomes a seat when it was seen in so many frames."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSettings:
    """What the moderator sees while the show runs."""

    stale_after_ms: int = 2000
    """Older data counts as no signal."""
    memory_readings_max: int = 200_000
    """Seat readings kept in memory while the disk is full: about an hour of 4 people at 15 Hz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one run; kept with each session."""

    data_dir: Path
    server: ServerSettings = field(default_factory=ServerSettings)
    vision: VisionSettings = field(default_factory=VisionSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    metrics: MetricRules = field(default_factory=MetricRules)

    @property
    def database_path(self) -> Path:
        """The one SQLite file."""
        return self.data_dir / "reelpulse.db"

    @property
    def tokens_path(self) -> Path:
        """The tokens that open the server's doors."""
        return self.data_dir / "tokens.json"

    @property
    def reports_dir(self) -> Path:
        """Where PDFs are written."""
        return self.data_dir / "reports"

    def as_record(self) -> dict[str, object]:
        """The settings that change figures, as plain values for the data base."""
        return {
            "vision": dataclasses.asdict(self.vision),
            "live": dataclasses.asdict(self.live),
            "metrics": dataclasses.asdict(self.metrics),
        }


def default_data_dir() -> Path:
    """The user's own folder for ReelPulse on this system."""
    return Path(platformdirs.user_data_dir("ReelPulse", appauthor=False))


def load_settings(data_dir: Path | None = None) -> Settings:
    """Read `settings.toml` in the data folder, if there is one.

    Raises:
        SettingsError: the file is not TOML, or has an unknown name or a value out of range.
    """
    folder = data_dir or default_data_dir()
    file = folder / "settings.toml"
    if not file.exists():
        return Settings(data_dir=folder)
    try:
        tables = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(
            "This is not valid TOML: {problem}. Correct or delete the file.",
            subject=str(file),
            problem=problem,
        ) from problem
    sections: dict[str, Any] = {
        "server": ServerSettings,
        "vision": VisionSettings,
        "live": LiveSettings,
        "metrics": MetricRules,
    }
    if unknown := sorted(set(tables) - set(sections)):
        raise SettingsError(
            "The section [{name}] is unknown; known are {known}.",
            subject=str(file),
            name=unknown[0],
            known=", ".join(sections),
        )
    parts = {
        name: _section(file, name, kind, tables.get(name, {})) for name, kind in sections.items()
    }
    return Settings(data_dir=folder, **parts)


def _section(file: Path, name: str, kind: type[Any], values: dict[str, object]) -> Any:
    fields = {f.name: f for f in dataclasses.fields(kind)}
    for key, value in values.items():
        if key not in fields:
            raise SettingsError(
                "[{section}] has no setting “{key}”; known are {known}.",
                subject=str(file),
                section=name,
                key=key,
                known=", ".join(fields),
            )
        wanted = type(fields[key].default)
        if isinstance(value, bool) or not isinstance(
            value, (wanted, int) if wanted is float else wanted
        ):
            raise SettingsError(
                "[{section}] {key} must be of type {wanted}, not {value}.",
                subject=str(file),
                section=name,
                key=key,
                wanted=wanted.__name__,
                value=repr(value),
            )
    try:
        return kind(**values)
    except ValueError as problem:
        raise SettingsError(
            "[{section}] {problem}.", subject=str(file), section=name, problem=problem
        ) from problem
