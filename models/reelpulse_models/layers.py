"""The kinds of layer that the emotion nets are made of, and how each is added to a graph."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from reelpulse_models.onnx_graph import OnnxGraph, Padding, same_pads

Weights = npt.NDArray[np.float32]

HWIO_TO_OIHW = (3, 2, 0, 1)
HWCM_TO_OIHW = (2, 3, 0, 1)
"""TensorFlow keeps depthwise weights as height, width, channel, multiplier."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ConvLayer:
    """A convolution; weights of shape (out, in, height, width)."""

    weights: Weights
    bias: Weights

    def add_to(
        self, graph: OnnxGraph, value: str, *, stride: int = 1, pads: Padding = (0, 0, 0, 0)
    ) -> str:
        """Add it and return the output's name."""
        return graph.conv(value, self.weights, self.bias, stride=stride, pads=pads)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SeparableLayer:
    """A 3x3 convolution of each channel by itself, then a 1x1 convolution across them."""

    depthwise: Weights
    """Shape (channels, 1, 3, 3)."""
    pointwise: ConvLayer

    def add_to(self, graph: OnnxGraph, value: str, *, size_px: int, stride: int = 1) -> str:
        """Add it with "SAME" padding and return the output's name."""
        channels, _, *kernel = self.depthwise.shape
        pads = same_pads((size_px, size_px), kernel=(kernel[0], kernel[1]), stride=stride)
        spread = graph.conv(value, self.depthwise, stride=stride, pads=pads, groups=channels)
        return self.pointwise.add_to(graph, spread)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class BatchNorm:
    """Scale and offset of each channel, as learnt."""

    gamma: Weights
    beta: Weights
    mean: Weights
    variance: Weights
    epsilon: float

    def fold_into(self, weights: Weights) -> ConvLayer:
        """One convolution that equals `weights` without bias followed by this.

        Source: Ioffe and Szegedy 2015, algorithm 2.
        """
        scale = self.gamma / np.sqrt(self.variance + np.float32(self.epsilon))
        return ConvLayer(
            weights=weights * scale.reshape(-1, 1, 1, 1), bias=self.beta - self.mean * scale
        )
