"""A net that takes one face at a time gives what the same net gives for a batch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from tests.vision.shipped_nets import mesh_spec
from tests.vision.small_classifiers import (
    SIDE_PX,
    add_classifier,
    one_at_a_time,
    write_classifier,
)

from reelpulse.vision.decode import Picture
from reelpulse.vision.emotions import EmotionReader
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import ENGINE_FAILURES, Net, Runtime, Values


@pytest.fixture
def batches(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many crops each call of a net was given."""
    given: list[int] = []
    run = Net.run

    def counted(net: Net, outputs: Sequence[str], batch: Values) -> list[Values]:
        given.append(len(batch))
        return run(net, outputs, batch)

    monkeypatch.setattr(Net, "run", counted)
    return given


def test_a_classifier_is_added_and_reads_each_face_as_its_twin_does(
    tmp_path: Path, manifest: Manifest, runtime: Runtime, batches: list[int]
) -> None:
    free = write_classifier(tmp_path / "free.onnx")
    fixed = one_at_a_time(free, tmp_path / "fixed.onnx")
    with pytest.raises(ENGINE_FAILURES):
        onnxruntime.InferenceSession(str(fixed), providers=["CPUExecutionProvider"]).run(
            None, {"x": np.zeros((2, 1, SIDE_PX, SIDE_PX), dtype=np.float32)}
        )
    together, alone = (
        EmotionReader(add_classifier(path, manifest), runtime) for path in (free, fixed)
    )
    random = np.random.default_rng(5)
    crops = [
        random.integers(0, brightest, (SIDE_PX, SIDE_PX, 3), dtype=np.uint8)
        for brightest in (255, 80)
    ]
    batches.clear()
    expected = together.read_crops(crops)
    assert batches == [2]
    batches.clear()
    found = alone.read_crops(crops)
    assert batches == [1, 1]
    np.testing.assert_allclose(found, expected, atol=1e-5)
    assert np.abs(found[0] - found[1]).max() > 0.1


def test_a_mesh_lays_its_points_on_each_face_as_its_twin_does(
    tmp_path: Path,
    manifest: Manifest,
    runtime: Runtime,
    astronaut: Picture,
    batches: list[int],
) -> None:
    spec = mesh_spec(manifest)
    path = one_at_a_time(spec.file.path, tmp_path / "mesh.onnx")
    sha256 = hashlib.sha256(path.read_bytes()).hexdigest()
    alone = FaceMesh(replace(spec, file=replace(spec.file, path=path, sha256=sha256)), runtime)
    together = FaceMesh(spec, runtime)
    head = astronaut[0:300, 80:380]
    picture = np.concatenate([head, head[:, ::-1]], axis=1)
    detections = FaceFinder(manifest.detector(), runtime).find(picture)
    batches.clear()
    expected = together.find(picture, detections)
    assert batches == [2]
    batches.clear()
    found = alone.find(picture, detections)
    assert batches == [1, 1]
    np.testing.assert_allclose(found.points_px, expected.points_px, atol=0.01)
    np.testing.assert_allclose(found.presence, expected.presence, atol=1e-5)
