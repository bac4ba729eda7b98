"""Nets are judged side by side, and the tables say what was counted."""

from __future__ import annotations

import json
import re
from pathlib import Path

import cv2
import numpy as np
import pytest
import skimage.data

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.vision.crop import Square
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.calibration import fit_offsets, fit_temperature, reliability
from reelpulse_models.chain import open_chain
from reelpulse_models.datasets import whole_face
from reelpulse_models.disturbances import DISTURBANCES
from reelpulse_models.errors import ModelWorkError
from reelpulse_models.evaluate import main
from reelpulse_models.judging import SeenFace, judge, seen_faces

_MANIFEST = Path(__file__).resolve().parents[2] / "models" / "manifest.toml"
_OWN = _MANIFEST.parent / "weights" / "emotion_reelpulse_96.onnx"
_HAPPY = EMOTIONS.index(Emotion.HAPPINESS)


def _reader(manifest: Path) -> EmotionReader:
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=1)
    return EmotionReader(load_manifest(manifest).emotion_net(), runtime)


def _astronaut() -> np.ndarray[tuple[int, int, int], np.dtype[np.uint8]]:
    """Her face: the picture is the face."""
    picture = np.asarray(skimage.data.astronaut(), dtype=np.uint8)  # type: ignore[no-untyped-call]
    return np.ascontiguousarray(picture[74:179, 173:278])


def test_calibration_error_by_hand() -> None:
    probabilities = np.array([[0.9, 0.1], [0.9, 0.1], [0.3, 0.7], [0.3, 0.7]])
    result = reliability(probabilities, np.array([0, 1, 1, 1]))
    assert result.faces[[10, 13]].tolist() == [2, 2]
    # Half of the two sure by 0.9 are right, both of those sure by 0.7.
    assert result.error == pytest.approx((0.4 * 2 + 0.3 * 2) / 4)


def test_the_fitted_offsets_give_back_what_an_emotion_was_read_too_rarely() -> None:
    random = np.random.default_rng(3)
    honest = random.normal(0, 1.5, (20_000, 7))
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    drawn = (chances.cumsum(axis=1) > random.random((20_000, 1))).argmax(axis=1)
    shift = np.array([0, 0, -0.9, 0, 0.3, 0, 0.6])
    offsets = fit_offsets((honest + shift) * 2, drawn, evenness=0)
    np.testing.assert_allclose(offsets, -2 * shift, atol=0.15)
    even = fit_offsets((honest + shift) * 2, drawn, evenness=1)
    np.testing.assert_allclose(even, offsets, atol=0.15)
    with pytest.raises(ModelWorkError, match="No held-out face shows neutral"):
        fit_offsets(honest, np.minimum(drawn, 5), evenness=0)


def test_the_fitted_temperature_takes_back_how_much_too_sure_a_net_is() -> None:
    random = np.random.default_rng(2)
    honest = random.normal(0, 1.5, (20_000, 7))
    chances = np.exp(honest) / np.exp(honest).sum(axis=1, keepdims=True)
    drawn = (chances.cumsum(axis=1) > random.random((20_000, 1))).argmax(axis=1)
    assert fit_temperature(honest * 3, drawn) == pytest.approx(3, rel=0.03)
    sure = reliability(softmax((honest * 3).astype(np.float32)), drawn)
    calm = reliability(softmax(honest.astype(np.float32)), drawn)
    assert sure.error > 0.2
    assert calm.error < 0.02


def test_a_temperature_in_the_manifest_divides_the_logits(tmp_path: Path) -> None:
    text = _MANIFEST.read_text(encoding="utf-8").replace(
        '"weights/', f'"{_MANIFEST.parent}/weights/'
    )
    warm = tmp_path / "manifest.toml"
    warmer = re.sub(
        r"^temperature = (.+)$",
        lambda told: f"temperature = {2.5 * float(told[1])}",
        text,
        flags=re.M,
    )
    warm.write_text(warmer, encoding="utf-8")
    crop = np.asarray(cv2.resize(_astronaut(), (96, 96)), dtype=np.uint8)
    as_it_is, divided = (_reader(path).read_crops([crop]) for path in (_MANIFEST, warm))
    np.testing.assert_allclose(divided * 2.5, as_it_is, rtol=1e-5)


def test_each_disturbance_changes_a_crop_in_its_own_way() -> None:
    crop = np.random.default_rng(1).integers(60, 256, (80, 80, 3), dtype=np.uint8)
    spoilt = {name: one.spoil(crop) for name, one in DISTURBANCES.items()}
    assert spoilt["low light"].mean() == pytest.approx(crop.mean() / 4, abs=1)
    assert spoilt["blur"].std() < crop.std() / 2
    assert spoilt["32 px"].std() < crop.std() / 1.5
    assert not spoilt["black borders"][:12].any()
    np.testing.assert_array_equal(spoilt["black borders"][12:, 12:], crop[12:, 12:])
    square = Square(centre_x_px=5, centre_y_px=6, side_px=7, roll_rad=0.1)
    turned = DISTURBANCES["roll -15°"].turned(square)
    assert turned.roll_rad == pytest.approx(0.1 - np.radians(15))


def test_a_net_is_judged_as_it_is_by_size_and_under_disturbances() -> None:
    face = _astronaut()
    small = np.asarray(cv2.resize(face, (40, 40), interpolation=cv2.INTER_AREA), dtype=np.uint8)
    anger = EMOTIONS.index(Emotion.ANGER)
    faces = [
        SeenFace(picture=face, label=_HAPPY, found=None),
        SeenFace(picture=small, label=_HAPPY, found=None),
        SeenFace(picture=face, label=anger, found=None),
    ]
    figures = judge(_reader(_MANIFEST), faces)
    assert figures.clean.confusion[_HAPPY, _HAPPY] == 2
    assert figures.clean.confusion[anger, _HAPPY] == 1
    assert figures.clean.balanced_accuracy == 0.5
    assert figures.by_size == {"below 48 px": (1, 1.0), "96 px and more": (2, 0.5)}
    assert figures.disturbed.keys() == DISTURBANCES.keys()
    assert figures.as_json()["recall"]["happiness"] == 1.0


def _folder(folder: Path) -> str:
    path = folder / "val" / "happy" / "astronaut.png"
    path.parent.mkdir(parents=True)
    assert cv2.imwrite(str(path), cv2.cvtColor(_astronaut(), cv2.COLOR_RGB2BGR))
    return f"folders={folder}"


def test_the_command_writes_tables_figures_and_pictures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out"
    words = ["--set", _folder(tmp_path / "faces"), "--manifest", str(_MANIFEST), "--out", str(out)]
    assert main([*words, "--net", "emotion-reelpulse-96"]) == 0
    told = capsys.readouterr().out
    assert "## folders val, 1 faces" in told
    assert "| emotion-reelpulse-96 | 100.0% |" in told
    assert (out / "figures.md").read_text(encoding="utf-8") == told
    (net,) = json.loads((out / "figures.json").read_text(encoding="utf-8"))
    assert net["net"] == "emotion-reelpulse-96"
    assert net["size_bytes"] == _OWN.stat().st_size
    assert net["milliseconds_a_face"] > 0
    assert net["sets"]["folders val"]["confusion"][_HAPPY][_HAPPY] == 1
    pictures = sorted(path.name for path in out.glob("*.png"))
    stem = "emotion-reelpulse-96_folders_val"
    assert pictures == [f"{stem}_confusion.png", f"{stem}_reliability.png"]
    confusion = cv2.imread(str(out / pictures[0]))
    assert confusion is not None
    assert confusion.std() > 10


def test_a_set_without_a_face_is_not_judged(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "faces" / "val" / "happy").mkdir(parents=True)
    words = ["--set", f"folders={tmp_path / 'faces'}", "--manifest", str(_MANIFEST)]
    assert main([*words, "--out", str(tmp_path / "out")]) == 1
    assert "faces holds no face for folders val" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_set_of_another_size_than_published_is_judged_with_a_warning(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    aligned = tmp_path / "Image" / "aligned" / "test_0001_aligned.jpg"
    aligned.parent.mkdir(parents=True)
    assert cv2.imwrite(str(aligned), cv2.cvtColor(_astronaut(), cv2.COLOR_RGB2BGR))
    (tmp_path / "EmoLabel").mkdir()
    (tmp_path / "EmoLabel" / "list_patition_label.txt").write_text("test_0001.jpg 4\n")
    words = ["--set", f"raf-db={tmp_path}", "--manifest", str(_MANIFEST)]
    words += ["--net", "emotion-reelpulse-96", "--out", str(tmp_path / "out")]
    assert main(words) == 0
    told = capsys.readouterr()
    assert "1 faces for raf-db val, but 3068 were published" in told.err
    assert "## raf-db val, 1 faces" in told.out


def test_colour_is_taken_out_where_that_is_asked_for() -> None:
    face = whole_face("astronaut", _astronaut(), Emotion.HAPPINESS)
    chain = open_chain(_MANIFEST, threads=1)
    (coloured,) = seen_faces(chain, [face], whole=True)
    (grey,) = seen_faces(chain, [face], whole=True, grey=True)
    assert int(np.ptp(coloured.picture, axis=2).max()) > 50
    assert int(np.ptp(grey.picture, axis=2).max()) == 0


def test_a_net_that_is_not_there_is_named_with_those_that_are(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = ["--set", _folder(tmp_path / "faces"), "--manifest", str(_MANIFEST)]
    assert main([*words, "--net", "big", "--out", str(tmp_path / "out")]) == 1
    assert "no net 'big'; known are emotion-reelpulse-96, emotion-" in capsys.readouterr().err
