"""The two MediaPipe nets as ONNX: the face detector and the face mesh."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import onnx

from reelpulse_models import sources
from reelpulse_models.onnx_graph import OnnxGraph
from reelpulse_models.sources import SourceStore
from reelpulse_models.tflite_file import read_tflite
from reelpulse_models.tflite_to_onnx import translate


def build_blazeface(store: SourceStore, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
    """BlazeFace "back", for faces further away.

    Input `image`: (N, 3, 256, 256), red, green, blue from -1 to 1. Outputs: `regressors`
    (N, 896, 16), offsets from the anchors in pixels: box centre x, y, width, height, then x, y of
    right eye, left eye, nose tip, mouth, right ear, left ear; `score_logits` (N, 896).
    """
    graph = OnnxGraph()
    image = graph.add_input("image", (3, 256, 256))
    net = read_tflite(store.fetch(sources.BLAZEFACE_BACK))
    values = translate(net, graph, image=image)
    regressors, scores = (values[index] for index in net.outputs)
    graph.add_output("regressors", regressors, (896, 16))
    graph.add_output("score_logits", _reshape(graph, scores, (0, 896)), (896,))
    return graph.finish("blazeface_back", metadata=metadata)


def build_face_mesh(store: SourceStore, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
    """FaceMesh with 468 points.

    Input `image`: (N, 3, 192, 192), red, green, blue from 0 to 1. Outputs: `landmarks`
    (N, 468, 3), x, y, z in pixels of the crop; `presence` (N,), the probability of a face.
    """
    graph = OnnxGraph()
    image = graph.add_input("image", (3, 192, 192))
    net = read_tflite(store.fetch(sources.FACE_MESH))
    values = translate(net, graph, image=image)
    points, flag = (values[index] for index in net.outputs)
    graph.add_output("landmarks", _reshape(graph, points, (0, 468, 3)), (468, 3))
    presence = graph.node("Sigmoid", [_reshape(graph, flag, (-1,))])
    graph.add_output("presence", presence, ())
    return graph.finish("face_mesh", metadata=metadata)


def _reshape(graph: OnnxGraph, value: str, shape: tuple[int, ...]) -> str:
    return graph.node("Reshape", [value, graph.constant(np.array(shape, dtype=np.int64))])
