"""Every setting as a small typed value, read from `settings.toml` and from command-line options."""

from __future__ import annotations

import dataclasses
import tomllib
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final

import platformdirs

from reelpulse.core.attention import AttentionRules
from reelpulse.core.baseline import BaselineRules
from reelpulse.core.following import FollowRules
from reelpulse.core.grades import GradeRules
from reelpulse.core.metrics.basis import Basis
from reelpulse.core.metrics.rules import MetricRules
from reelpulse.core.quality import QualityLimits
from reelpulse.core.steadiness import SteadyRules
from reelpulse.core.talking import TalkingRules
from reelpulse.errors import SettingsError

_TILES: Final = ("auto", "on", "off")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerSettings:
    """Where the server listens; it never leaves this machine."""

    host: str = "127.0.0.1"
    port: int = 8765
    max_picture_bytes: int = 4_000_000
    """A 1080p JPEG at high quality has about 1 MB."""
    max_picture_pixels: int = 33_200_000
    """An 8K picture; larger ones are refused before they are decoded."""

    def __post_init__(self) -> None:
        _within("port", self.port, 0, 65_535)
        _within("max_picture_bytes", self.max_picture_bytes, 1, 100_000_000)
        _within("max_picture_pixels", self.max_picture_pixels, 1, 200_000_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisionSettings:
    """How pictures are measured."""

    provider: str = "auto"
    """`auto`, or the name of an ONNX Runtime execution provider such as `DmlExecutionProvider`."""
    threads: int = 2
    """ONNX Runtime threads of one net."""
    landmarks: str = "default"
    """Name of a landmark net, `mediapipe` for the one inside that package, or `default`: the one chosen
    with `reelpulse models use`, which a name here goes before."""
    tiles: str = "auto"
    """Whether people who sit far away are searched in parts of the picture: `auto`, `on`, `off`."""
    look_every: int = 3
    """Frames from one look of the detector to the next while the same people sit there: in between their
    meshes tell where they are; 1: it looks at every frame."""
    seat_sightings: int = 3
    """A face becomes a seat when it was seen in so many frames."""

    def __post_init__(self) -> None:
        _within("threads", self.threads, 1, 64)
        if self.tiles not in _TILES:
            raise SettingsError(
                "{name} is {value}; it must be one of {known}.",
                name="tiles",
                value=self.tiles,
                known=", ".join(_TILES),
            )
        _within("look_every", self.look_every, 1, 10)
        _within("seat_sightings", self.seat_sightings, 1, 100)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiveSettings:
    """What the moderator sees while the show runs."""

    stale_after_ms: int = 2000
    """Older data counts as no signal."""
    memory_readings_max: int = 200_000
    """Seat readings kept in memory while the disk is full: about an hour of 4 people at 15 Hz."""
    smoothing_ms: int = 500
    """Time constant of the emotion shown live; what is stored is not smoothed."""
    switch_margin: float = 0.4
    """The emotion shown live changes when another is e to this power times as probable: 1.5 times."""

    def __post_init__(self) -> None:
        _within("stale_after_ms", self.stale_after_ms, 1, 60_000)
        _within("memory_readings_max", self.memory_readings_max, 1, 10_000_000)
        _within("smoothing_ms", self.smoothing_ms, 0, 10_000)
        _within("switch_margin", self.switch_margin, 0, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class ObsSettings:
    """Where OBS is; what is left empty is read from OBS's own settings."""

    host: str = "127.0.0.1"
    port: int = 0
    """Of OBS's WebSocket server; 0: the one in OBS's settings."""
    config_dir: str = ""
    """OBS's folder `obs-studio` with its settings; empty: where OBS keeps it on this system."""

    def __post_init__(self) -> None:
        _within("port", self.port, 0, 65_535)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """All settings of one run; kept with each session."""

    data_dir: Path
    server: ServerSettings = field(default_factory=ServerSettings)
    vision: VisionSettings = field(default_factory=VisionSettings)
    live: LiveSettings = field(default_factory=LiveSettings)
    obs: ObsSettings = field(default_factory=ObsSettings)
    quality: QualityLimits = field(default_factory=QualityLimits)
    grades: GradeRules = field(default_factory=GradeRules)
    baseline: BaselineRules = field(default_factory=BaselineRules)
    attention: AttentionRules = field(default_factory=AttentionRules)
    talking: TalkingRules = field(default_factory=TalkingRules)
    metrics: MetricRules = field(default_factory=MetricRules)

    @property
    def database_path(self) -> Path:
        """The one SQLite file."""
        return self.data_dir / "reelpulse.db"

    @property
    def nets_dir(self) -> Path:
        """The nets that the user added or fetched."""
        return self.data_dir / "nets"

    @property
    def tokens_path(self) -> Path:
        """The tokens that open the server's doors."""
        return self.data_dir / "tokens.json"

    @property
    def obs_password_path(self) -> Path:
        """The password of OBS's WebSocket server, where a person had to type it."""
        return self.data_dir / "obs_password.json"

    @property
    def calibrations_path(self) -> Path:
        """What `reelpulse obs calibrate` found, by set-up."""
        return self.data_dir / "calibrations.json"

    @property
    def server_lock_path(self) -> Path:
        """Held by the one server that may write here."""
        return self.data_dir / "server.lock"

    @property
    def reports_dir(self) -> Path:
        """Where PDFs are written."""
        return self.data_dir / "reports"

    @property
    def follow_rules(self) -> FollowRules:
        """How faces become readings, live and of a film."""
        return FollowRules(
            seat_sightings=self.vision.seat_sightings,
            limits=self.quality,
            steady=SteadyRules(smoothing_ms=self.live.smoothing_ms, margin=self.live.switch_margin),
            attention=self.attention,
            talking=self.talking,
            grades=self.grades,
            baseline=self.baseline,
            uses_corrected=self.metrics.basis == Basis.CORRECTED,
        )

    def as_record(self) -> dict[str, object]:
        """The settings that change figures, as plain values for the data base."""
        return {
            "vision": dataclasses.asdict(self.vision),
            "live": dataclasses.asdict(self.live),
            "quality": dataclasses.asdict(self.quality),
            "grades": dataclasses.asdict(self.grades),
            "baseline": dataclasses.asdict(self.baseline),
            "attention": dataclasses.asdict(self.attention),
            "talking": dataclasses.asdict(self.talking),
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
    tables = _tables(file)
    sections: dict[str, Any] = {
        "server": ServerSettings,
        "vision": VisionSettings,
        "live": LiveSettings,
        "obs": ObsSettings,
        "quality": QualityLimits,
        "grades": GradeRules,
        "baseline": BaselineRules,
        "attention": AttentionRules,
        "talking": TalkingRules,
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
    for name in ("server", "obs"):
        _stays_at_home(file, name, parts[name].host)
    return Settings(data_dir=folder, **parts)


def _within(name: str, value: float, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise SettingsError(
            "{name} is {value}; it must lie between {lowest} and {highest}.",
            name=name,
            value=value,
            lowest=lowest,
            highest=highest,
        )


def _tables(file: Path) -> dict[str, Any]:
    try:
        # utf-8-sig: Windows' Notepad may put a byte-order mark before the text
        return tomllib.loads(file.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as problem:
        raise SettingsError(
            "This is not valid TOML: {problem}. Correct or delete the file.",
            subject=str(file),
            problem=problem,
        ) from problem
    except OSError as problem:
        raise SettingsError(
            "The file cannot be read ({reason}). Check that you may read it, or delete it.",
            subject=str(file),
            reason=problem.strerror,
        ) from problem


def _stays_at_home(file: Path, section: str, host: str) -> None:
    try:
        is_here = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        is_here = False
    if not is_here:
        raise SettingsError(
            "[{section}] host is {host}, but ReelPulse stays on this machine. "
            "Choose 127.0.0.1, or delete the line.",
            subject=str(file),
            section=section,
            host=host,
        )


def _section(file: Path, name: str, kind: type[Any], values: object) -> Any:
    fields = {f.name: f for f in dataclasses.fields(kind)}
    if not isinstance(values, dict):
        raise SettingsError(
            "{name} must be a section: write [{name}] on a line of its own.",
            subject=str(file),
            name=name,
        )
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
    except (ValueError, SettingsError) as problem:
        raise SettingsError(
            "[{section}] {problem}.",
            subject=str(file),
            section=name,
            problem=str(problem).rstrip("."),
        ) from problem
