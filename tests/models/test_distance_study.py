"""The study of small faces counts what is there, on pictures whose truth is known."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from skimage import data

from reelpulse.vision.detections import Detections
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.chain import Chain, open_chain
from reelpulse_models.datasets import Picture
from reelpulse_models.distance_scenes import (
    HEIGHT_PX,
    WIDTH_PX,
    Photograph,
    backgrounds,
    crowd,
    photographs,
    scenes,
)
from reelpulse_models.distance_study import Find, Tally, by_product, judge, ways
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.yunet import open_yunet

_MANIFEST = Path(__file__).resolve().parents[2] / "models" / "manifest.toml"
ROOM = np.full((HEIGHT_PX, WIDTH_PX, 3), 110, dtype=np.uint8)
FACE = (174, 60, 102, 132)
"""The astronaut's, from hairline to chin."""
RUNTIME = Runtime(engine=installed_engine(), provider=CPU, threads=2)


@pytest.fixture(scope="module")
def chain() -> Chain:
    return open_chain(_MANIFEST)


@pytest.fixture(scope="module")
def portrait() -> Photograph:
    astronaut = np.asarray(data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    return Photograph(picture=astronaut, boxes=np.array([FACE], dtype=np.float32))


def test_a_scene_holds_the_face_at_the_height_asked_for(portrait: Photograph) -> None:
    (scene,) = scenes([portrait], [ROOM], face_px=66)
    assert scene.picture.shape == (HEIGHT_PX, WIDTH_PX, 3)
    left, top, width, height = scene.boxes[0].tolist()
    assert (width, height) == (51, 66)
    face = scene.picture[round(top) : round(top) + 66, round(left) : round(left) + 51]
    original = portrait.picture[60:192, 174:276]
    assert face.mean() == pytest.approx(original.mean(), abs=3)
    assert (scene.picture == 110).mean() > 0.9


def test_no_face_is_blown_up(portrait: Photograph) -> None:
    assert list(scenes([portrait], [ROOM], face_px=140)) == []


def test_the_same_scenes_are_made_every_time(portrait: Photograph) -> None:
    first, again = (list(scenes([portrait] * 3, [ROOM], face_px=40)) for _ in range(2))
    assert [scene.boxes.tolist() for scene in first] == [scene.boxes.tolist() for scene in again]
    assert len({tuple(scene.boxes[0].tolist()) for scene in first}) == 3


def test_tiles_find_what_the_whole_picture_misses(chain: Chain, portrait: Photograph) -> None:
    finds = ways(chain, None)
    (scene,) = scenes([portrait], [ROOM], face_px=46)
    judged = [judge(chain, find, scene, presence_min=0.6) for find in finds.values()]
    assert judged == [Tally(scenes=1), *[Tally(scenes=1, found=1, kept=1)] * 2]


def test_doubled_boxes_and_boxes_on_nobody_are_counted(chain: Chain, portrait: Photograph) -> None:
    (scene,) = scenes([portrait], [ROOM], face_px=66)
    (row,) = by_product(chain, scene.picture).boxes.tolist()
    boxes = np.array([row, row, [0, 0, 30, 30]], dtype=np.float32)

    def thrice(_picture: Picture) -> Detections:
        found = by_product(chain, scene.picture)
        return Detections(
            boxes=boxes, scores=np.ones(3, np.float32), keypoints=found.keypoints.repeat(3, axis=0)
        )

    judged = judge(chain, thrice, scene, presence_min=0.0)
    assert judged == Tally(scenes=1, found=1, kept=1, doubled=1, strangers=1)
    assert judged + judged == Tally(scenes=2, found=2, kept=2, doubled=2, strangers=2)


def test_a_crowd_has_so_many_faces(chain: Chain, portrait: Photograph) -> None:
    picture = crowd([portrait], ROOM, people=16, face_px=60)
    assert len(by_product(chain, picture)) == 16


def test_what_is_missing_is_told(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match="is missing"):
        open_yunet(tmp_path / "none.onnx", RUNTIME, side_px=640)
    (tmp_path / "noface").mkdir()
    with pytest.raises(ModelWorkError, match="holds no pictures"):
        backgrounds(tmp_path)


@pytest.mark.shared_data
def test_tiles_find_twice_as_many_real_faces_of_40_px(chain: Chain, shared_data: Path) -> None:
    photos, rooms = photographs(shared_data / "detect")[::4], backgrounds(shared_data / "detect")
    made = list(scenes(photos, rooms, face_px=40))
    assert len(made) == 23
    finds: dict[str, Find] = {
        "whole": chain.faces.find,
        "tiles": partial(by_product, chain),
    }
    kept = {
        name: sum((judge(chain, find, one, presence_min=0.6) for one in made), Tally())
        for name, find in finds.items()
    }
    assert kept["tiles"].kept >= 16
    assert kept["tiles"].kept >= 2 * kept["whole"].kept
    assert kept["tiles"].doubled == 0


@pytest.mark.shared_data
def test_yunet_finds_the_astronaut_where_our_detector_does(
    chain: Chain, shared_data: Path, portrait: Photograph
) -> None:
    file = shared_data / "models" / "face_detection_yunet_n_dynamic.onnx"
    net = open_yunet(file, RUNTIME, side_px=512)
    (box,) = net.find(portrait.picture).boxes.tolist()
    (ours,) = chain.faces.find(portrait.picture).boxes.tolist()
    assert box == pytest.approx(ours, abs=12)
