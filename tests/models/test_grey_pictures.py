"""Grey pictures are read as surely as they are right, coloured ones as before."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime
import pytest
from own_nets import drawn_faces, random_net
from scipy.special import softmax

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models.calibration import reliability
from reelpulse_models.crop_cache import Crops, middle_of
from reelpulse_models.grey_pictures import COLOURED_FROM, saturation
from reelpulse_models.onnx_graph import save
from reelpulse_models.own_net import OwnNet, build_own_net
from reelpulse_models.quantise import quantise
from reelpulse_models.training.export import fit_sureness, largest_difference

Pictures = npt.NDArray[np.float32]
_GAIN = 1.4


def _without_colour(faces: Crops) -> Crops:
    grey = faces.pictures.mean(axis=3, keepdims=True).astype(np.uint8)
    return replace(faces, pictures=np.repeat(grey, 3, axis=3))


def _logits(file: Path, pictures: Pictures) -> Pictures:
    session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
    (found,) = session.run(["logits"], {"face": pictures})
    return np.asarray(found)


def _saved(net: OwnNet, file: Path) -> Path:
    save(build_own_net(net, metadata={}), file)
    return file


@pytest.fixture(scope="module")
def faces() -> Crops:
    return drawn_faces(70, seed=1)


def test_saturation_is_that_of_the_mean_and_the_same_in_the_dark() -> None:
    colour = np.array([200, 100, 50], np.float32).reshape(1, 3, 1, 1) * np.ones((1, 3, 8, 8))
    assert saturation(colour).tolist() == pytest.approx([0.75])
    assert saturation(colour / 4).tolist() == pytest.approx([0.75])
    assert saturation(np.full((1, 3, 8, 8), 90.0)).tolist() == [0]
    assert saturation(np.zeros((1, 3, 8, 8))).tolist() == [0]


def test_the_net_multiplies_what_it_reads_by_the_gain_in_grey_pictures_only(
    tmp_path: Path, faces: Crops
) -> None:
    plain = _saved(random_net(), tmp_path / "plain.onnx")
    gained = _saved(replace(random_net(), grey_gain=_GAIN), tmp_path / "gained.onnx")
    coloured, grey = middle_of(faces.pictures), middle_of(_without_colour(faces).pictures)
    vivid = saturation(coloured) > COLOURED_FROM
    assert vivid.sum() > 10
    np.testing.assert_allclose(
        _logits(gained, coloured[vivid]), _logits(plain, coloured[vivid]), rtol=1e-5
    )
    np.testing.assert_allclose(_logits(gained, grey), _GAIN * _logits(plain, grey), rtol=1e-5)


def test_a_picture_with_a_little_colour_lies_in_between(tmp_path: Path, faces: Crops) -> None:
    plain = _saved(random_net(), tmp_path / "plain.onnx")
    gained = _saved(replace(random_net(), grey_gain=_GAIN), tmp_path / "gained.onnx")
    tinted = middle_of(_without_colour(faces).pictures)
    tinted[:, 2] *= 0.95
    share = (saturation(tinted) / COLOURED_FROM)[:, None]
    assert 0.4 < share.min() <= share.max() < 0.6
    expected = (_GAIN + (1 - _GAIN) * share) * _logits(plain, tinted)
    np.testing.assert_allclose(_logits(gained, tinted), expected, rtol=1e-4)


def test_torch_and_onnx_agree_about_both_kinds(tmp_path: Path, faces: Crops) -> None:
    net = replace(random_net(), grey_gain=_GAIN)
    file = _saved(net, tmp_path / "net.onnx")
    assert largest_difference(net, file, faces) < 1e-4
    assert largest_difference(net, file, _without_colour(faces)) < 1e-4
    assert largest_difference(random_net(), file, _without_colour(faces)) > 1e-2


def test_the_8_bit_form_keeps_the_gain_exactly(tmp_path: Path, faces: Crops) -> None:
    made = []
    for name, gain in (("plain", 1.0), ("gained", _GAIN)):
        file = _saved(replace(random_net(), grey_gain=gain), tmp_path / f"{name}.onnx")
        made.append(tmp_path / f"{name}_int8.onnx")
        quantise(file, faces, made[-1])
    grey = middle_of(_without_colour(faces).pictures)
    plain, gained = (_logits(file, grey) for file in made)
    np.testing.assert_allclose(gained, _GAIN * plain, rtol=1e-5)


def test_each_kind_becomes_as_sure_as_it_is_right() -> None:
    coloured, random = drawn_faces(700, seed=1), np.random.default_rng(3)
    parts = (coloured, _without_colour(coloured))
    logits, labels = [], []
    for faces, blur in zip(parts, (2.0, 0.8), strict=True):
        clear = np.eye(len(EMOTIONS))[faces.labels]
        logits.append((2 * clear + random.normal(0, blur, clear.shape)).astype(np.float32))
        labels.append(faces.labels)
    both = replace(
        coloured,
        pictures=np.concatenate([part.pictures for part in parts]),
        labels=np.concatenate(labels),
    )
    sure = fit_sureness(np.concatenate(logits), both)
    assert sure.grey_gain > 1.5
    for values, gain in zip(logits, (1.0, sure.grey_gain), strict=True):
        likely = softmax(values * gain / sure.temperature, axis=1)
        assert reliability(likely, coloured.labels).error < 0.06
        assert reliability(softmax(values, axis=1), coloured.labels).error > 0.06


def test_faces_of_one_kind_get_one_temperature_and_no_gain() -> None:
    faces = _without_colour(drawn_faces(140, seed=1))
    logits = np.eye(len(EMOTIONS), dtype=np.float32)[faces.labels]
    assert fit_sureness(logits, faces).grey_gain == 1
