"""A person adds an emotion net without code, chooses it, and is told what is wrong with one."""

from __future__ import annotations

import hashlib
from pathlib import Path

import numpy as np
import onnx
import pytest

from reelpulse.commands.line import run
from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.resources import resource
from reelpulse.settings import VisionSettings
from reelpulse.vision.added_nets import with_added_nets
from reelpulse.vision.analyser import build_analyser
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse.vision.manifest import load_manifest
from reelpulse.vision.runtime import CPU, Runtime, installed_engine
from reelpulse_models.onnx_graph import OnnxGraph, save

_LABELS = ("neutral", "contempt", "happiness", "surprise", "sadness", "anger", "disgust", "fear")
_SPEC = f"""
name = "eight"
source = "made for a test"
licence = "none"

[input]
name = "x"
width_px = 24
height_px = 24
colour = "bgr"
layout = "nchw"
mean = [103.53, 116.28, 123.675]
std = [57.375, 57.12, 58.395]

[emotion]
output = "scores"
values = "logits"
labels = {list(_LABELS)}
crop_around = "box"
crop_scale = 1.2
align_roll = false
border = "replicate"
"""


@pytest.fixture(autouse=True)
def _english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C.UTF-8")


def _net(path: Path, *, classes: int = 8) -> None:
    """Blue speaks for contempt most, then for surprise; red for sadness."""
    weights = np.zeros((classes, 3, 1, 1), dtype=np.float32)
    weights[_LABELS.index("contempt"), 0] = 9
    weights[_LABELS.index("surprise"), 0] = 2
    weights[_LABELS.index("sadness"), 2] = 2
    graph = OnnxGraph()
    pooled = graph.node("GlobalAveragePool", [graph.add_input("x", (3, 24, 24))])
    flat = graph.node("Flatten", [graph.conv(pooled, weights)], axis=1)
    graph.add_output("scores", flat, (classes,))
    save(graph.finish("eight", metadata={}), path)


def _files(folder: Path, *, spec: str = _SPEC, classes: int = 8) -> list[str]:
    folder.mkdir(exist_ok=True)
    _net(folder / "mine.onnx", classes=classes)
    (folder / "mine.toml").write_text(spec, encoding="utf-8")
    return [str(folder / "mine.onnx"), "--spec", str(folder / "mine.toml")]


def _models(tmp_path: Path, *words: str) -> int:
    action, *rest = words
    return run(["models", action, *rest, "--data-dir", str(tmp_path / "data")])


def _told(capsys: pytest.CaptureFixture[str]) -> str:
    return " ".join(capsys.readouterr().err.split())


def test_a_net_of_eight_classes_is_added_chosen_and_measures(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 0
    assert _models(tmp_path, "use", "eight") == 0
    capsys.readouterr()
    assert _models(tmp_path, "list") == 0
    rows = {row.split()[0]: row for row in capsys.readouterr().out.splitlines() if row.strip()}
    assert "yes" in rows["eight"].split()
    assert "yes" not in rows["emotion-reelpulse-96"].split()
    nets = tmp_path / "data" / "nets"
    vision = VisionSettings(provider="cpu")
    analyser = build_analyser(vision, max_picture_pixels=100_000, nets_dir=nets)
    description = hashlib.sha256((nets / "eight" / "spec.toml").read_bytes()).hexdigest()
    assert analyser.identity.models[2].name == f"eight ({description[:8]})"
    manifest = with_added_nets(load_manifest(resource("models", "manifest.toml")), nets)
    runtime = Runtime(engine=installed_engine(), provider=CPU, threads=1)
    reader = EmotionReader(manifest.emotion_net(), runtime)
    blue = np.zeros((24, 24, 3), dtype=np.uint8)
    blue[:, :, 2] = 255
    probabilities = softmax(reader.read_crops([blue, blue[:, :, ::-1].copy()]))
    assert [EMOTIONS[row.argmax()] for row in probabilities] == [Emotion.SURPRISE, Emotion.SADNESS]
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, atol=1e-5)


def test_the_shipped_net_can_be_chosen_again(tmp_path: Path) -> None:
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 0
    assert _models(tmp_path, "use", "eight") == 0
    assert _models(tmp_path, "use", "emotion-mean3-112") == 0
    shipped = load_manifest(resource("models", "manifest.toml"))
    known = with_added_nets(shipped, tmp_path / "data" / "nets")
    assert known.emotion_net().file.name == "emotion-mean3-112"


def test_a_damaged_net_is_told_by_verify_and_stops_nothing_while_it_is_not_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "data" / "nets" / "copied"
    place.mkdir(parents=True)
    (place / "spec.toml").write_text("by hand", encoding="utf-8")
    assert _models(tmp_path, "list") == 0
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 0
    assert _models(tmp_path, "verify") == 1
    assert f"The added net copied cannot be used: {place / 'sha256.txt'} is missing." in _told(
        capsys
    )


def test_where_the_net_in_use_is_damaged_another_can_be_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 0
    assert _models(tmp_path, "use", "eight") == 0
    place = tmp_path / "data" / "nets" / "eight"
    (place / "net.onnx").unlink()
    assert _models(tmp_path, "list") == 1
    assert f"Delete {place}, then add the net again." in _told(capsys)
    assert _models(tmp_path, "use", "emotion-mean3-112") == 0
    assert _models(tmp_path, "list") == 0


def test_what_lies_in_a_nets_place_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place = tmp_path / "data" / "nets" / "eight"
    place.mkdir(parents=True)
    (place / "notes.txt").write_text("of before", encoding="utf-8")
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 1
    assert f"The net eight cannot be put into {place.parent}" in _told(capsys)
    assert [path.name for path in place.parent.iterdir()] == ["eight"]


def test_a_source_with_brackets_is_listed_as_it_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    net, option, spec = _files(tmp_path / "given")
    text = Path(spec).read_text(encoding="utf-8")
    Path(spec).write_text(text.replace("made for a test", "see [/x] and [v2]"), encoding="utf-8")
    assert _models(tmp_path, "add", net, option, spec) == 0
    assert _models(tmp_path, "list") == 0
    assert "see [/x] and [v2]" in " ".join(capsys.readouterr().out.split())


def test_an_altered_net_is_named_by_verify(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _models(tmp_path, "add", *_files(tmp_path / "given")) == 0
    assert _models(tmp_path, "verify") == 0
    assert "eight: checksum right" in capsys.readouterr().out
    file = tmp_path / "data" / "nets" / "eight" / "net.onnx"
    file.write_bytes(file.read_bytes() + b"x")
    assert _models(tmp_path, "verify") == 1
    assert f"The model file {file} was altered" in _told(capsys)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"fear"', '"dread"', "labels must name each of"),
        ("width_px = 24\nheight_px = 24", "width_px = 48\nheight_px = 48", "does not take what"),
        ('output = "scores"', 'output = "logits"', "has no logits"),
        ('name = "eight"', 'name = "../eight"', "small letters"),
        ('name = "eight"', 'name = "emotion-mean3-112"', "already is a net"),
        ('name = "eight"\nsource', "source", "name is missing"),
        ('"contempt", ', "", "shape (2, 8) for 2 faces, but its description has 7 labels"),
    ],
)
def test_a_description_that_does_not_fit_is_refused_and_nothing_is_kept(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, problem: str
) -> None:
    spec = _SPEC.replace("'", '"')
    assert old in spec
    assert _models(tmp_path, "add", *_files(tmp_path / "given", spec=spec.replace(old, new))) == 1
    assert problem in _told(capsys)
    nets = tmp_path / "data" / "nets"
    assert not nets.exists() or not list(nets.iterdir())


_DETECTOR = """
name = "finder"
role = "detector"
source = "made for a test"
licence = "none"

[input]
name = "x"
width_px = 64
height_px = 64
colour = "rgb"
layout = "nchw"
mean = [0.0, 0.0, 0.0]
std = [1.0, 1.0, 1.0]

[detector]
regressors = "boxes"
score_logits = "scores"
anchors = [{ stride_px = 32, per_cell = 1 }]
score_min = 0.6
overlap_max = 0.3
"""


def _write_detector(path: Path, *, gives_list: bool = False) -> None:
    """Sees nothing, in an input of any size that is given as a picture of its own."""
    make, proto = onnx.helper, onnx.TensorProto
    names = {"boxes": (4, 16), "scores": (4,)}
    nodes = [
        make.make_node("Shape", ["x"], ["count"], start=0, end=1),
        *(
            make.make_node("Constant", [], [f"{name}_shape"], value_ints=list(shape))
            for name, shape in names.items()
        ),
    ]
    outputs = []
    for name, shape in names.items():
        last = f"{name}_table" if gives_list else name
        nodes += [
            make.make_node("Concat", ["count", f"{name}_shape"], [f"{name}_whole"], axis=0),
            make.make_node(
                "ConstantOfShape",
                [f"{name}_whole"],
                [last],
                value=make.make_tensor("low", proto.FLOAT, [1], [-9.0]),
            ),
        ]
        if gives_list:
            nodes.append(make.make_node("SequenceConstruct", [last], [name]))
            outputs.append(make.make_tensor_sequence_value_info(name, proto.FLOAT, None))
        else:
            outputs.append(make.make_tensor_value_info(name, proto.FLOAT, ["n", *shape]))
    given = make.make_tensor_value_info("x", proto.FLOAT, ["n", 3, "h", "w"])
    graph = make.make_graph(nodes, "finder", [given], outputs)
    model = make.make_model(graph, opset_imports=[make.make_opsetid("", 17)], ir_version=8)
    onnx.save(model, path)


def _detector_files(folder: Path, *, spec: str = _DETECTOR, gives_list: bool = False) -> list[str]:
    _write_detector(folder / "finder.onnx", gives_list=gives_list)
    (folder / "finder.toml").write_text(spec, encoding="utf-8")
    return [str(folder / "finder.onnx"), "--spec", str(folder / "finder.toml")]


def test_a_detector_whose_input_is_as_wide_as_one_part_is_added(tmp_path: Path) -> None:
    assert _models(tmp_path, "add", *_detector_files(tmp_path)) == 0


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("stride_px = 32", "stride_px = 0", "stride_px must be above 0, not 0"),
        ("per_cell = 1", "per_cell = 0", "per_cell must be above 0, not 0"),
        (
            "width_px = 64\nheight_px = 64",
            "width_px = 48\nheight_px = 48",
            "the input of finder must be 64 pixels wide at least",
        ),
    ],
)
def test_a_detectors_description_that_cannot_be_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, problem: str
) -> None:
    assert old in _DETECTOR
    words = _detector_files(tmp_path, spec=_DETECTOR.replace(old, new))
    assert _models(tmp_path, "add", *words) == 1
    assert problem in _told(capsys)


def test_a_detector_that_gives_lists_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _models(tmp_path, "add", *_detector_files(tmp_path, gives_list=True)) == 1
    assert "The net finder gives boxes of shape None" in _told(capsys)


def test_a_file_that_is_no_net_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    words = _files(tmp_path / "given")
    Path(words[0]).write_bytes(b"not a net")
    assert _models(tmp_path, "add", *words) == 1
    assert "The net eight cannot be opened" in _told(capsys)
    assert _models(tmp_path, "add", words[0] + "x", *words[1:]) == 1
    assert "is missing" in _told(capsys)


def test_a_landmark_net_of_the_settings_that_is_not_there_is_not_called_in_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = tmp_path / "data"
    data.mkdir()
    settings = data / "settings.toml"
    settings.write_text('[vision]\nlandmarks = "mediapip"\n', encoding="utf-8")
    assert _models(tmp_path, "list") == 1
    assert "There is no net “mediapip” for landmarks; known are face-mesh-192." in _told(capsys)
    settings.write_text('[vision]\nlandmarks = "mediapipe"\n', encoding="utf-8")
    assert _models(tmp_path, "list") == 0
    assert "mediapipe landmarks yes settings.toml" in " ".join(capsys.readouterr().out.split())


def test_what_the_nets_measure_is_told_in_russian(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LC_ALL", "ru_RU.UTF-8")
    assert _models(tmp_path, "list") == 0
    told = " ".join(capsys.readouterr().out.split())
    for words in ("blazeface-back-256 лица да", "face-mesh-192 точки лица да", "yunet-n (лица)"):
        assert words in told
    nets = tmp_path / "data" / "nets"
    nets.mkdir(parents=True)
    (nets / "in_use.txt").write_text("gone\n")
    assert _models(tmp_path, "list") == 1
    assert "Сети gone, которая выбрана, чтобы измерять эмоции, нет." in _told(capsys)


def test_a_net_that_is_not_there_is_not_chosen(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert _models(tmp_path, "use", "nine") == 1
    known = (
        "blazeface-back-256, face-mesh-192, emotion-reelpulse-96, emotion-reelpulse-96-int8, "
        "emotion-mean3-112"
    )
    assert f"There is no net named nine; there are {known}." in _told(capsys)
    nets = tmp_path / "data" / "nets"
    nets.mkdir(parents=True)
    (nets / "in_use.txt").write_text("gone\n")
    assert _models(tmp_path, "list") == 1
    assert "The net gone is in use for emotions and is not there." in _told(capsys)
