"""The figures of models/README.md are counted right."""

from __future__ import annotations

import csv
import zipfile
from pathlib import Path

import cv2
import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box
from reelpulse.vision.crop import Square, cut
from reelpulse.vision.detections import Detections
from reelpulse.vision.emotion_spec import Border
from reelpulse_models.chain import Found, open_chain, square_around
from reelpulse_models.crop_study import FoundFace, cut_off, find_all
from reelpulse_models.datasets import LabelledFace, expw_faces, fer2013_faces
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.metrics import agreement

_ANGER, _HAPPY, _SURPRISE, _NEUTRAL = (
    EMOTIONS.index(e) for e in (Emotion.ANGER, Emotion.HAPPINESS, Emotion.SURPRISE, Emotion.NEUTRAL)
)
_MANIFEST = Path(__file__).resolve().parents[2] / "models" / "manifest.toml"


def _sure(*emotions: int) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    return np.eye(7)[list(emotions)]


def test_agreement_by_hand() -> None:
    labels = np.array([_HAPPY, _HAPPY, _ANGER, _NEUTRAL])
    result = agreement(_sure(_HAPPY, _SURPRISE, _ANGER, _ANGER), labels)
    assert result.accuracy == 0.5
    assert result.group_accuracy == 0.75
    assert result.recall[[_HAPPY, _ANGER, _NEUTRAL]].tolist() == [0.5, 1.0, 0.0]
    assert result.f1[_HAPPY] == pytest.approx(2 / 3)
    assert result.f1[_ANGER] == pytest.approx(2 / 3)
    assert result.macro_f1 == pytest.approx((2 / 3 + 2 / 3) / 7)
    assert result.confusion[_HAPPY, _SURPRISE] == 1


def test_the_group_is_summed_before_the_largest_is_taken() -> None:
    split = np.zeros((1, 7))
    split[0, [_HAPPY, _SURPRISE, _NEUTRAL]] = 0.3, 0.3, 0.4
    result = agreement(split, np.array([_HAPPY]))
    assert (result.accuracy, result.group_accuracy) == (0.0, 1.0)


def _write_picture(path: Path, level: int) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    assert cv2.imwrite(str(path), np.full((20, 30, 3), level, dtype=np.uint8))


def test_expw_is_read_in_its_own_format(tmp_path: Path) -> None:
    _write_picture(tmp_path / "images" / "a.png", 10)
    _write_picture(tmp_path / "images" / "b.png", 20)
    (tmp_path / "label.lst").write_text("a.png 0 2 3 13 14 99.0 3\nb.png 0 1 2 3 4 50.0 6\n")
    with (tmp_path / "split.csv").open("w", newline="") as file:
        csv.writer(file).writerows([["image_name", "split"], ["a.png", "val"], ["b.png", "train"]])
    (face,) = expw_faces(tmp_path, part="val")
    assert face.name == "a.png"
    assert face.box == Box(left_px=3, top_px=2, width_px=10, height_px=12)
    assert face.label == _HAPPY
    assert face.picture.shape == (20, 30, 3)
    (tmp_path / "images" / "b.png").unlink()
    with pytest.raises(ModelWorkError, match=r"b\.png is missing"):
        list(expw_faces(tmp_path, part="train"))


def test_fer2013_is_read_from_its_archive(tmp_path: Path) -> None:
    _write_picture(tmp_path / "x.png", 30)
    with zipfile.ZipFile(tmp_path / "fer.zip", "w") as archive:
        archive.write(tmp_path / "x.png", "images/angry/x.png")
        archive.writestr("labels.csv", "path,label\nimages/angry/x.png,angry\n")
    (face,) = fer2013_faces(tmp_path / "fer.zip")
    assert face.label == _ANGER
    assert (face.box.width_px, face.box.height_px) == (30, 20)


def test_a_square_around_a_box_has_its_longer_side() -> None:
    square = square_around(Box(left_px=10, top_px=0, width_px=20, height_px=40), scale=1.5)
    assert square == Square(centre_x_px=20, centre_y_px=20, side_px=60)


def test_a_face_is_cut_off_at_a_fifth_of_its_box_and_its_square_stays_on_it() -> None:
    picture = np.random.default_rng(0).integers(0, 256, (100, 100, 3), dtype=np.uint8)
    box = Box(left_px=40, top_px=20, width_px=50, height_px=50)
    detection = Detections(
        boxes=np.array([[40, 20, 50, 50]], dtype=np.float32),
        scores=np.ones(1, dtype=np.float32),
        keypoints=np.zeros((1, 6, 2), dtype=np.float32),
    )
    labelled = LabelledFace(name="x", picture=picture, box=box, label=0)
    found_face = Found(detection=detection, points_px=np.zeros((1, 468, 3), dtype=np.float32))
    square = detection.square(0, scale=1.0, align_roll=False)
    rest, moved = cut_off(FoundFace(labelled=labelled, found=found_face), square)
    assert rest.shape == (100, 50, 3)
    whole = cut(picture, square, size_px=50, border=Border.BLACK)
    found = cut(rest, moved, size_px=50, border=Border.BLACK)
    assert not found[:, :10].any()
    np.testing.assert_array_equal(found[:, 10:], whole[:, 10:])


@pytest.mark.shared_data
def test_faces_of_the_real_set_are_found_where_they_are_labelled(shared_data: Path) -> None:
    chain = open_chain(_MANIFEST)
    faces = list(expw_faces(shared_data / "expw", part="val"))[:60]
    found = find_all(chain, faces)
    assert len(found) > 45
    for face in found:
        assert face.found.detection.box(0).centre_px == pytest.approx(
            face.labelled.box.centre_px, abs=0.35 * face.labelled.box.width_px
        )
