"""Faces are found where they are, each once."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reelpulse.vision.decode import Picture
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime


@pytest.fixture(scope="module")
def finder(manifest: Manifest, runtime: Runtime) -> FaceFinder:
    return FaceFinder(manifest.detector(), runtime)


def test_the_astronaut_has_one_face_where_her_face_is(
    finder: FaceFinder, astronaut: Picture
) -> None:
    found = finder.find(astronaut)
    assert len(found) == 1
    box = found.box(0)
    assert box.centre_px == pytest.approx((225, 125), abs=12)
    assert box.width_px == pytest.approx(105, abs=15)
    right_eye, left_eye, nose = found.keypoints[0, :3]
    assert right_eye == pytest.approx([203, 102], abs=8)
    assert left_eye == pytest.approx([245, 102], abs=8)
    assert nose == pytest.approx([226, 128], abs=10)
    assert found.scores[0] > 0.8


@pytest.mark.parametrize("scale", [0.5, 1.7, 3.0])
def test_the_box_scales_with_the_picture(
    finder: FaceFinder, astronaut: Picture, scale: float
) -> None:
    size = round(512 * scale)
    scaled = np.asarray(cv2.resize(astronaut, (size, size)), dtype=np.uint8)
    found, plain = finder.find(scaled), finder.find(astronaut)
    assert len(found) == 1
    assert found.boxes[0] / scale == pytest.approx(plain.boxes[0], abs=4)


@pytest.mark.parametrize(("height", "width"), [(720, 1280), (1280, 720)])
def test_a_face_in_a_wide_or_high_picture_lies_where_it_was_put(
    finder: FaceFinder, astronaut: Picture, height: int, width: int
) -> None:
    picture = np.full((height, width, 3), 90, dtype=np.uint8)
    picture[100:612, 150:662] = astronaut
    found = finder.find(picture)
    assert len(found) == 1
    assert found.box(0).centre_px == pytest.approx((225 + 150, 125 + 100), abs=14)


def test_two_heads_give_two_boxes(finder: FaceFinder, astronaut: Picture) -> None:
    head = astronaut[0:300, 80:380]
    found = finder.find(np.concatenate([head, head[:, ::-1]], axis=1))
    assert len(found) == 2
    assert sorted(found.boxes[:, 0].tolist()) == pytest.approx([94, 405], abs=20)


def test_a_picture_without_faces_gives_none(finder: FaceFinder) -> None:
    noise = np.random.default_rng(0).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    for picture in (np.zeros((360, 640, 3), np.uint8), noise):
        found = finder.find(picture)
        assert len(found) == 0
        assert (found.boxes.shape, found.keypoints.shape) == ((0, 4), (0, 6, 2))


@pytest.mark.parametrize("shape", [(1, 1), (1, 300), (300, 1), (2, 5000)])
def test_pictures_of_odd_shapes_do_no_harm(finder: FaceFinder, shape: tuple[int, int]) -> None:
    assert len(finder.find(np.zeros((*shape, 3), np.uint8))) == 0


@pytest.mark.shared_data
def test_both_people_of_a_clip_are_found_in_every_frame(
    finder: FaceFinder, shared_data: Path
) -> None:
    clip = cv2.VideoCapture(str(shared_data / "clips" / "two_people.mp4"))
    counts: list[int] = []
    while len(counts) < 30:
        ok, frame = clip.read()
        if not ok:
            break
        counts.append(len(finder.find(np.asarray(frame[..., ::-1]))))
    assert counts == [2] * 30
