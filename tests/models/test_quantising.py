"""The 8-bit form of a net says nearly what the net says, in a smaller file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnxruntime
import pytest
from own_nets import drawn_faces, random_net

from reelpulse_models.crop_cache import middle_of, save_crops
from reelpulse_models.onnx_graph import save
from reelpulse_models.own_net import build_own_net
from reelpulse_models.quantise import main, quantise


def test_the_8_bit_form_says_nearly_the_same(tmp_path: Path) -> None:
    net, made = tmp_path / "net.onnx", tmp_path / "new" / "made.onnx"
    save(build_own_net(random_net(), metadata={"licence": "mine"}), net)
    faces = drawn_faces(140, seed=1)
    quantise(net, faces, made)
    logits = []
    for file in (net, made):
        session = onnxruntime.InferenceSession(str(file), providers=["CPUExecutionProvider"])
        assert session.get_modelmeta().custom_metadata_map == {"licence": "mine"}
        (found,) = session.run(["logits"], {"face": middle_of(faces.pictures)})
        logits.append(found)
    wide, narrow = logits
    assert 0 < np.abs(wide - narrow).max() < 0.3 * np.abs(wide - wide.mean(axis=0)).max()
    assert (wide.argmax(axis=1) == narrow.argmax(axis=1)).mean() > 0.9


def test_the_command_prints_what_the_manifest_needs_and_makes_the_same_again(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    net, cache = tmp_path / "net.onnx", tmp_path / "cache"
    save(build_own_net(random_net(), metadata={}), net)
    save_crops(drawn_faces(70, seed=1), cache / "drawn_train.npz")
    told = []
    for name in ("a.onnx", "b.onnx"):
        assert main(["--net", str(net), "--cache", str(cache), "--out", str(tmp_path / name)]) == 0
        told.append(capsys.readouterr().out.splitlines()[-2:])
    assert told[0] == told[1]
    assert told[0][0].startswith('sha256 = "')
    none = tmp_path / "none"
    assert main(["--net", str(net), "--cache", str(none), "--out", str(tmp_path / "c")]) == 1
    assert f"{none} holds no faces: run prepare first." in capsys.readouterr().err
