"""Our own emotion net: three branches on one colour crop, their logits summed; how it becomes ONNX."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import onnx

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models import face_api, xception
from reelpulse_models.layers import ConvLayer
from reelpulse_models.onnx_graph import OnnxGraph
from reelpulse_models.sources import SourceStore

SIDE_PX: Final = 80
"""Of the crop, which the face-api branch sees as it is."""
SMALL_SIDE_PX: Final = 56
"""What the crop is reduced to for the Xceptions; at 64 the three would take too long."""
START_SHARES: Final = (0.2, 0.4, 0.4)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnNet:
    """All weights of the net."""

    face_api: face_api.FaceApiNet
    big: xception.Xception
    mini: xception.Xception
    shares: tuple[float, float, float]
    """How much each branch's logits count, in this order."""


def starting_net(store: SourceStore) -> OwnNet:
    """The published nets, made to see colour: where training starts.

    Raises:
        ModelWorkError: a source cannot be fetched or is altered.
    """
    return OwnNet(
        face_api=face_api.load_face_api(store),
        big=xception.load_big_xception(store).seeing_colour(),
        mini=xception.load_mini_xception(store).seeing_colour(),
        shares=START_SHARES,
    )


def build_own_net(net: OwnNet, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
    """Build the graph.

    Input `face`: float32 of shape (N, 3, 80, 80), red, green, blue from 0 to 255. Output `logits`:
    (N, 7) in the order of `EMOTIONS`.

    Args:
        net: the weights.
        metadata: kept in the file.
    """
    graph = OnnxGraph()
    face = graph.add_input("face", (3, SIDE_PX, SIDE_PX))
    small = _small(graph, face)
    scaled = [
        replace(part, head=_scaled(part.head, share))
        for part, share in zip((net.big, net.mini), net.shares[1:], strict=True)
    ]
    wide = replace(net.face_api, head=_scaled(net.face_api.head, net.shares[0]))
    total = face_api.add_face_api(graph, wide, _centred(graph, face), side_px=SIDE_PX)
    for part in scaled:
        logits = xception.add_xception(graph, part, small, side_px=SMALL_SIDE_PX)
        total = graph.node("Add", [total, logits])
    graph.add_output("logits", graph.node("Flatten", [total], axis=1), (len(EMOTIONS),))
    return graph.finish("emotion", metadata=metadata)


def _scaled(head: ConvLayer, share: float) -> ConvLayer:
    factor = np.float32(share)
    return ConvLayer(weights=head.weights * factor, bias=head.bias * factor)


def _centred(graph: OnnxGraph, face: str) -> str:
    means = np.array(face_api.MEAN_RGB, dtype=np.float32).reshape(1, 3, 1, 1)
    centred = graph.node("Sub", [face, graph.constant(means)])
    return graph.node("Mul", [centred, graph.constant(np.array(1 / 255, dtype=np.float32))])


def _small(graph: OnnxGraph, face: str) -> str:
    """From -1 to 1, reduced for the Xceptions."""
    scale = SMALL_SIDE_PX / SIDE_PX
    scales = graph.constant(np.array([1, 1, scale, scale], dtype=np.float32))
    small = graph.node(
        "Resize",
        [face, "", scales],
        mode="linear",
        coordinate_transformation_mode="half_pixel",
    )
    factor = graph.constant(np.array(1 / 127.5, dtype=np.float32))
    one = graph.constant(np.array(1, dtype=np.float32))
    return graph.node("Sub", [graph.node("Mul", [small, factor]), one])
