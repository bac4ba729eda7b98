"""The face-api expression net: four densely joined blocks, 112 x 112 colour, seven classes."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from reelpulse.core.emotion import EMOTIONS, Emotion
from reelpulse_models import sources
from reelpulse_models.layers import HWCM_TO_OIHW, HWIO_TO_OIHW, ConvLayer, SeparableLayer
from reelpulse_models.onnx_graph import OnnxGraph, same_pads
from reelpulse_models.tfjs_file import Weights, read_weights

SIDE_PX: Final = 112
MEAN_RGB: Final = (122.782, 117.001, 104.298)
"""Subtracted from 0…255, then divided by 255 (package/src/faceProcessor/FaceProcessor.ts)."""
_ORDER: Final = (
    Emotion.NEUTRAL,
    Emotion.HAPPINESS,
    Emotion.SADNESS,
    Emotion.ANGER,
    Emotion.FEAR,
    Emotion.DISGUST,
    Emotion.SURPRISE,
)
_STRIDES: Final = (2, 2, 2, 2)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class DenseBlock:
    """A first layer with stride 2 and three more, each fed with the sum of all before it."""

    first: ConvLayer | SeparableLayer
    rest: tuple[SeparableLayer, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FaceApiNet:
    """All weights; the head's rows are in the order of `EMOTIONS`."""

    blocks: tuple[DenseBlock, ...]
    head: ConvLayer


def load_face_api(store: sources.SourceStore) -> FaceApiNet:
    """Read the net from its package."""
    manifest = json.loads(store.fetch(sources.FACE_API_MANIFEST).read_text())
    content = store.fetch(sources.FACE_API_WEIGHTS).read_bytes()
    weights = read_weights(manifest, content)
    first = ConvLayer(
        weights=weights["dense0/conv0/filters"].transpose(HWIO_TO_OIHW),
        bias=weights["dense0/conv0/bias"],
    )
    blocks = [DenseBlock(first=first, rest=_separables(weights, 0, (1, 2, 3)))]
    for number in (1, 2, 3):
        layers = _separables(weights, number, (0, 1, 2, 3))
        blocks.append(DenseBlock(first=layers[0], rest=layers[1:]))
    return FaceApiNet(blocks=tuple(blocks), head=_head(weights))


def _separables(weights: Weights, block: int, numbers: Sequence[int]) -> tuple[SeparableLayer, ...]:
    layers = []
    for number in numbers:
        prefix = f"dense{block}/conv{number}"
        pointwise = weights[f"{prefix}/pointwise_filter"].transpose(HWIO_TO_OIHW)
        layers.append(
            SeparableLayer(
                depthwise=weights[f"{prefix}/depthwise_filter"].transpose(HWCM_TO_OIHW),
                pointwise=ConvLayer(weights=pointwise, bias=weights[f"{prefix}/bias"]),
            )
        )
    return tuple(layers)


def _head(weights: Weights) -> ConvLayer:
    rows = [_ORDER.index(emotion) for emotion in EMOTIONS]
    matrix = weights["fc/weights"].T[rows]
    return ConvLayer(weights=matrix[:, :, np.newaxis, np.newaxis], bias=weights["fc/bias"][rows])


def add_face_api(graph: OnnxGraph, net: FaceApiNet, picture: str) -> str:
    """Add the net.

    Args:
        graph: receives the nodes.
        net: its weights.
        picture: name of a value of shape (N, 3, 112, 112), normalised.

    Returns:
        The name of the logits, shape (N, 7, 1, 1), in the order of `EMOTIONS`.
    """
    value, size = picture, SIDE_PX
    for block, stride in zip(net.blocks, _STRIDES, strict=True):
        value = _add_block(graph, block, value, size_px=size, stride=stride)
        size = -(-size // stride)
    return net.head.add_to(graph, graph.node("GlobalAveragePool", [value]))


def _add_block(
    graph: OnnxGraph, block: DenseBlock, value: str, *, size_px: int, stride: int
) -> str:
    """Keep the running sum, so that every addition melts into a convolution at run time."""
    if isinstance(block.first, ConvLayer):
        pads = same_pads((size_px, size_px), kernel=(3, 3), stride=stride)
        first = block.first.add_to(graph, value, stride=stride, pads=pads)
    else:
        first = block.first.add_to(graph, value, size_px=size_px, stride=stride)
    activated = total = graph.node("Relu", [first])
    for layer in block.rest:
        step = layer.add_to(graph, activated, size_px=-(-size_px // stride))
        total = graph.node("Add", [total, step])
        activated = graph.node("Relu", [total])
    return activated
