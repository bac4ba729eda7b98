"""The study of nets that can be fetched counts what is there, on pictures whose truth is known."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from skimage import data
from tests.vision.shipped_nets import fetchable_bundle

from reelpulse.vision.open_landmarks import open_landmark_net
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.chain import open_chain
from reelpulse_models.plug_in_study import compare
from reelpulse_models.yunet import open_yunet

_MANIFEST = Path(__file__).resolve().parents[2] / "models" / "manifest.toml"


@pytest.mark.shared_data
def test_one_face_in_two_pictures_is_counted_by_both_detectors_and_both_meshes(
    shared_data: Path,
) -> None:
    files = shared_data / "models"
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=2)
    spec = fetchable_bundle("face-landmarker")
    bundle = replace(spec, file=replace(spec.file, path=files / "face_landmarker.task"))
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    row = compare(
        open_chain(_MANIFEST),
        open_yunet(files / "face_detection_yunet_n_dynamic.onnx", runtime, side_px=640),
        open_landmark_net(bundle, runtime),
        [astronaut, np.full((360, 640, 3), 90, np.uint8), astronaut[:, ::-1].copy()],
    )
    assert (row.pictures, row.detected, row.shipped, row.yunet) == (3, 2, 2, 2)
    assert (row.both, row.bundle, len(row.apart)) == (2, 2, 2)
    assert max(row.apart) < 0.02
    assert all(timed.seconds > 0 for timed in row.times.values())
    assert row.line("made").startswith("| made (3) | 2, ")
    assert "| 2 of 2 | " in row.line("made")
