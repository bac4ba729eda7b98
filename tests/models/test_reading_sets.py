"""Labelled faces are read in the very form in which each set is published, and faults are named."""

from __future__ import annotations

import csv
import json
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path

import cv2
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.core.frame import Box
from reelpulse_models.affectnet import affectnet_faces
from reelpulse_models.class_folders import class_folder_faces
from reelpulse_models.datasets import LabelledFace, clipped_box, expw_faces, fer2013_faces
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.fer2013_csv import fer2013_csv_faces
from reelpulse_models.raf_db import raf_db_aligned_faces, raf_db_original_faces


def _picture(level: int) -> bytes:
    done, content = cv2.imencode(".png", np.full((20, 30, 3), level, dtype=np.uint8))
    assert done
    return content.tobytes()


def _write(path: Path, content: bytes | str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)


def _emotions(faces: Sequence[LabelledFace]) -> list[Emotion]:
    return [EMOTIONS[face.label] for face in faces]


def _expw(folder: Path, box: str) -> None:
    _write(folder / "images" / "a.png", _picture(9))
    _write(folder / "label.lst", f"a.png 0 {box} 99.0 3\n")
    _write(folder / "split.csv", "image_name,split\na.png,train\n")


def test_a_box_over_the_edge_is_cut_at_the_edge(tmp_path: Path) -> None:
    _expw(tmp_path, "-4 -2 35 22")
    (face,) = expw_faces(tmp_path, part="train")
    assert face.box == Box(left_px=0, top_px=0, width_px=30, height_px=20)


def test_a_box_outside_its_picture_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "2 40 60 12")
    with pytest.raises(ModelWorkError, match=r"a\.png: the box .* outside .* 30 x 20"):
        list(expw_faces(tmp_path, part="train"))


def test_a_corrupt_picture_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "0 0 9 9")
    (tmp_path / "images" / "a.png").write_bytes(_picture(9)[:20])
    with pytest.raises(ModelWorkError, match=r"a\.png is not a picture"):
        list(expw_faces(tmp_path, part="train"))


def test_an_empty_picture_file_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "0 0 9 9")
    (tmp_path / "images" / "a.png").write_bytes(b"")
    with pytest.raises(ModelWorkError, match=r"a\.png is not a picture"):
        list(expw_faces(tmp_path, part="train"))


@pytest.mark.parametrize(
    "line",
    [
        "a.png 0 0 0 9 9 99.0 -1",
        "a.png 0 0 0 9 9 99.0 7",
        "a.png 0 0 0 9 9 99.0 x",
        "a.png 0 0 top 9 9 99.0 3",
        "a.png 0 0 0 9",
        "",
    ],
)
def test_a_line_of_expw_that_is_not_as_published_is_named(tmp_path: Path, line: str) -> None:
    _expw(tmp_path, "0 0 9 9")
    _write(tmp_path / "label.lst", f"a.png 0 0 0 9 9 99.0 3\n{line}\na.png 0 0 0 9 9 99.0 3\n")
    with pytest.raises(ModelWorkError, match=r"label\.lst line 2: expected .* label from 0 to 6"):
        list(expw_faces(tmp_path, part="train"))


def test_a_box_of_expw_that_is_no_number_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "0 nan 9 9")
    with pytest.raises(ModelWorkError, match=r"a\.png: the box .* lies outside"):
        list(expw_faces(tmp_path, part="train"))


def test_a_picture_of_expw_without_a_part_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "0 0 9 9")
    _write(tmp_path / "split.csv", "image_name,split\nb.png,train\n")
    with pytest.raises(ModelWorkError, match=r"line 1: a\.png has no line in split\.csv"):
        list(expw_faces(tmp_path, part="train"))


@pytest.mark.parametrize("rows", ["name,part\na.png,train\n", "image_name,split\na.png\n"])
def test_a_list_of_expws_parts_in_another_form_is_named(tmp_path: Path, rows: str) -> None:
    _expw(tmp_path, "0 0 9 9")
    _write(tmp_path / "split.csv", rows)
    with pytest.raises(ModelWorkError, match=r"split\.csv line 2: expected the columns image_name"):
        list(expw_faces(tmp_path, part="train"))


def test_expw_as_published_is_told_to_need_a_list_of_parts(tmp_path: Path) -> None:
    _expw(tmp_path, "0 0 9 9")
    (tmp_path / "split.csv").unlink()
    with pytest.raises(ModelWorkError, match=r"as published has none: .* image_name,split"):
        list(expw_faces(tmp_path, part="train"))


def test_expw_without_its_labels_is_named(tmp_path: Path) -> None:
    _expw(tmp_path, "0 0 9 9")
    (tmp_path / "label.lst").unlink()
    with pytest.raises(ModelWorkError, match=r"label\.lst is missing"):
        list(expw_faces(tmp_path, part="train"))


def test_a_box_inside_its_picture_stays() -> None:
    box = clipped_box((2, 3, 12, 15), np.zeros((20, 30, 3), np.uint8), name="x")
    assert box == Box(left_px=2, top_px=3, width_px=10, height_px=12)


def _fer_zip(path: Path, members: Mapping[str, bytes | str]) -> Path:
    with zipfile.ZipFile(path, "w") as files:
        for name, content in members.items():
            files.writestr(name, content)
    return path


@pytest.mark.parametrize(
    ("members", "problem"),
    [
        ({"a.png": _picture(9)}, r"fer\.zip holds no labels\.csv"),
        ({"labels.csv": "path,label\na.png,fear\n"}, r"fer\.zip holds no a\.png"),
        ({"labels.csv": "path,label\na.png\n"}, r"fer\.zip: labels\.csv row 1: expected the col"),
        ({"labels.csv": "name,word\na.png,fear\n"}, r"fer\.zip: labels\.csv row 1: expected"),
    ],
)
def test_what_fer2013s_archive_lacks_is_named(
    tmp_path: Path, members: Mapping[str, bytes | str], problem: str
) -> None:
    with pytest.raises(ModelWorkError, match=problem):
        list(fer2013_faces(_fer_zip(tmp_path / "fer.zip", members)))


def test_an_archive_of_fer2013_that_is_missing_cut_off_or_corrupt_is_named(tmp_path: Path) -> None:
    path = tmp_path / "fer.zip"
    with pytest.raises(ModelWorkError, match=r"fer\.zip is missing"):
        list(fer2013_faces(path))
    whole = _fer_zip(path, {"labels.csv": "path,label\na.png,fear\n"}).read_bytes()
    path.write_bytes(whole[:40])
    with pytest.raises(ModelWorkError, match=r"fer\.zip is no zip file, or it was cut off"):
        list(fer2013_faces(path))
    path.write_bytes(whole.replace(b"fear", b"rage"))
    with pytest.raises(ModelWorkError, match=r"fer\.zip: labels\.csv is corrupt"):
        list(fer2013_faces(path))


def _fer_csv(path: Path, rows: Sequence[tuple[str, ...]]) -> None:
    with path.open("w", newline="") as file:
        csv.writer(file).writerows([("emotion", "pixels", "Usage"), *rows])


def test_fer2013_is_read_from_its_csv(tmp_path: Path) -> None:
    path = tmp_path / "fer2013.csv"
    pixels = " ".join(str(value % 256) for value in range(48 * 48))
    _fer_csv(path, [("6", pixels, "Training"), ("1", pixels, "PublicTest")])
    (face,) = fer2013_csv_faces(path, usage="PublicTest")
    assert EMOTIONS[face.label] is Emotion.DISGUST
    assert face.picture[0, :3].tolist() == [[0] * 3, [1] * 3, [2] * 3]
    assert face.picture[1, 0].tolist() == [48] * 3


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("7", "0 0", "Training"), "row 1: expected the columns"),
        (("3", "0 0", "Training"), "row 1: 2 pixels, expected 2304"),
        (("-1", "0 0", "Training"), "row 1: expected the columns emotion"),
        (("3", "0 300", "Training"), "row 1: a pixel lies outside 0 to 255"),
        (("3", "0 x", "Training"), "row 1: a pixel is no number"),
        (("3", "0 0"), "row 1: its Usage is missing, expected one of Training, Pub"),
        (("3",), "row 1: its Usage is missing"),
        (("3", "0 0", "Train"), "row 1: its Usage is 'Train', expected one of"),
    ],
)
def test_a_bad_row_of_the_csv_is_named(tmp_path: Path, row: tuple[str, ...], problem: str) -> None:
    _fer_csv(tmp_path / "fer2013.csv", [row])
    with pytest.raises(ModelWorkError, match=problem):
        list(fer2013_csv_faces(tmp_path / "fer2013.csv", usage="Training"))


def test_a_part_that_the_csv_does_not_have_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match="none of Training, PublicTest, PrivateTest"):
        list(fer2013_csv_faces(tmp_path / "fer2013.csv", usage="val"))


_RAF_NAMES = [f"train_{number:05}.jpg" for number in range(1, 8)]


def _raf_db(folder: Path) -> None:
    lines = [f"{name} {label}" for label, name in enumerate(_RAF_NAMES, start=1)]
    _write(folder / "EmoLabel" / "list_patition_label.txt", "\n".join([*lines, "test_0001.jpg 4"]))
    for name in [*_RAF_NAMES, "test_0001.jpg"]:
        stem = name.removesuffix(".jpg")
        _write(folder / "Image" / "aligned" / f"{stem}_aligned.jpg", _picture(50))
        _write(folder / "Image" / "original" / name, _picture(50))
        box = folder / "Annotation" / "boundingbox" / f"{stem}_boundingbox.txt"
        _write(box, "3.5 2.25 13.5 40.0 \n")


def test_raf_db_is_read_aligned_by_its_own_numbers(tmp_path: Path) -> None:
    _raf_db(tmp_path)
    faces = list(raf_db_aligned_faces(tmp_path, part="train"))
    assert _emotions(faces) == [
        Emotion.SURPRISE,
        Emotion.FEAR,
        Emotion.DISGUST,
        Emotion.HAPPINESS,
        Emotion.SADNESS,
        Emotion.ANGER,
        Emotion.NEUTRAL,
    ]
    assert faces[0].box == Box(left_px=0, top_px=0, width_px=30, height_px=20)


def test_raf_db_is_read_with_its_boxes(tmp_path: Path) -> None:
    _raf_db(tmp_path)
    (face,) = raf_db_original_faces(tmp_path, part="test")
    assert EMOTIONS[face.label] is Emotion.HAPPINESS
    assert face.box == Box(left_px=3.5, top_px=2.25, width_px=10, height_px=17.75)


def test_what_raf_db_lacks_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match=r"list_patition_label\.txt is missing"):
        list(raf_db_aligned_faces(tmp_path, part="train"))
    _raf_db(tmp_path)
    (tmp_path / "Annotation" / "boundingbox" / "test_0001_boundingbox.txt").unlink()
    with pytest.raises(ModelWorkError, match=r"test_0001_boundingbox\.txt should hold"):
        list(raf_db_original_faces(tmp_path, part="test"))
    _write(tmp_path / "EmoLabel" / "list_patition_label.txt", "train_00001.jpg 8\n")
    with pytest.raises(ModelWorkError, match="line 1: expected"):
        list(raf_db_aligned_faces(tmp_path, part="train"))


_AFFECTNET_NAMES = ["anger", "surprise", "contempt", "happy", "neutral", "fear", "sad", "disgust"]


def _affectnet(names: Sequence[str] | None) -> pa.Table:
    """Rows as `datasets` writes them, with its features in the schema's metadata."""
    labels = {"_type": "ClassLabel"} if names is None else {"names": names, "_type": "ClassLabel"}
    features = {"image": {"_type": "Image"}, "label": labels}
    rows = {
        "image": [{"bytes": _picture(10 * label), "path": None} for label in range(8)],
        "label": list(range(8)),
    }
    metadata = {"huggingface": json.dumps({"info": {"features": features}})}
    return pa.table(rows).replace_schema_metadata(metadata)


def _save_to_disk(table: pa.Table, path: Path) -> None:
    path.parent.mkdir(parents=True)
    with pa.OSFile(str(path), "wb") as sink, pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)


@pytest.mark.parametrize("form", ["download", "save_to_disk"])
def test_affectnet_short_is_read_by_its_own_class_names(tmp_path: Path, form: str) -> None:
    table = _affectnet(_AFFECTNET_NAMES)
    if form == "download":
        (tmp_path / "data").mkdir()
        pq.write_table(table, tmp_path / "data" / "train-00000-of-00001.parquet")
    else:
        _save_to_disk(table, tmp_path / "train" / "data-00000-of-00001.arrow")
    faces = list(affectnet_faces(tmp_path, part="train"))
    assert _emotions(faces) == [
        Emotion.ANGER,
        Emotion.SURPRISE,
        Emotion.HAPPINESS,
        Emotion.NEUTRAL,
        Emotion.FEAR,
        Emotion.SADNESS,
        Emotion.DISGUST,
    ]
    assert [int(face.picture[0, 0, 0]) for face in faces] == [0, 10, 30, 40, 50, 60, 70]


def test_affectnet_without_class_names_is_refused(tmp_path: Path) -> None:
    pq.write_table(_affectnet(None), tmp_path / "train.parquet")
    with pytest.raises(ModelWorkError, match="does not say what its labels mean"):
        list(affectnet_faces(tmp_path, part="train"))


def test_affectnet_that_is_not_there_or_corrupt_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match=r"no \.parquet or \.arrow file of val"):
        list(affectnet_faces(tmp_path, part="val"))
    _write(tmp_path / "val.parquet", b"not parquet at all")
    with pytest.raises(ModelWorkError, match=r"val\.parquet is corrupt"):
        list(affectnet_faces(tmp_path, part="val"))


@pytest.mark.parametrize(
    ("image", "label", "problem"),
    [
        ({"bytes": _picture(9)}, -1, "its label is -1, expected 0 to 7"),
        ({"bytes": _picture(9)}, 8, "its label is 8, expected 0 to 7"),
        ({"bytes": _picture(9)}, None, "its label is missing, expected 0 to 7"),
        (None, 3, "holds no picture"),
        ({"bytes": None}, 3, "holds no picture"),
        ({"bytes": b""}, 3, "is not a picture"),
    ],
)
def test_a_row_of_affectnet_without_its_label_or_picture_is_named(
    tmp_path: Path, image: dict[str, bytes | None] | None, label: int | None, problem: str
) -> None:
    good = {"bytes": _picture(9)}
    table = pa.table({"image": [good, image], "label": [0, label]})
    whole = table.replace_schema_metadata(_affectnet(_AFFECTNET_NAMES).schema.metadata)
    pq.write_table(whole, tmp_path / "train.parquet")
    with pytest.raises(ModelWorkError, match=rf"train\.parquet row 1:? {problem}"):
        list(affectnet_faces(tmp_path, part="train"))


def test_a_folder_for_each_class_is_read(tmp_path: Path) -> None:
    _write(tmp_path / "Happy" / "b.jpg", _picture(1))
    _write(tmp_path / "anger" / "a.PNG", _picture(2))
    _write(tmp_path / "anger" / "notes.txt", "no face")
    faces = sorted(class_folder_faces(tmp_path), key=lambda face: face.name)
    assert [face.name for face in faces] == ["Happy/b.jpg", "anger/a.PNG"]
    assert _emotions(faces) == [Emotion.HAPPINESS, Emotion.ANGER]


def test_a_folder_of_no_emotion_is_named(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match="holds no folder"):
        list(class_folder_faces(tmp_path))
    _write(tmp_path / "boredom" / "a.png", _picture(1))
    with pytest.raises(ModelWorkError, match="'boredom' is no emotion"):
        list(class_folder_faces(tmp_path))
