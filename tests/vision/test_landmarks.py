"""The mesh lies on the face, whoever runs it, and all faces go through in one batch."""

from __future__ import annotations

import math

import cv2
import numpy as np
import pytest
from tests.vision.shipped_nets import mesh_spec

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.crop import Square
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh, to_picture
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.mediapipe_landmarks import MediapipeLandmarks
from reelpulse.vision.runtime import Net, Runtime

_NOSE_TIP, _RIGHT_EYE_OUTER, _LEFT_EYE_OUTER, _CHIN = 1, 33, 263, 152


@pytest.fixture(scope="module")
def finder(manifest: Manifest, runtime: Runtime) -> FaceFinder:
    return FaceFinder(manifest.detector(), runtime)


@pytest.fixture(scope="module")
def mesh(manifest: Manifest, runtime: Runtime) -> FaceMesh:
    return FaceMesh(mesh_spec(manifest), runtime)


def _only(detections: Detections, index: int) -> Detections:
    one = slice(index, index + 1)
    return Detections(
        boxes=detections.boxes[one],
        scores=detections.scores[one],
        keypoints=detections.keypoints[one],
    )


def test_a_net_that_gives_lists_is_told_and_ends_in_no_traceback(
    manifest: Manifest,
    runtime: Runtime,
    astronaut: Picture,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    mesh = FaceMesh(mesh_spec(manifest), runtime)
    monkeypatch.setattr(Net, "run", lambda *_: [[{0: 0.5}], [{0: 0.5}]])
    detections = Detections(
        boxes=np.array([[170, 70, 105, 105]], dtype=np.float32),
        scores=np.array([0.9], dtype=np.float32),
        keypoints=np.array([[[203, 102], [245, 102]] + [[226, 128]] * 4], dtype=np.float32),
    )
    with pytest.raises(ModelLoadingError, match="points of shape None"):
        mesh.find(astronaut, detections)


def test_the_points_lie_on_the_astronauts_face(
    finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    found = mesh.find(astronaut, finder.find(astronaut))
    assert found.points_px.shape == (1, 468, 3)
    assert found.presence[0] > 0.99
    points = found.points_px[0, :, :2]
    assert points[_NOSE_TIP] == pytest.approx([224, 131], abs=6)
    assert points[_RIGHT_EYE_OUTER] == pytest.approx([194, 101], abs=5)
    assert points[_LEFT_EYE_OUTER] == pytest.approx([257, 104], abs=5)
    assert points[_CHIN][1] > points[_NOSE_TIP][1] + 30


def test_the_points_are_those_that_mediapipe_itself_finds(
    finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    detections = finder.find(astronaut)
    theirs = MediapipeLandmarks()
    try:
        expected = theirs.find(astronaut, detections)
    finally:
        theirs.close()
    assert expected.presence.tolist() == [1.0]
    distance = np.linalg.norm(
        mesh.find(astronaut, detections).points_px[0, :, :2] - expected.points_px[0, :, :2], axis=1
    )
    face_px = float(detections.boxes[0, 2])
    assert distance.mean() < 0.015 * face_px
    assert distance.max() < 0.06 * face_px


def test_a_tilted_head_gives_the_tilted_points(
    finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    turn = cv2.getRotationMatrix2D((225, 125), -25, 1.0)
    tilted = np.asarray(cv2.warpAffine(astronaut, turn, (512, 512)), dtype=np.uint8)
    upright = mesh.find(astronaut, finder.find(astronaut)).points_px[0, :, :2]
    found = mesh.find(tilted, finder.find(tilted)).points_px[0, :, :2]
    expected = upright @ turn[:, :2].T + turn[:, 2]
    assert np.linalg.norm(found - expected, axis=1).mean() < 4.0


def test_all_faces_in_one_batch_give_what_each_gives_alone(
    finder: FaceFinder, mesh: FaceMesh, astronaut: Picture
) -> None:
    head = astronaut[0:300, 80:380]
    picture = np.concatenate([head, head[:, ::-1]], axis=1)
    detections = finder.find(picture)
    together = mesh.find(picture, detections)
    assert len(together.presence) == 2
    for index in range(2):
        alone = mesh.find(picture, _only(detections, index))
        assert together.points_px[index] == pytest.approx(alone.points_px[0], abs=0.01)
        assert together.presence[index] == pytest.approx(alone.presence[0], abs=1e-5)


def test_a_box_without_a_face_has_no_presence(mesh: FaceMesh, astronaut: Picture) -> None:
    flag = Detections(
        boxes=np.array([[20, 20, 90, 90]], dtype=np.float32),
        scores=np.array([0.9], dtype=np.float32),
        keypoints=np.full((1, 6, 2), 60, dtype=np.float32),
    )
    assert mesh.find(astronaut, flag).presence[0] < 0.5


def test_points_of_a_turned_crop_are_mapped_back_by_hand() -> None:
    square = Square(centre_x_px=50, centre_y_px=40, side_px=20, roll_rad=math.pi / 2)
    points = np.array([[[5, 5, 2], [10, 5, 0]]], dtype=np.float32)
    mapped = to_picture(points, [square], side_px=10)
    assert mapped[0].tolist() == [
        pytest.approx([50, 40, 4], abs=1e-4),
        pytest.approx([50, 50, 0], abs=1e-4),
    ]
