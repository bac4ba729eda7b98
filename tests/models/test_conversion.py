"""The files in models/weights equal independent conversions and can be made again."""

from __future__ import annotations

import hashlib
import tomllib
from pathlib import Path

import numpy as np
import pytest

from reelpulse_models.convert import RECIPES, make
from reelpulse_models.parity import (
    Net,
    astronaut_batches,
    differences,
    noise_batches,
    our_outputs,
)
from reelpulse_models.sources import SourceStore

_MODELS = Path(__file__).resolve().parents[2] / "models"
_WEIGHTS = _MODELS / "weights"
_GOLDEN = Path(__file__).with_name("golden") / "astronaut.npz"


@pytest.mark.shared_data
def test_every_net_equals_the_independent_conversion(shared_data: Path) -> None:
    found = differences(_WEIGHTS, shared_data / "models" / "reference")
    assert len(found) == 5
    assert {d.output: d.largest for d in found if d.largest >= 1e-4} == {}


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_the_astronaut_gives_the_numbers_kept_from_the_independent_conversion(name: str) -> None:
    golden = np.load(_GOLDEN)
    ours = our_outputs(name, Net(_WEIGHTS / RECIPES[name].file), astronaut_batches()[name])
    if name == "blazeface-back-256":
        ours["regressors"] = ours["regressors"][:, int(ours["scores"][0].argmax())]
    for key, values in ours.items():
        np.testing.assert_allclose(values[0], golden[f"{name}/{key}"], atol=1e-4, rtol=0)


@pytest.mark.parametrize("name", sorted(RECIPES))
def test_a_batch_gives_what_single_pictures_give(name: str) -> None:
    net = Net(_WEIGHTS / RECIPES[name].file)
    batch = noise_batches(count=3, seed=1)[name]
    together = our_outputs(name, net, batch)
    for index in range(3):
        alone = our_outputs(name, net, batch[index : index + 1])
        for key, values in alone.items():
            np.testing.assert_allclose(together[key][index], values[0], atol=1e-4, rtol=1e-5)


def test_the_emotion_net_sees_colour() -> None:
    net = Net(_WEIGHTS / RECIPES["emotion-mean3-112"].file)
    face = noise_batches(count=1, seed=2)["emotion-mean3-112"]
    face[:, 2] *= 0.5
    as_rgb, as_bgr = net.run(face)[0], net.run(np.ascontiguousarray(face[:, ::-1]))[0]
    assert np.abs(as_rgb - as_bgr).max() > 0.01


def test_the_face_mesh_made_again_from_mediapipe_has_the_same_bytes(tmp_path: Path) -> None:
    made = make("face-mesh-192", store=SourceStore(tmp_path), out_dir=tmp_path)
    assert made.read_bytes() == (_WEIGHTS / "face_mesh_192.onnx").read_bytes()


def test_the_manifest_names_what_the_recipes_and_the_training_make() -> None:
    manifest = tomllib.loads((_MODELS / "manifest.toml").read_text(encoding="utf-8"))
    trained = {
        "emotion-reelpulse-96": "weights/emotion_reelpulse_96.onnx",
        "emotion-reelpulse-96-int8": "weights/emotion_reelpulse_96_int8.onnx",
    }
    assert {net["name"]: net["file"] for net in manifest["net"]} == trained | {
        name: f"weights/{recipe.file}" for name, recipe in RECIPES.items()
    }
    for net in manifest["net"]:
        content = (_MODELS / net["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == net["sha256"]
        assert len(content) == net["size_bytes"]
        assert (net["file"] if net["name"] in trained else net["name"]) in net["command"]


def test_the_files_stay_small() -> None:
    sizes = [path.stat().st_size for path in _WEIGHTS.iterdir()]
    assert max(sizes) < 8_000_000
    assert sum(sizes) < 16_000_000
