"""Settings are read from a file, checked there, and told by name when they cannot be used."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from reelpulse.core.metrics.rules import MetricRules
from reelpulse.errors import SettingsError
from reelpulse.settings import (
    LiveSettings,
    ServerSettings,
    Settings,
    VisionSettings,
    default_data_dir,
    load_settings,
)


def loaded(folder: Path, text: str) -> Settings:
    (folder / "settings.toml").write_text(text, encoding="utf-8")
    return load_settings(folder)


def test_without_a_file_everything_has_its_default(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings == Settings(data_dir=tmp_path)
    assert (settings.server.host, settings.server.port) == ("127.0.0.1", 8765)
    assert settings.metrics.silence_weight == 0.5


def test_everything_lies_in_one_folder(tmp_path: Path) -> None:
    settings = load_settings(tmp_path)
    assert settings.database_path == tmp_path / "reelpulse.db"
    assert settings.tokens_path == tmp_path / "tokens.json"
    assert settings.reports_dir == tmp_path / "reports"


def test_the_default_folder_is_the_user_s_own() -> None:
    assert default_data_dir().name == "ReelPulse"
    assert default_data_dir().is_absolute()
    assert load_settings().data_dir == default_data_dir()


def test_what_the_file_sets_is_taken_and_the_rest_keeps_its_default(tmp_path: Path) -> None:
    settings = loaded(
        tmp_path,
        """
        [server]
        port = 9000
        [vision]
        provider = "DmlExecutionProvider"
        seat_sightings = 5
        [live]
        stale_after_ms = 500
        [metrics]
        silence_weight = 1
        trace_seconds = 3
        """,
    )
    assert settings.server == ServerSettings(port=9000)
    assert settings.vision == VisionSettings(provider="DmlExecutionProvider", seat_sightings=5)
    assert settings.live == LiveSettings(stale_after_ms=500)
    assert settings.metrics == MetricRules(silence_weight=1, trace_seconds=3)


def test_a_file_that_notepad_saved_is_read(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"\xef\xbb\xbf[server]\r\nport = 9001\r\n")
    assert load_settings(tmp_path).server.port == 9001


def test_an_empty_file_sets_nothing(tmp_path: Path) -> None:
    assert loaded(tmp_path, "# all as it comes\n") == Settings(data_dir=tmp_path)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[server\nport = 1", "This is not valid TOML: "),
        (
            "[web]\nport = 1",
            "The section [web] is unknown; known are server, vision, live, obs, quality, grades, baseline, attention, talking, metrics.",
        ),
        ("port = 1", "The section [port] is unknown"),
        ("server = 5", "server must be a section: write [server] on a line of its own."),
        ("[[server]]\nport = 1", "server must be a section"),
        ("[server]\nprot = 1", "[server] has no setting “prot”; known are host, port, max_picture"),
        ('[server]\nport = "8765"', "[server] port must be of type int, not '8765'."),
        ("[server]\nport = 8765.0", "[server] port must be of type int, not 8765.0."),
        ("[server]\nport = true", "[server] port must be of type int, not True."),
        ("[server]\nhost = 127", "[server] host must be of type str, not 127."),
        ("[server]\nport = 99999", "[server] port is 99999; it must lie between 0 and 65535."),
        ("[server]\nport = -1", "[server] port is -1; it must lie between"),
        ("[server]\nmax_picture_bytes = 0", "[server] max_picture_bytes is 0; it must lie"),
        ('[server]\nhost = "0.0.0.0"', "[server] host is 0.0.0.0, but ReelPulse stays on this"),
        ('[server]\nhost = "example.org"', "Choose 127.0.0.1, or delete the line."),
        ("[vision]\nthreads = 0", "[vision] threads is 0; it must lie between 1 and 64."),
        ('[vision]\ntiles = "yes"', "[vision] tiles is yes; it must be one of auto, on, off."),
        ("[vision]\nseat_sightings = 0", "[vision] seat_sightings is 0; it must lie between"),
        ("[live]\nmemory_readings_max = 0", "[live] memory_readings_max is 0; it must lie"),
        ("[live]\nstale_after_ms = 0", "[live] stale_after_ms is 0; it must lie between"),
        ("[metrics]\nsilence_weight = 1.5", "[metrics] silence_weight is 1.5; it must lie between"),
        ("[metrics]\nsilence_weight = nan", "[metrics] silence_weight is nan; it must lie between"),
        ('[metrics]\nbasis = "calm"', "[metrics] basis is calm; it must be one of raw, corrected."),
        ("[baseline]\nlength_s = 61", "[baseline] length_s is 61; it must lie between 0 and 60."),
        ("[grades]\nturn_deg_good = 91", "[grades] turn_deg_good is 91; it must lie between"),
        ("[metrics]\ntrace_seconds = 2.5", "[metrics] trace_seconds must be of type int, not 2.5."),
    ],
)
def test_what_cannot_be_used_is_told_with_the_file_and_the_name(
    tmp_path: Path, text: str, problem: str
) -> None:
    with pytest.raises(SettingsError) as caught:
        loaded(tmp_path, text)
    assert str(caught.value).startswith(f"{tmp_path / 'settings.toml'}: ")
    assert problem in str(caught.value)
    assert not str(caught.value).endswith("..")


def test_bytes_that_are_no_text_are_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_bytes(b"[server]\nhost = '\xff\xfe'\n")
    with pytest.raises(SettingsError, match="not valid TOML"):
        load_settings(tmp_path)


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").mkdir()
    with pytest.raises(SettingsError, match=r"cannot be read \(.+\)\. Check that you may read it"):
        load_settings(tmp_path)


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "localhost", "::1"])
def test_every_name_of_this_machine_is_a_host(tmp_path: Path, host: str) -> None:
    assert loaded(tmp_path, f'[server]\nhost = "{host}"').server.host == host


def test_a_port_from_the_command_line_is_held_to_the_same_range() -> None:
    with pytest.raises(SettingsError, match=r"^port is 70000; it must lie between 0 and 65535\.$"):
        ServerSettings(port=70_000)


def test_the_record_of_a_session_holds_all_that_changes_figures(tmp_path: Path) -> None:
    record = Settings(data_dir=tmp_path).as_record()
    assert set(record) == {
        "vision",
        "live",
        "quality",
        "grades",
        "baseline",
        "attention",
        "talking",
        "metrics",
    }
    assert record["metrics"] == {
        "trace_probability": 0.5,
        "trace_seconds": 2,
        "contact_coverage": 0.5,
        "reaction_lag_ms": 400,
        "silence_weight": 0.5,
        "frame_gap_s": 2,
        "frames_per_list": 6,
        "basis": "corrected",
    }
    assert json.loads(json.dumps(record)) == record
