"""Our own emotion net: a MobileNet that was first taught to tell faces apart; its weights and its ONNX."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import onnx

from reelpulse.core.emotion import EMOTIONS
from reelpulse_models import sources
from reelpulse_models.grey_pictures import add_grey_gain
from reelpulse_models.layers import HWCM_TO_OIHW, HWIO_TO_OIHW, ConvLayer, Weights
from reelpulse_models.onnx_graph import OnnxGraph, same_pads
from reelpulse_models.tfjs_file import Weights as NamedWeights
from reelpulse_models.tfjs_file import read_weights

SIDE_PX: Final = 96
MEAN_RGB: Final = (123.68, 116.779, 103.939)
"""Subtracted from 0…255: ImageNet's mean, as in the starting net's training (Keras, mode "caffe")."""
RELU_MAX: Final = 6.0
_BLOCKS: Final = 13
_HALVING_BLOCKS: Final = frozenset({2, 4, 6, 12})
"""Where a depthwise layer has stride 2 (Howard et al. 2017, table 1)."""
_HEAD_SPREAD: Final = 0.01


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unit:
    """A convolution with "SAME" padding, followed by a Relu that ends at 6."""

    layer: ConvLayer
    stride: int = 1
    depthwise: bool = False
    """Each channel by itself; the weights are of shape (channels, 1, 3, 3)."""

    @property
    def groups(self) -> int:
        """As a convolution counts them."""
        return len(self.layer.weights) if self.depthwise else 1


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class OwnNet:
    """All weights; the head's rows, shape (7, channels, 1, 1), are in the order of `EMOTIONS`."""

    units: tuple[Unit, ...]
    head: ConvLayer
    grey_gain: float = 1.0
    """What the logits of a grey picture are multiplied by; see `grey_pictures`."""

    def with_offsets(self, offsets: Weights) -> OwnNet:
        """With something added to each logit: shape (7,)."""
        head = ConvLayer(weights=self.head.weights, bias=self.head.bias + offsets)
        return replace(self, head=head)

    def as_stored(self) -> OwnNet:
        """With weights of half precision, as the file keeps them."""
        units = tuple(replace(unit, layer=_halved(unit.layer)) for unit in self.units)
        return replace(self, units=units, head=_halved(self.head))


def _halved(layer: ConvLayer) -> ConvLayer:
    weights = layer.weights.astype(np.float16).astype(np.float32)
    return ConvLayer(weights=weights, bias=layer.bias)


def starting_net(store: sources.SourceStore, *, seed: int) -> OwnNet:
    """Where training starts: the published layers, and a head that knows nothing yet.

    Raises:
        ModelWorkError: a source cannot be fetched or is altered.
    """
    manifest = json.loads(store.fetch(sources.FACE_NET_GRAPH).read_text())["weightsManifest"]
    weights = read_weights(manifest, store.fetch(sources.FACE_NET_WEIGHTS).read_bytes())
    blue_first = weights["conv1/convolution/merged_input"].transpose(HWIO_TO_OIHW)
    first = ConvLayer(weights=blue_first[:, ::-1], bias=weights["conv1_bn/batchnorm_1/sub"])
    units = [Unit(layer=first, stride=2)]
    for block in range(1, _BLOCKS + 1):
        units += _block(weights, block)
    random = np.random.default_rng(seed)
    shape = (len(EMOTIONS), len(units[-1].layer.weights), 1, 1)
    head = ConvLayer(
        weights=random.normal(0, _HEAD_SPREAD, shape).astype(np.float32),
        bias=np.zeros(len(EMOTIONS), np.float32),
    )
    return OwnNet(units=tuple(units), head=head)


def _block(weights: NamedWeights, block: int) -> tuple[Unit, Unit]:
    """The publisher folded the scale of the second normalisation only."""
    each, across = f"conv_dw_{block}", f"conv_pw_{block}"
    scale = weights[f"{each}_bn/batchnorm_1/mul"].reshape(-1, 1, 1, 1)
    depthwise = ConvLayer(
        weights=weights[f"{each}/depthwise_kernel"].transpose(HWCM_TO_OIHW) * scale,
        bias=weights[f"{each}_bn/batchnorm_1/sub"],
    )
    pointwise = ConvLayer(
        weights=weights[f"{across}/convolution/merged_input"].transpose(HWIO_TO_OIHW),
        bias=weights[f"{across}_bn/batchnorm_1/sub"],
    )
    stride = 2 if block in _HALVING_BLOCKS else 1
    return Unit(layer=depthwise, stride=stride, depthwise=True), Unit(layer=pointwise)


def build_own_net(net: OwnNet, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
    """Build the graph, with its weights in half precision, which halves the file.

    Input `face`: float32 of shape (N, 3, 96, 96), red, green, blue from 0 to 255. Output `logits`:
    (N, 7) in the order of `EMOTIONS`.

    Args:
        net: the weights.
        metadata: kept in the file.
    """
    graph = OnnxGraph()
    face = graph.add_input("face", (3, SIDE_PX, SIDE_PX))
    means = np.array(MEAN_RGB, dtype=np.float32).reshape(1, 3, 1, 1)
    value = graph.node("Sub", [face, graph.constant(means)])
    ends = [graph.constant(np.array(end, dtype=np.float32)) for end in (0, RELU_MAX)]
    size = SIDE_PX
    for unit in net.units:
        weights = unit.layer.weights
        kernel = (weights.shape[2], weights.shape[3])
        mixed = graph.conv(
            value,
            weights,
            unit.layer.bias,
            stride=unit.stride,
            pads=same_pads((size, size), kernel=kernel, stride=unit.stride),
            groups=unit.groups,
            half=True,
        )
        value = graph.node("Clip", [mixed, *ends])
        size = -(-size // unit.stride)
    pooled = graph.node("GlobalAveragePool", [value])
    head = graph.conv(pooled, net.head.weights, net.head.bias, half=True)
    logits = graph.node("Flatten", [head], axis=1)
    if net.grey_gain != 1:
        logits = add_grey_gain(graph, face, logits, gain=net.grey_gain)
    graph.add_output("logits", logits, (len(EMOTIONS),))
    return graph.finish("emotion", metadata=metadata)
