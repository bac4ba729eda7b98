"""Faces are found where they are, each once."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy as np
import pytest

from reelpulse.vision.blazeface import anchor_centres, decode_rows
from reelpulse.vision.decode import Picture
from reelpulse.vision.detector_spec import AnchorGrid
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.letterbox import letterbox
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.overlap import merge_overlapping, overlap_with
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


def test_the_letterbox_keeps_the_aspect_and_centres() -> None:
    boxed = letterbox(np.full((720, 1280, 3), 200, dtype=np.uint8), 256)
    assert boxed.scale == 0.2
    assert (boxed.left_px, boxed.top_px) == (0, 56)
    assert boxed.canvas[56:200].min() == 200
    assert not boxed.canvas[:56].any()
    assert not boxed.canvas[200:].any()


def test_anchors_stand_in_the_middle_of_their_cells() -> None:
    grids = (AnchorGrid(stride_px=16, per_cell=2), AnchorGrid(stride_px=32, per_cell=6))
    centres = anchor_centres(256, grids)
    assert centres.shape == (896, 2)
    assert centres[[0, 1, 2, 32, 511, 512, 895]].tolist() == [
        [8, 8],
        [8, 8],
        [24, 8],
        [8, 24],
        [248, 248],
        [16, 16],
        [240, 240],
    ]


def test_a_row_is_decoded_around_its_anchor() -> None:
    regressors = np.zeros((1, 16), dtype=np.float32)
    regressors[0, :6] = [2, -4, 20, 40, 1, 1]
    row = decode_rows(regressors, np.array([[100, 50]], dtype=np.float32))[0]
    assert row[:6].tolist() == [92, 26, 112, 66, 101, 51]
    assert row[14:].tolist() == [100, 50]


def test_overlap_of_boxes_by_hand() -> None:
    boxes = np.array([[0, 0, 10, 10], [5, 0, 15, 10], [20, 20, 20, 20]], dtype=np.float32)
    assert overlap_with(boxes[0], boxes) == pytest.approx([1, 1 / 3, 0], abs=1e-6)
    assert overlap_with(boxes[2], boxes) == pytest.approx([0, 0, 0], abs=1e-6)


def test_boxes_of_one_face_melt_into_their_weighted_mean_and_others_stay() -> None:
    rows = np.zeros((3, 16), dtype=np.float32)
    rows[:, :4] = [[0, 0, 10, 10], [2, 0, 12, 10], [50, 50, 60, 60]]
    rows[:, 4] = [1, 4, 9]
    merged, scores = merge_overlapping(
        rows, np.array([0.6, 0.9, 0.7], dtype=np.float32), overlap_max=0.3
    )
    assert scores == pytest.approx([0.9, 0.7])
    assert merged[0, :5] == pytest.approx([1.2, 0, 11.2, 10, 2.8])
    assert merged[1, :5].tolist() == [50, 50, 60, 60, 9]
