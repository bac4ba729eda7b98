"""Small classifiers of grey faces in the shape of FER+: eight classes from 64 by 64 pixels."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import onnx

from reelpulse.vision.added_nets import add_net
from reelpulse.vision.emotion_spec import EmotionSpec, OutputValues
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.trial import try_net
from reelpulse_models.onnx_graph import OnnxGraph, save

SIDE_PX = 64
LABELS = ("neutral", "happiness", "surprise", "sadness", "anger", "disgust", "fear", "contempt")
_SPEC = f"""
name = "{{name}}"
role = "emotion"
source = "made for a test"
licence = "none"

[input]
name = "x"
width_px = {SIDE_PX}
height_px = {SIDE_PX}
colour = "grey"
layout = "nchw"
mean = [0.0]
std = [255.0]

[emotion]
output = "scores"
values = "{{values}}"
labels = [{", ".join(f'"{label}"' for label in LABELS)}]
crop_around = "box"
crop_scale = 1.2
align_roll = false
border = "replicate"
"""


def add_classifier(
    path: Path, known: Manifest, *, values: OutputValues = OutputValues.LOGITS
) -> EmotionSpec:
    """Add it as a person would, under the name of its file.

    Raises:
        ModelLoadingError: it is refused.
    """
    description = path.with_suffix(".toml")
    description.write_text(_SPEC.format(name=path.stem, values=values), encoding="utf-8")
    spec = add_net(path, description, path.parent / "nets", known=known, trial=try_net)
    assert isinstance(spec, EmotionSpec)
    return spec


def write_classifier(
    path: Path, *, says: Sequence[float] | None = None, softmax: bool = False
) -> Path:
    """Write a classifier that takes a batch.

    Args:
        path: of the file.
        says: its eight scores of any face; by default it looks at the picture.
        softmax: whether it turns its scores into probabilities itself.
    """
    random = np.random.default_rng(7)
    weights = np.zeros((8, 1, 8, 8)) if says else random.normal(0, 1, (8, 1, 8, 8))
    graph = OnnxGraph()
    given = graph.add_input("x", (1, SIDE_PX, SIDE_PX))
    bias = np.array(says or [0] * 8, dtype=np.float32)
    seen = graph.conv(given, weights.astype(np.float32), bias, stride=8)
    if not says:
        seen = graph.node("Relu", [seen])
    scores = graph.node("Flatten", [graph.node("GlobalAveragePool", [seen])], axis=1)
    if softmax:
        scores = graph.node("Softmax", [scores], axis=1)
    graph.add_output("scores", scores, (8,))
    save(graph.finish("small classifier", metadata={}), path)
    return path


def one_at_a_time(path: Path, into: Path) -> Path:
    """Write the same net for one picture at a time, as FER+ and others are published."""
    model = onnx.load(str(path))
    for value in (*model.graph.input, *model.graph.output):
        value.type.tensor_type.shape.dim[0].dim_value = 1
    onnx.save(model, str(into))
    return into
