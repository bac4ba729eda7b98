"""mediapipe's bundle, which does not ship, lays its mesh on the faces that our detector found."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pytest
from tests.vision.shipped_nets import fetchable_bundle, mesh_spec

from reelpulse.errors import ModelFileAlteredError, ModelLoadingError
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh
from reelpulse.vision.landmarks_spec import TaskSpec
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.task_landmarks import TaskLandmarks


@pytest.fixture
def spec(shared_data: Path) -> TaskSpec:
    """The catalogue's description of the file that lies beside this checkout."""
    spec = fetchable_bundle("face-landmarker")
    path = shared_data / "models" / "face_landmarker.task"
    return replace(spec, file=replace(spec.file, path=path))


@pytest.fixture
def bundle(spec: TaskSpec) -> Iterator[TaskLandmarks]:
    opened = TaskLandmarks(spec)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def finder(manifest: Manifest, runtime: Runtime) -> FaceFinder:
    return FaceFinder(manifest.detector(), runtime)


@pytest.fixture(scope="module")
def mesh(manifest: Manifest, runtime: Runtime) -> FaceMesh:
    return FaceMesh(mesh_spec(manifest), runtime)


@pytest.mark.shared_data
def test_its_points_are_those_of_the_shipped_mesh(
    bundle: TaskLandmarks, finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    detections = finder.find(astronaut)
    expected, found = (net.find(astronaut, detections) for net in (mesh, bundle))
    assert found.points_px.shape == (1, 468, 3)
    assert found.presence.tolist() == [1.0]
    flat = np.linalg.norm(found.points_px[0, :, :2] - expected.points_px[0, :, :2], axis=1)
    face_px = float(detections.boxes[0, 2])
    assert flat.mean() < 0.02 * face_px
    assert flat.max() < 0.08 * face_px


@pytest.mark.shared_data
def test_each_of_several_faces_gets_its_own_points(
    bundle: TaskLandmarks, finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    head = astronaut[0:300, 80:380]
    picture = np.full((720, 1280, 3), 90, dtype=np.uint8)
    for left, top, side in ((60, 60, 300), (400, 300, 220), (800, 120, 260)):
        small = cv2.resize(head, (side, side), interpolation=cv2.INTER_AREA)
        picture[top : top + side, left : left + side] = small
    detections = finder.find(picture)
    assert len(detections) == 3
    expected, found = (net.find(picture, detections) for net in (mesh, bundle))
    assert found.presence.tolist() == [1.0] * 3
    apart = np.linalg.norm(found.points_px[..., :2] - expected.points_px[..., :2], axis=2)
    assert (apart.mean(axis=1) / detections.boxes[:, 2]).max() < 0.025


@pytest.mark.shared_data
def test_a_tilted_head_gives_the_tilted_points(
    bundle: TaskLandmarks, finder: FaceFinder, astronaut: Picture
) -> None:
    turn = cv2.getRotationMatrix2D((225, 125), -25, 1.0)
    tilted = np.asarray(cv2.warpAffine(astronaut, turn, (512, 512)), dtype=np.uint8)
    upright = bundle.find(astronaut, finder.find(astronaut)).points_px[0, :, :2]
    found = bundle.find(tilted, finder.find(tilted)).points_px[0, :, :2]
    expected = upright @ turn[:, :2].T + turn[:, 2]
    assert np.linalg.norm(found - expected, axis=1).mean() < 4.0


@pytest.mark.shared_data
def test_neither_a_flag_nor_a_neighbours_face_is_present(
    bundle: TaskLandmarks, finder: FaceFinder, astronaut: Picture
) -> None:
    (left, top, width, height) = finder.find(astronaut).boxes[0].tolist()
    beside = [left + 0.75 * width, top + 0.3 * height, width, height]
    boxes = np.array([[20, 20, 90, 90], beside, [left, top, width, height]], dtype=np.float32)
    eyes = boxes[:, np.newaxis, :2] + boxes[:, np.newaxis, 2:] * np.array([[0.3, 0.35]])
    keypoints = eyes.repeat(6, axis=1).astype(np.float32)
    keypoints[:, 1, 0] += 0.4 * boxes[:, 2]
    found = bundle.find(
        astronaut,
        Detections(boxes=boxes, scores=np.full(3, 0.9, np.float32), keypoints=keypoints),
    )
    assert found.presence.tolist() == [0.0, 0.0, 1.0]
    assert not found.points_px[:2].any()


@pytest.mark.shared_data
def test_faces_of_a_clip_get_the_points_of_the_shipped_mesh(
    bundle: TaskLandmarks, finder: FaceFinder, mesh: FaceMesh, shared_data: Path
) -> None:
    clip = cv2.VideoCapture(str(shared_data / "clips" / "two_people.mp4"))
    apart = []
    for _ in range(10):
        ok, frame = clip.read()
        assert ok
        picture = np.ascontiguousarray(frame[..., ::-1])
        detections = finder.find(picture)
        expected, found = (net.find(picture, detections) for net in (mesh, bundle))
        assert found.presence.tolist() == [1.0, 1.0]
        far = np.linalg.norm(found.points_px[..., :2] - expected.points_px[..., :2], axis=2)
        apart += (far.mean(axis=1) / detections.boxes[:, 2]).tolist()
    assert np.median(apart) < 0.03


@pytest.mark.shared_data
def test_another_file_is_refused(spec: TaskSpec, tmp_path: Path) -> None:
    altered = tmp_path / "altered.task"
    altered.write_bytes(spec.file.path.read_bytes() + b"x")
    with pytest.raises(ModelFileAlteredError, match=r"altered\.task was altered"):
        TaskLandmarks(replace(spec, file=replace(spec.file, path=altered)))


def test_a_file_that_is_no_bundle_is_told(tmp_path: Path) -> None:
    path = tmp_path / "none.task"
    path.write_bytes(b"no bundle at all")
    spec = fetchable_bundle("face-landmarker")
    sha256 = hashlib.sha256(b"no bundle at all").hexdigest()
    with pytest.raises(ModelLoadingError, match="The net face-landmarker cannot be opened"):
        TaskLandmarks(replace(spec, file=replace(spec.file, path=path, sha256=sha256)))
