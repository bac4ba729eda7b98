"""YuNet, which does not ship, finds faces wherever the shipped detector is asked to."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from tests.vision.far_faces import Place, room, rows_of
from tests.vision.shipped_nets import fetchable_detector, mesh_spec

from reelpulse.errors import ModelLoadingError
from reelpulse.vision.decode import Picture
from reelpulse.vision.detections import Detections
from reelpulse.vision.detector_spec import BlazeFaceOutputs, DetectorSpec
from reelpulse.vision.face_search import FaceSearch
from reelpulse.vision.faces import FaceFinder
from reelpulse.vision.landmarks import FaceMesh
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.same_face import one_face
from reelpulse.vision.tile_pace import TileMode
from reelpulse.vision.yunet import YuNetDecoder

_FILE = "face_detection_yunet_n_dynamic.onnx"


def test_a_cell_is_read_as_by_hand() -> None:
    decoder = YuNetDecoder(part_px=512, score_min=0.6)
    values = [
        np.zeros(shape, dtype=np.float32)
        for shape in decoder.shapes(count=2, width_px=96, height_px=64)
    ]
    outputs = dict(zip(decoder.outputs, values, strict=True))
    cell = 7  # of the grid of 16 pixels, six cells wide: column 1, row 1
    outputs["cls_16"][1, cell] = 0.9
    outputs["obj_16"][1, cell] = 0.6
    outputs["bbox_16"][1, cell] = [0.5, 0.25, math.log(2), math.log(3)]
    outputs["kps_16"][1, cell] = [0, 0, 1, 0, 0.5, 0.5, 0, 1, 1, 1]
    nobody, somebody = decoder.decode(values, width_px=96)
    assert nobody[0].shape == (0, 16)
    rows, scores = somebody
    assert scores == pytest.approx([math.sqrt(0.9 * 0.6)])
    # YuNet's box: middle (24, 20), 32 by 48; the square: 0.93 of 40, and 0.08 of 48 lower.
    side, down = 0.93 * 40, 0.08 * 48
    assert rows[0, :4] == pytest.approx(
        [24 - side / 2, 20 + down - side / 2, 24 + side / 2, 20 + down + side / 2], abs=1e-4
    )
    right_eye, left_eye, nose = (16, 16), (32, 16), (24, 24)
    mouth = (24, 32)
    assert rows[0, 4:].tolist() == [*right_eye, *left_eye, *nose, *mouth * 3]


@pytest.fixture
def spec(shared_data: Path) -> DetectorSpec:
    """The catalogue's description of the file that lies beside this checkout."""
    spec = fetchable_detector("yunet-n")
    return replace(spec, file=replace(spec.file, path=shared_data / "models" / _FILE))


@pytest.fixture
def yunet(spec: DetectorSpec, runtime: Runtime) -> FaceFinder:
    return FaceFinder(spec, runtime)


def _fixed(file: Path, into: Path, side_px: int) -> Path:
    """The same net for one picture of one size at a time, as its makers publish it too."""
    model = onnx.load(str(file))
    for dimension, value in zip(
        model.graph.input[0].type.tensor_type.shape.dim, (1, 3, side_px, side_px), strict=True
    ):
        dimension.dim_value = value
    onnx.save(model, str(into))
    return into


def _with_file(spec: DetectorSpec, path: Path, *, side_px: int) -> DetectorSpec:
    found = replace(spec.file, path=path, input=replace(spec.file.input, side_px=side_px))
    return replace(spec, file=replace(found, sha256=hashlib.sha256(path.read_bytes()).hexdigest()))


@pytest.mark.shared_data
@pytest.mark.parametrize("scale", [0.5, 1.0, 3.0])
def test_its_box_and_points_are_those_of_the_shipped_detector(
    yunet: FaceFinder, manifest: Manifest, runtime: Runtime, astronaut: Picture, scale: float
) -> None:
    size = round(512 * scale)
    picture = np.asarray(cv2.resize(astronaut, (size, size)), dtype=np.uint8)
    shipped = FaceFinder(manifest.detector(), runtime).find(picture)
    found = yunet.find(picture)
    assert len(found) == len(shipped) == 1
    assert found.boxes[0] / scale == pytest.approx(shipped.boxes[0] / scale, abs=12)
    assert found.keypoints[0, :4] / scale == pytest.approx(shipped.keypoints[0, :4] / scale, abs=9)
    assert found.scores[0] > 0.8


@pytest.mark.shared_data
def test_one_picture_of_one_size_is_enough_for_it(
    spec: DetectorSpec, yunet: FaceFinder, runtime: Runtime, astronaut: Picture, tmp_path: Path
) -> None:
    path = _fixed(spec.file.path, tmp_path / "fixed.onnx", 320)
    fixed = FaceFinder(_with_file(spec, path, side_px=320), runtime)
    far = room(astronaut, rows_of(8), face_px=110)
    assert len(fixed.find(far)) == len(yunet.find(far)) == 8
    small = room(astronaut, rows_of(8), face_px=40)
    assert _are_at(_middles(fixed, small), rows_of(8), within_px=8)


def _middles(finder: FaceFinder, picture: Picture) -> list[Place]:
    """Of all faces that the whole picture and its tiles show."""
    search = FaceSearch(finder, tiles=TileMode.ON, presence_min=0.5)
    found = search.find(picture, at_ns=0)
    return [found.box(row).centre_px for row in range(len(found))]


def _are_at(found: Sequence[Place], true: Sequence[Place], *, within_px: float) -> bool:
    near = [[place for place in found if math.dist(place, person) < within_px] for person in true]
    return len(found) == len(true) and all(len(places) == 1 for places in near)


@pytest.mark.shared_data
@pytest.mark.parametrize("face_px", [40, 72, 110, 220])
@pytest.mark.parametrize("people", [1, 8])
def test_tiles_and_the_whole_show_everybody_once(
    yunet: FaceFinder, astronaut: Picture, face_px: int, people: int
) -> None:
    places = rows_of(people, rows=1 if people == 1 else 2)
    picture = room(astronaut, places, face_px=face_px)
    assert _are_at(_middles(yunet, picture), places, within_px=0.2 * face_px)


@pytest.mark.shared_data
def test_who_is_small_is_found_again_around_where_they_were(
    yunet: FaceFinder, manifest: Manifest, runtime: Runtime, astronaut: Picture
) -> None:
    mesh = FaceMesh(mesh_spec(manifest), runtime)
    search = FaceSearch(yunet, tiles=TileMode.ON, presence_min=mesh.presence_min)
    searched = []
    for frame in range(12):
        at_ns = frame * 66_000_000
        places = [(180.0 + 220 * chair, 430 + 3.0 * frame) for chair in range(5)]
        picture = room(astronaut, places, face_px=40)
        searched.append(search.tiles_are_due(at_ns))
        found = search.find(picture, at_ns=at_ns)
        kept = search.settle(mesh.find(picture, found))
        assert _are_at([found.box(row).centre_px for row in kept], places, within_px=12), frame
    assert 2 <= sum(searched) < 6


@pytest.mark.shared_data
def test_no_face_is_left_where_there_is_none(
    yunet: FaceFinder, manifest: Manifest, runtime: Runtime, shared_data: Path
) -> None:
    mesh = FaceMesh(mesh_spec(manifest), runtime)
    noise = np.random.default_rng(0).integers(0, 256, (360, 640, 3), dtype=np.uint8)
    pictures = {"noise": noise, "odd": np.zeros((2, 5000, 3), np.uint8)}
    for path in sorted((shared_data / "detect" / "noface").iterdir()):
        pictures[path.name] = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), np.uint8)
    assert len(pictures) > 10
    found = {name: len(_confirmed(yunet, mesh, picture)) for name, picture in pictures.items()}
    assert {name: count for name, count in found.items() if count} == {}


@pytest.mark.shared_data
def test_it_finds_those_whom_the_shipped_detector_finds_in_photographs_and_more(
    yunet: FaceFinder, manifest: Manifest, runtime: Runtime, shared_data: Path
) -> None:
    shipped, mesh = FaceFinder(manifest.detector(), runtime), FaceMesh(mesh_spec(manifest), runtime)
    theirs = ours = both = 0
    for path in sorted((shared_data / "detect" / "images").iterdir())[::3]:
        picture = np.asarray(cv2.imread(str(path), cv2.IMREAD_COLOR_RGB), dtype=np.uint8)
        sure, found = (_confirmed(finder, mesh, picture) for finder in (shipped, yunet))
        ours, theirs = ours + len(sure), theirs + len(found)
        both += int(one_face(sure.corners, found.corners).any(axis=1).sum())
    assert ours >= 40
    assert theirs > ours
    assert both >= 0.93 * ours


def _confirmed(finder: FaceFinder, mesh: FaceMesh, picture: Picture) -> Detections:
    found = finder.find(picture)
    if not len(found):
        return found
    return found.take(np.flatnonzero(mesh.find(picture, found).presence >= mesh.presence_min))


@pytest.mark.shared_data
def test_a_net_that_is_no_yunet_is_told(
    spec: DetectorSpec, manifest: Manifest, runtime: Runtime, astronaut: Picture
) -> None:
    shipped = manifest.detector()
    with pytest.raises(ModelLoadingError, match="has no cls_8; it has"):
        FaceFinder(replace(shipped, outputs=spec.outputs), runtime)
    assert isinstance(shipped.outputs, BlazeFaceOutputs)
    other_grid = replace(shipped.outputs, anchors=shipped.outputs.anchors[:1])
    wrong = FaceFinder(replace(shipped, outputs=other_grid), runtime)
    with pytest.raises(ModelLoadingError, match=r"regressors of shape \(1, 896, 16\).*512, 16"):
        wrong.find(astronaut)
