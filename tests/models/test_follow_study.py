"""The study of followed faces compares what it says it compares."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from skimage import data

from reelpulse_models.follow_study import compare, main


def test_a_person_who_sits_still_is_followed_and_read_the_same() -> None:
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    found = compare([astronaut] * 9, look_every=3)
    assert (found.frames, found.followed, found.other_counts) == (9, 4, 0)
    assert max(found.apart) < 0.05
    assert found.same_label == [True] * 4
    assert max(found.frame_to_frame) == 0


def test_a_file_that_is_no_film_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notes.mp4").write_text("no film")
    assert main([str(tmp_path / "notes.mp4")]) == 1
    assert "notes.mp4 is no film" in capsys.readouterr().err
