"""The descriptions that ship for nets of other people are read and fit a net of their shape."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse.resources import resource
from reelpulse.vision.added_nets import add_net
from reelpulse.vision.emotion_spec import Around, EmotionSpec
from reelpulse.vision.emotions import EmotionReader, softmax
from reelpulse.vision.manifest import Manifest
from reelpulse.vision.net_folder import described
from reelpulse.vision.runtime import Runtime
from reelpulse.vision.trial import try_net
from reelpulse_models.onnx_graph import OnnxGraph, save

_HSEMOTION = resource("models", "descriptions", "hsemotion_enet_b0_8.toml")
_ORDER = "Anger, Contempt, Disgust, Fear, Happiness, Neutral, Sadness, Surprise"
"""As its publisher prints it."""


def _net_of_that_shape(path: Path) -> None:
    """Red, green and blue, once normalised, speak for fear, contempt and neutral, in this order."""
    labels = _ORDER.split(", ")
    weights = np.zeros((8, 3, 1, 1), dtype=np.float32)
    for channel, label in enumerate(("Fear", "Contempt", "Neutral")):
        weights[labels.index(label), channel] = 1
    graph = OnnxGraph()
    pooled = graph.node("GlobalAveragePool", [graph.add_input("input", (3, 224, 224))])
    flat = graph.node("Flatten", [graph.conv(pooled, weights)], axis=1)
    graph.add_output("output", flat, (8,))
    save(graph.finish("hsemotion's shape", metadata={}), path)


@pytest.fixture
def reader(tmp_path: Path, manifest: Manifest, runtime: Runtime) -> EmotionReader:
    """Added as a person would."""
    _net_of_that_shape(tmp_path / "enet_b0_8_best_vgaf.onnx")
    spec = add_net(
        tmp_path / "enet_b0_8_best_vgaf.onnx",
        _HSEMOTION,
        tmp_path / "nets",
        known=manifest,
        trial=try_net,
    )
    assert isinstance(spec, EmotionSpec)
    return EmotionReader(spec, runtime)


def test_the_labels_of_hsemotion_stand_in_its_publishers_order() -> None:
    spec = described(_HSEMOTION, "0" * 64)
    assert isinstance(spec, EmotionSpec)
    order = [label.lower() for label in _ORDER.split(", ")]
    assert [order[column] for column in spec.columns] == [str(emotion) for emotion in EMOTIONS]
    assert spec.classes == 8
    assert spec.crop.around is Around.LANDMARKS
    assert (spec.file.input.side_px, spec.file.input.name) == (224, "input")


def test_its_net_sees_imagenets_colours_and_contempt_is_left_out(reader: EmotionReader) -> None:
    crops = [
        np.full((224, 224, 3), colour, dtype=np.uint8) for colour in ((255, 0, 0), (0, 255, 0))
    ]
    logits = reader.read_crops(crops)
    red_alone = (np.array([1, 0, 0]) - [0.485, 0.456, 0.406]) / [0.229, 0.224, 0.225]
    fear, neutral = EMOTIONS.index(Emotion.FEAR), EMOTIONS.index(Emotion.NEUTRAL)
    assert logits[0, fear] == pytest.approx(red_alone[0], abs=1e-3)
    assert logits[0, neutral] == pytest.approx(red_alone[2], abs=1e-3)
    probabilities = softmax(logits)
    assert probabilities.shape == (2, 7)
    assert probabilities.sum(axis=1) == pytest.approx([1, 1], abs=1e-5)
    # Green speaks for contempt; what is left is the rest, scaled to a sum of one.
    rest = np.exp([0, 0, -0.485 / 0.229, 0, 0, 0, -0.406 / 0.225])
    assert sorted(probabilities[1]) == pytest.approx(sorted(rest / rest.sum()), abs=1e-3)


def test_it_is_named_with_its_licence_and_the_terms_of_its_training_data(
    reader: EmotionReader,
) -> None:
    assert reader.spec.file.licence.startswith("Apache-2.0")
    assert "AffectNet" in reader.spec.file.conditions
    assert replace(reader.spec.file, terms="").conditions == reader.spec.file.licence
