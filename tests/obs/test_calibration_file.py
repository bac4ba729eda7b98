"""Calibrations are kept by set-up."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from reelpulse.core.calibration import Calibration, SetUp, Spread
from reelpulse.errors import ObsError
from reelpulse.obs.calibration_file import calibration_for, keep_calibration, read_calibrations

SET_UP = SetUp(webcam="Камера", width_px=1280, height_px=720, rate_hz=29.97)
LEAD = Spread(median_ms=120.0, low_ms=110.5, high_ms=133.0, samples=180)
FOUND = Calibration(
    set_up=SET_UP, measured_unix_ms=1_780_000_000_000, cursor_lead=LEAD, camera_delay=LEAD
)


def test_what_was_kept_is_found_for_exactly_this_set_up(tmp_path: Path) -> None:
    path = tmp_path / "data" / "calibrations.json"
    keep_calibration(path, FOUND)
    assert calibration_for(path, SET_UP) == FOUND
    assert calibration_for(path, dataclasses.replace(SET_UP, rate_hz=60.0)) is None


def test_a_new_one_replaces_that_of_the_same_set_up_and_stands_last(tmp_path: Path) -> None:
    path = tmp_path / "calibrations.json"
    other = dataclasses.replace(FOUND, set_up=dataclasses.replace(SET_UP, webcam="b"))
    newer = dataclasses.replace(FOUND, camera_delay=None)
    for one in (FOUND, other, newer):
        keep_calibration(path, one)
    assert read_calibrations(path) == (other, newer)


def test_without_a_file_there_is_none(tmp_path: Path) -> None:
    assert read_calibrations(tmp_path / "calibrations.json") == ()


@pytest.mark.parametrize("text", ["{", "[1]", '[{"set_up": {}}]', "\x00"])
def test_a_damaged_file_is_told(tmp_path: Path, text: str) -> None:
    path = tmp_path / "calibrations.json"
    path.write_text(text)
    with pytest.raises(ObsError, match="Delete it and calibrate again"):
        read_calibrations(path)
