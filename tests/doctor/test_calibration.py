"""The doctor tells what was calibrated, and how to do it."""

from __future__ import annotations

from pathlib import Path

import pytest

from reelpulse.core.calibration import Calibration, SetUp, Spread
from reelpulse.doctor.calibration import check_calibration
from reelpulse.doctor.finding import State
from reelpulse.obs.calibration_file import keep_calibration
from reelpulse.settings import Settings
from reelpulse.texts import Language

DELAY = Spread(median_ms=140.4, low_ms=133.0, high_ms=151.0, samples=180)


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(data_dir=tmp_path)


def keep(settings: Settings, delay: Spread | None) -> None:
    found = Calibration(
        set_up=SetUp(webcam="Cam", width_px=1280, height_px=720, rate_hz=30.0),
        measured_unix_ms=0,
        cursor_lead=Spread(median_ms=118.0, low_ms=100.0, high_ms=130.0, samples=180),
        camera_delay=delay,
    )
    keep_calibration(settings.calibrations_path, found)


def test_without_one_it_says_how_to_calibrate(settings: Settings) -> None:
    finding = check_calibration(settings)
    assert finding.state is State.WARNING
    assert finding.remedy is not None
    assert "reelpulse obs calibrate" in finding.remedy.told(Language.ENGLISH)


def test_the_newest_is_told_with_its_spread(settings: Settings) -> None:
    keep(settings, DELAY)
    finding = check_calibration(settings)
    assert finding.state is State.OK
    assert finding.detail.told(Language.ENGLISH) == (
        "Cam, 1280 × 720, 30/s: webcam 140 ms late (133 to 151, n = 180), cursor 118 ms early"
    )


def test_one_without_a_camera_is_remarked(settings: Settings) -> None:
    keep(settings, None)
    finding = check_calibration(settings)
    assert finding.state is State.WARNING
    assert "did not see the screen" in finding.detail.told(Language.ENGLISH)


def test_a_damaged_file_is_told(settings: Settings) -> None:
    settings.calibrations_path.write_text("{")
    finding = check_calibration(settings)
    assert finding.state is State.FAILED
    assert "calibrate again" in finding.detail.told(Language.ENGLISH)
