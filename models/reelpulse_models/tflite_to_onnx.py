"""Translates a TFLite net of the MediaPipe kind to ONNX: channels first, any batch size.

Only the operators below are known; any other is refused, because a net that loads but computes
something else is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import numpy.typing as npt

from reelpulse_models.errors import UnknownOperatorError
from reelpulse_models.onnx_graph import OnnxGraph, Padding, same_pads
from reelpulse_models.tflite_file import Operator, TfliteNet, Window

_TO_CHANNELS_LAST = [0, 2, 3, 1]


def translate(net: TfliteNet, graph: OnnxGraph, *, image: str) -> dict[int, str]:
    """Add the whole net to `graph`.

    Args:
        net: what `read_tflite` gave; one image of shape (1, height, width, channels) goes in.
        graph: receives the nodes.
        image: name of a value of shape (N, channels, height, width).

    Returns:
        The names of the net's outputs by tensor index. Four-dimensional ones are channels first.

    Raises:
        UnknownOperatorError: the net holds something that is not translated.
    """
    translator = _Translator(net, graph)
    translator.names[net.inputs[0]] = image
    for operator in net.operators:
        translator.add(operator)
    return {index: translator.names[index] for index in net.outputs}


class _Translator:
    """Keeps which ONNX value and which weights stand for each TFLite tensor."""

    def __init__(self, net: TfliteNet, graph: OnnxGraph) -> None:
        self._net = net
        self._graph = graph
        self.names: dict[int, str] = {}
        self._weights: dict[int, npt.NDArray[np.float32]] = {}
        self._rules: Mapping[str, Callable[[Operator], str]] = {
            "CONV_2D": self._conv,
            "DEPTHWISE_CONV_2D": self._depthwise_conv,
            "MAX_POOL_2D": self._max_pool,
            "PAD": self._pad,
            "ADD": self._add,
            "RELU": self._relu,
            "PRELU": self._prelu,
            "RESHAPE": self._reshape,
            "CONCATENATION": self._concatenation,
        }

    def add(self, operator: Operator) -> None:
        if operator.kind == "DEQUANTIZE":
            self._dequantize(operator)
            return
        rule = self._rules.get(operator.kind)
        if rule is None:
            raise self._unknown(operator)
        value = rule(operator)
        if operator.activation == "RELU":
            value = self._graph.node("Relu", [value])
        elif operator.activation != "NONE":
            raise self._unknown(operator, f"fused activation {operator.activation}")
        self.names[operator.outputs[0]] = value

    def _unknown(self, operator: Operator, detail: str = "") -> UnknownOperatorError:
        return UnknownOperatorError(operator.kind, file=self._net.source, detail=detail)

    def _shape(self, index: int) -> tuple[int, ...]:
        return self._net.tensors[index].shape

    def _constant(self, index: int) -> npt.NDArray[np.float32]:
        """Weights as float32, whether stored so or as float16 behind a DEQUANTIZE."""
        if index in self._weights:
            return self._weights[index]
        stored = self._net.tensors[index].weights
        if stored is None:
            raise UnknownOperatorError("computed weights", file=self._net.source)
        return stored.astype(np.float32)

    def _dequantize(self, operator: Operator) -> None:
        stored = self._net.tensors[operator.inputs[0]].weights
        if stored is None or stored.dtype != np.float16:
            raise self._unknown(operator, "of something that is not a float16 weight")
        self._weights[operator.outputs[0]] = stored.astype(np.float32)

    def _window(self, operator: Operator) -> Window:
        window = operator.window
        if window is None or window.dilation != (1, 1) or len(set(window.stride)) != 1:
            raise self._unknown(operator, f"window {window}")
        return window

    def _pads(self, operator: Operator, window: Window, kernel: tuple[int, int]) -> Padding:
        if not window.same:
            return 0, 0, 0, 0
        _, height, width, _ = self._shape(operator.inputs[0])
        return same_pads((height, width), kernel=kernel, stride=window.stride[0])

    def _conv(self, operator: Operator) -> str:
        return self._any_conv(operator, order=(0, 3, 1, 2), groups=1)

    def _depthwise_conv(self, operator: Operator) -> str:
        channels = self._shape(operator.inputs[0])[3]
        if self._shape(operator.inputs[1])[3] != channels:
            raise self._unknown(operator, "depth multiplier above 1")
        return self._any_conv(operator, order=(3, 0, 1, 2), groups=channels)

    def _any_conv(
        self, operator: Operator, *, order: tuple[int, int, int, int], groups: int
    ) -> str:
        value, weights, bias = operator.inputs
        kernel = self._constant(weights).transpose(order)
        window = self._window(operator)
        return self._graph.conv(
            self.names[value],
            kernel,
            self._constant(bias),
            stride=window.stride[0],
            pads=self._pads(operator, window, (kernel.shape[2], kernel.shape[3])),
            groups=groups,
        )

    def _max_pool(self, operator: Operator) -> str:
        window = self._window(operator)
        kernel = window.kernel
        if kernel is None or kernel[0] != kernel[1]:
            raise self._unknown(operator, f"window {kernel}")
        return self._graph.max_pool(
            self.names[operator.inputs[0]],
            size=kernel[0],
            stride=window.stride[0],
            pads=self._pads(operator, window, kernel),
        )

    def _pad(self, operator: Operator) -> str:
        """Add empty channels, written as a 1x1 convolution.

        ONNX Runtime's CPU kernels keep images in a blocked layout of their own through Conv, Relu
        and Add, but not through Pad: one Pad costs a change of layout in every layer after it.
        """
        value, amounts = operator.inputs
        stored = self._net.tensors[amounts].weights
        if stored is None or stored.shape != (4, 2) or stored[:3].any():
            raise self._unknown(operator, "of anything but channels")
        channels = self._shape(value)[3]
        before, after = int(stored[3, 0]), int(stored[3, 1])
        widen = np.zeros((before + channels + after, channels, 1, 1), dtype=np.float32)
        widen[before + np.arange(channels), np.arange(channels)] = 1.0
        return self._graph.conv(self.names[value], widen)

    def _add(self, operator: Operator) -> str:
        left, right = operator.inputs
        if self._shape(left) != self._shape(right):
            raise self._unknown(operator, "of different shapes")
        return self._graph.node("Add", [self.names[left], self.names[right]])

    def _relu(self, operator: Operator) -> str:
        return self._graph.node("Relu", [self.names[operator.inputs[0]]])

    def _prelu(self, operator: Operator) -> str:
        """Leak by a slope of each channel, written with Conv, Relu and Add (see `_pad`)."""
        value, slope = self.names[operator.inputs[0]], operator.inputs[1]
        slopes = self._constant(slope)
        if slopes.shape[:-1] != (1, 1):
            raise self._unknown(operator, f"slopes of shape {slopes.shape}")
        return leak(self._graph, value, slopes.ravel())

    def _reshape(self, operator: Operator) -> str:
        """Reshape as TensorFlow sees it, channels last, and leave the batch open."""
        source, target = operator.inputs[0], operator.outputs[0]
        value = self.names[source]
        if len(self._shape(source)) == 4:
            value = self._graph.node("Transpose", [value], perm=_TO_CHANNELS_LAST)
        if len(self._shape(target)) == 4 or self._shape(target)[0] != 1:
            raise self._unknown(operator, f"to {self._shape(target)}")
        shape = np.array([0, *self._shape(target)[1:]], dtype=np.int64)
        return self._graph.node("Reshape", [value, self._graph.constant(shape)])

    def _concatenation(self, operator: Operator) -> str:
        if len(self._shape(operator.outputs[0])) == 4:
            raise self._unknown(operator, "of images")
        return self._graph.node(
            "Concat", [self.names[index] for index in operator.inputs], axis=operator.axis
        )


def leak(graph: OnnxGraph, value: str, slopes: npt.NDArray[np.float32]) -> str:
    """PReLU without the operator of that name: x where x > 0, else slope times x.

    With s ≤ 1 it is x + relu((s - 1) x); with any s it is s x + (1 - s) relu(x).

    Args:
        graph: receives the nodes.
        value: name of x, shape (N, channels, height, width).
        slopes: shape (channels,).
    """
    channels = len(slopes)
    per_channel = slopes.reshape(channels, 1, 1, 1)
    if slopes.max() <= 1.0:
        scaled = graph.conv(value, per_channel - 1, groups=channels)
        return graph.node("Add", [value, graph.node("Relu", [scaled])])
    straight = graph.conv(value, per_channel, groups=channels)
    rest = graph.conv(graph.node("Relu", [value]), 1 - per_channel, groups=channels)
    return graph.node("Add", [straight, rest])
