"""Faces are cut as the net sees them, and none that is judged on is trained on."""

from __future__ import annotations

import hashlib
import itertools
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
import pytest

from reelpulse.core.emotion import Emotion
from reelpulse_models.crop_cache import (
    KEPT_SIDE_PX,
    Crops,
    cut_whole,
    joined,
    load_crops,
    picture_digest,
    save_crops,
)
from reelpulse_models.datasets import LabelledFace, expw_faces, fer2013_faces, whole_face
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.near_copies import SAME_MIN, apart, fingerprints, near_copies
from reelpulse_models.prepare import main
from reelpulse_models.sets import named_set

_LOGS = Path(__file__).resolve().parents[2] / "models" / "logs"
_RANDOM = np.random.default_rng(5)


def _noise() -> npt.NDArray[np.uint8]:
    """A picture with something to see at every size."""
    coarse = _RANDOM.integers(0, 256, (8, 8, 3), dtype=np.uint8)
    return np.asarray(cv2.resize(coarse, (48, 48)), dtype=np.uint8)


def _faces(pictures: list[npt.NDArray[np.uint8]], prefix: str = "face") -> Iterator[LabelledFace]:
    for number, picture in enumerate(pictures):
        yield whole_face(f"{prefix} {number}", picture, Emotion.FEAR)


def test_a_whole_face_fills_what_the_net_sees_and_its_edge_is_continued() -> None:
    picture = np.zeros((48, 48, 3), np.uint8)
    picture[:, -1] = 200
    crops = cut_whole(_faces([picture]))
    assert crops.pictures.shape == (1, 116, 116, 3)
    assert (crops.pictures[0, :, 106:] == 200).all()
    assert (crops.pictures[0, :, :95] == 0).all()


def test_kept_crops_come_back_as_they_were(tmp_path: Path) -> None:
    crops = joined([cut_whole(_faces([_noise()], "a")), cut_whole(_faces([_noise()], "b"))])
    save_crops(crops, tmp_path / "new" / "x.npz")
    again = load_crops(tmp_path / "new" / "x.npz")
    assert again.names == ("a 0", "b 0")
    np.testing.assert_array_equal(again.pictures, crops.pictures)
    np.testing.assert_array_equal(again.labels, crops.labels)
    np.testing.assert_array_equal(again.digests, crops.digests)
    assert len(set(crops.digests.tolist())) == 2


def test_copies_are_found_also_when_brighter_smaller_or_mirrored() -> None:
    pictures = [_noise() for _ in range(5)]
    small = np.asarray(cv2.resize(pictures[1], (30, 30)), dtype=np.uint8)
    darker = np.asarray(pictures[0] // 2 + 20, dtype=np.uint8)
    copies = [darker, small, np.ascontiguousarray(pictures[2][:, ::-1]), _noise()]
    found = near_copies(
        fingerprints(cut_whole(_faces(copies)).pictures),
        fingerprints(cut_whole(_faces(pictures)).pictures),
    )
    assert found.tolist() == [True, True, True, False]


def test_a_blank_picture_is_nobodys_copy() -> None:
    blank = fingerprints(np.full((2, 116, 116, 3), 7, np.uint8))
    assert not near_copies(blank, blank).any()


def test_training_faces_are_kept_apart_from_all_judged_ones() -> None:
    shared, own, other = _noise(), _noise(), _noise()
    blank = np.full((48, 48, 3), 90, np.uint8)
    train = cut_whole(_faces([own, shared, other, blank]))
    kept = apart(train, [cut_whole(_faces([_noise()])), cut_whole(_faces([shared]))])
    assert kept.names == ("face 0", "face 2")


def test_a_folder_of_classes_is_prepared_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pictures = [_noise() for _ in range(3)]
    for part, chosen in (("train", pictures), ("val", pictures[:1])):
        for number, picture in enumerate(chosen):
            path = tmp_path / "faces" / part / "happy" / f"{number}.png"
            path.parent.mkdir(parents=True, exist_ok=True)
            assert cv2.imwrite(str(path), picture)
    cache = tmp_path / "cache"
    assert main(["--set", f"folders={tmp_path / 'faces'}", "--out", str(cache)]) == 0
    told = capsys.readouterr().out.splitlines()
    assert told == ["folders val: 1", "folders train: 2, 1 near copies or blank left out"]
    assert load_crops(cache / "folders_train.npz").names == ("happy/1.png", "happy/2.png")
    word = f"folders={tmp_path / 'faces'}"
    assert main(["--set", word, "--out", str(cache)]) == 1
    assert f"{cache} holds faces already" in capsys.readouterr().err
    assert main(["--set", word, "--set", word, "--out", str(tmp_path / "new")]) == 1
    assert "folders is given twice" in capsys.readouterr().err


def test_a_set_without_a_face_is_not_prepared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faces" / "val" / "happy").mkdir(parents=True)
    word = f"folders={tmp_path / 'faces'}"
    assert main(["--set", word, "--out", str(tmp_path / "cache")]) == 1
    assert "faces holds no face for folders val" in capsys.readouterr().err
    assert not (tmp_path / "cache").exists()


def test_a_set_whose_faces_the_nets_do_not_find_is_not_prepared(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "images").mkdir()
    assert cv2.imwrite(str(tmp_path / "images" / "a.png"), np.full((60, 60, 3), 90, np.uint8))
    (tmp_path / "label.lst").write_text("a.png 0 5 5 50 50 99.0 3\n")
    (tmp_path / "split.csv").write_text("image_name,split\na.png,val\n")
    assert main(["--set", f"expw={tmp_path}", "--out", str(tmp_path / "cache")]) == 1
    assert "find no face in any picture of expw val" in capsys.readouterr().err


def test_a_set_of_another_size_than_published_is_prepared_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for part in ("train", "val"):
        done, content = cv2.imencode(".png", _noise())
        assert done
        with zipfile.ZipFile(tmp_path / f"fer2013_{part}.zip", "w") as files:
            files.writestr("labels.csv", "path,label\na.png,fear\n")
            files.writestr("a.png", content.tobytes())
    assert main(["--set", f"fer2013={tmp_path}", "--out", str(tmp_path / "cache")]) == 0
    val, train = capsys.readouterr().err.splitlines()
    assert "1 faces for fer2013 val, but 3589 were published" in val
    assert "1 faces for fer2013 train, but 28709 were published" in train


def test_a_set_that_is_not_known_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelWorkError, match="expected KIND=PATH with one of expw"):
        named_set(f"jaffe={tmp_path}")
    with pytest.raises(ModelWorkError, match="does not exist"):
        named_set(f"expw={tmp_path / 'no'}")


def _digests(crops: Crops) -> set[str]:
    return {hashlib.sha256(picture.tobytes()).hexdigest() for picture in crops.pictures}


@pytest.mark.shared_data
def test_no_face_of_fer2013s_validation_is_trained_on(shared_data: Path) -> None:
    val = cut_whole(fer2013_faces(shared_data / "fer2013_val.zip"))
    train = cut_whole(fer2013_faces(shared_data / "fer2013_train.zip"))
    assert val.pictures.shape == (3589, KEPT_SIDE_PX, KEPT_SIDE_PX, 3)
    assert _digests(train) & _digests(val), "the published parts share pictures"
    kept = apart(train, [val])
    assert len(train.labels) - len(kept.labels) == pytest.approx(480, abs=40)
    assert not _digests(kept) & _digests(val)
    alike = fingerprints(kept.pictures) @ fingerprints(val.pictures).T
    assert alike.max() <= SAME_MIN


@pytest.mark.shared_data
def test_the_net_that_ships_was_trained_on_no_picture_it_is_judged_on(shared_data: Path) -> None:
    seen = set(np.load(_LOGS / "emotion_reelpulse_96_seen.npy").tolist())
    train = _picture_digests(shared_data, part="train")
    assert len(seen) > 30_000
    assert seen <= train, "the file lists other pictures than those at hand"
    val = _picture_digests(shared_data, part="val")
    assert len(val) > 4_000
    assert not seen & val


def _picture_digests(shared_data: Path, *, part: str) -> set[int]:
    faces = itertools.chain(
        fer2013_faces(shared_data / f"fer2013_{part}.zip"),
        expw_faces(shared_data / "expw", part=part),
    )
    return {picture_digest(face.picture) for face in faces}
