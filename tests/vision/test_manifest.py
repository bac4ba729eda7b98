"""The manifest is read whole, and every mistake in it is named."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from reelpulse.errors import (
    ManifestError,
    ModelFileAlteredError,
    ModelFileNotFoundError,
    NetUnknownError,
)
from reelpulse.vision.detector_spec import AnchorGrid, BlazeFaceOutputs
from reelpulse.vision.emotion_spec import Around, Border, OutputValues
from reelpulse.vision.manifest import Manifest, load_manifest
from reelpulse.vision.net_file import Colour, Layout

_SHIPPED = Path(__file__).resolve().parents[2] / "models" / "manifest.toml"
_CLASSIFIER = """
[[net]]
name = "mine"
role = "emotion"
default = false
file = "mine.onnx"
sha256 = "{sha256}"
source = "my own"
licence = "mine"
trained_on = ["my group"]

[net.input]
name = "x"
width_px = 48
height_px = 48
colour = "bgr"
layout = "nhwc"
mean = [103.5, 116.3, 123.7]
std = [57.4, 57.1, 58.4]

[net.emotion]
output = "p"
values = "probabilities"
labels = ["neutral", "contempt", "happiness", "surprise", "sadness", "anger", "disgust", "fear"]
crop_around = "box"
crop_scale = 1.3
align_roll = true
border = "black"
"""


def _edited(tmp_path: Path, old: str, new: str) -> Path:
    text = _SHIPPED.read_text(encoding="utf-8")
    assert old in text
    path = tmp_path / "manifest.toml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return path


def test_the_shipped_manifest_has_one_default_of_each_role(manifest: Manifest) -> None:
    assert manifest.detector().file.name == "blazeface-back-256"
    assert manifest.landmark_net().file.name == "face-mesh-192"
    assert manifest.emotion_net().file.name == "emotion-reelpulse-96"


def test_the_shipped_detector_is_described(manifest: Manifest) -> None:
    spec = manifest.detector()
    assert spec.file.input.side_px == 256
    assert isinstance(spec.outputs, BlazeFaceOutputs)
    assert spec.outputs.anchors == (
        AnchorGrid(stride_px=16, per_cell=2),
        AnchorGrid(stride_px=32, per_cell=6),
    )
    assert (spec.score_min, spec.overlap_max) == (0.6, 0.3)


def test_the_shipped_files_have_their_checksums(manifest: Manifest) -> None:
    for spec in (manifest.detector(), manifest.landmark_net(), manifest.emotion_net()):
        spec.file.check()
        assert spec.file.identity.sha256 == spec.file.sha256


def test_the_shipped_emotion_net_takes_three_channels(manifest: Manifest) -> None:
    assert manifest.emotion_net().file.input.colour is Colour.RGB


def test_a_classifier_of_ones_own_may_have_other_sizes_orders_and_classes(tmp_path: Path) -> None:
    path = tmp_path / "manifest.toml"
    shipped = _SHIPPED.read_text(encoding="utf-8")
    path.write_text(shipped + _CLASSIFIER.format(sha256="0" * 64), encoding="utf-8")
    spec = load_manifest(path).emotion_net("mine")
    assert spec.file.path == tmp_path / "mine.onnx"
    assert spec.file.input.side_px == 48
    assert (spec.file.input.colour, spec.file.input.layout) == (Colour.BGR, Layout.NHWC)
    assert spec.values is OutputValues.PROBABILITIES
    assert spec.columns == (5, 6, 7, 2, 4, 3, 0)
    assert spec.crop.around is Around.BOX
    assert (spec.crop.scale, spec.crop.align_roll, spec.crop.border) == (1.3, True, Border.BLACK)
    assert (spec.file.trained_on, spec.file.research_only) == (("my group",), False)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("schema = 1", "schema = 2", "schema must be 1"),
        ('role = "detector"', 'role = "magic"', r"net blazeface-back-256.*role must be"),
        ('role = "detector"\n', "", r"net blazeface-back-256.*role is missing"),
        ("score_min = 0.6", "score_min = 6", "score_min must be below 1"),
        ("score_min = 0.6", 'score_min = "high"', "score_min must be int or float"),
        ("width_px = 256", "width_px = true", "width_px must be int"),
        ("width_px = 256", "width_px = 128", "must be equal"),
        ("crop_scale = 1.5", "crop_scale = 0", "crop_scale must be above 0"),
        ('colour = "rgb"', 'colour = "cmyk"', "colour must be one of rgb, bgr, grey"),
        ("mean = [127.5, 127.5, 127.5]", "mean = [127.5]", "3 numbers, one for each channel"),
        ("std = [1.0, 1.0, 1.0]", "std = [1.0, 0.0, 1.0]", "std must be above 0"),
        ('"anger", ', "", "labels must name each of anger"),
        ('"anger", "disgust"', '"anger", "anger", "disgust"', "labels must name each of anger"),
        ('"anger", "disgust"', '"anger", 3, "disgust"', "labels must hold strings only"),
        ('sha256 = "', 'sha256 = "x', "64 hexadecimal digits"),
        ("schema = 1", "schema = ", "not TOML"),
        ("[net.input]", "[net.entrance]", "input is missing"),
    ],
)
def test_a_mistake_is_named_with_its_net_and_key(
    tmp_path: Path, old: str, new: str, said: str
) -> None:
    with pytest.raises(ManifestError, match=said):
        load_manifest(_edited(tmp_path, old, new))


def test_a_role_without_default_is_an_error_when_the_default_is_asked_for(tmp_path: Path) -> None:
    manifest = load_manifest(_edited(tmp_path, "default = true", "default = false"))
    with pytest.raises(ManifestError, match="exactly one default, found 0"):
        manifest.detector()


def test_an_unknown_name_lists_the_known(manifest: Manifest) -> None:
    with pytest.raises(NetUnknownError) as refused:
        manifest.landmark_net("other")
    assert str(refused.value) == (
        "There is no net “other” for landmarks; known are face-mesh-192. "
        "Correct settings.toml: [vision] landmarks."
    )


def test_a_missing_manifest_is_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        load_manifest(tmp_path / "manifest.toml")


def test_a_missing_net_is_a_missing_file(tmp_path: Path) -> None:
    shutil.copy(_SHIPPED, tmp_path)
    file = load_manifest(tmp_path / "manifest.toml").detector().file
    with pytest.raises(ModelFileNotFoundError, match=r"blazeface_back_256\.onnx"):
        file.check()


def test_an_altered_net_is_refused_with_both_checksums(tmp_path: Path) -> None:
    shutil.copy(_SHIPPED, tmp_path)
    (tmp_path / "weights").mkdir()
    file = load_manifest(tmp_path / "manifest.toml").detector().file
    content = bytearray((_SHIPPED.parent / "weights" / "blazeface_back_256.onnx").read_bytes())
    content[1000] ^= 1
    file.path.write_bytes(content)
    with pytest.raises(ModelFileAlteredError, match=file.sha256):
        file.check()
