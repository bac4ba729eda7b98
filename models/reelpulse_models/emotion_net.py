"""The emotion net: three small nets averaged in the log domain, as one graph for one colour crop."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import numpy as np
import onnx

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models import face_api, xception
from reelpulse_models.onnx_graph import OnnxGraph
from reelpulse_models.sources import SourceStore

SIDE_PX: Final = face_api.SIDE_PX
WEIGHTS: Final = (0.5, 0.25, 0.25)
"""Of face-api, big-Xception and mini-Xception."""
_FLOOR: Final = 1e-4
"""Added to each probability, so that one net alone cannot veto a class."""


def build_emotion_net(
    store: SourceStore, *, face_api_sees_colour: bool, metadata: Mapping[str, str]
) -> onnx.ModelProto:
    """Build the graph.

    Input `face`: float32 of shape (N, 3, 112, 112), red, green, blue from 0 to 255. Output
    `logits`: (N, 7) in the order of `EMOTIONS`, the weighted mean of log probabilities; its
    softmax is the averaged distribution.

    Args:
        store: gives the weights.
        face_api_sees_colour: False hands it the grey of the crop three times.
        metadata: kept in the file.
    """
    graph = OnnxGraph()
    face = graph.add_input("face", (3, SIDE_PX, SIDE_PX))
    grey = _grey_64(graph, face)
    colour = _normalised_colour(graph, face) if face_api_sees_colour else _grey_thrice(graph, face)
    logits = (
        face_api.add_face_api(graph, face_api.load_face_api(store), colour),
        xception.add_xception(graph, xception.load_big_xception(store), grey),
        xception.add_xception(graph, xception.load_mini_xception(store), grey),
    )
    graph.add_output("logits", _log_mean(graph, logits), (len(EMOTIONS),))
    return graph.finish("emotion", metadata=metadata)


def _grey_64(graph: OnnxGraph, face: str) -> str:
    """Grey from -1 to 1, reduced to 64 x 64."""
    weights = np.array(xception.LUMA, dtype=np.float32).reshape(1, 3, 1, 1) / np.float32(127.5)
    grey = graph.conv(face, weights, np.array([-1.0], dtype=np.float32))
    scale = xception.SIDE_PX / SIDE_PX
    scales = graph.constant(np.array([1, 1, scale, scale], dtype=np.float32))
    return graph.node(
        "Resize",
        [grey, "", scales],
        mode="linear",
        coordinate_transformation_mode="half_pixel",
    )


def _normalised_colour(graph: OnnxGraph, face: str) -> str:
    means = np.array(face_api.MEAN_RGB, dtype=np.float32).reshape(1, 3, 1, 1)
    centred = graph.node("Sub", [face, graph.constant(means)])
    return graph.node("Mul", [centred, graph.constant(np.array(1 / 255, dtype=np.float32))])


def _grey_thrice(graph: OnnxGraph, face: str) -> str:
    luma = np.array(xception.LUMA, dtype=np.float32) / np.float32(255)
    weights = np.tile(luma.reshape(1, 3, 1, 1), (3, 1, 1, 1))
    means = np.array(face_api.MEAN_RGB, dtype=np.float32) / np.float32(255)
    return graph.conv(face, weights, -means)


def _log_mean(graph: OnnxGraph, logits: tuple[str, ...]) -> str:
    """Weighted mean of log(probability + floor) over the nets, shape (N, 7)."""
    count = len(EMOTIONS)
    stacked = graph.node("Concat", list(logits), axis=1)
    shape = graph.constant(np.array([0, len(logits), count], dtype=np.int64))
    rows = graph.node("Reshape", [stacked, shape])
    probabilities = graph.node("Softmax", [rows], axis=2)
    floor = graph.constant(np.array(_FLOOR, dtype=np.float32))
    logarithms = graph.node("Log", [graph.node("Add", [probabilities, floor])])
    weights = graph.constant(np.array(WEIGHTS, dtype=np.float32).reshape(-1, 1))
    weighted = graph.node("Mul", [logarithms, weights])
    axes = graph.constant(np.array([1], dtype=np.int64))
    return graph.node("ReduceSum", [weighted, axes], keepdims=0)
