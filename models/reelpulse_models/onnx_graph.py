"""A small builder of ONNX graphs: NCHW, opset 13, dynamic batch, the same bytes on every run."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import onnx
from onnx import TensorProto, helper, numpy_helper

OPSET: Final = 13
IR_VERSION: Final = 8
BATCH: Final = "N"

Padding = tuple[int, int, int, int]
"""Top, left, bottom, right: the order of ONNX."""


class OnnxGraph:
    """Collects nodes and weights; every method that adds a node returns its output's name."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._weights: list[onnx.TensorProto] = []
        self._inputs: list[onnx.ValueInfoProto] = []
        self._outputs: list[onnx.ValueInfoProto] = []

    def add_input(self, name: str, shape: Sequence[int]) -> str:
        """Declare a float32 input; `shape` is without the batch."""
        self._inputs.append(_value(name, shape))
        return name

    def add_output(self, name: str, value: str, shape: Sequence[int]) -> None:
        """Give a value the name of an output; `shape` is without the batch."""
        self.node("Identity", [value], output=name)
        self._outputs.append(_value(name, shape))

    def constant(self, values: npt.NDArray[Any]) -> str:
        """Add a weight."""
        name = f"weight_{len(self._weights)}"
        self._weights.append(numpy_helper.from_array(np.ascontiguousarray(values), name))
        return name

    def half_constant(self, values: npt.NDArray[np.float32]) -> str:
        """Add a weight that lies in the file as float16 and is widened once, when it is loaded."""
        stored = self.constant(values.astype(np.float16))
        return self.node("Cast", [stored], to=TensorProto.FLOAT)

    def node(
        self, kind: str, inputs: Sequence[str], *, output: str | None = None, **attributes: Any
    ) -> str:
        """Add one operator."""
        name = f"{kind}_{len(self._nodes)}"
        out = output or name
        self._nodes.append(helper.make_node(kind, list(inputs), [out], name=name, **attributes))
        return out

    def conv(
        self,
        value: str,
        weights_oihw: npt.NDArray[np.float32],
        bias: npt.NDArray[np.float32] | None = None,
        *,
        stride: int = 1,
        pads: Padding = (0, 0, 0, 0),
        groups: int = 1,
        half: bool = False,
    ) -> str:
        """Add a convolution with square stride; `half` keeps its weights in half precision."""
        kept = self.half_constant(weights_oihw) if half else self.constant(weights_oihw)
        inputs = [value, kept]
        if bias is not None:
            inputs.append(self.constant(bias))
        return self.node(
            "Conv",
            inputs,
            kernel_shape=list(weights_oihw.shape[2:]),
            strides=[stride, stride],
            pads=list(pads),
            group=groups,
        )

    def max_pool(self, value: str, *, size: int, stride: int, pads: Padding) -> str:
        """Add a maximum over square windows."""
        return self.node(
            "MaxPool",
            [value],
            kernel_shape=[size, size],
            strides=[stride, stride],
            pads=list(pads),
        )

    def finish(self, name: str, *, metadata: Mapping[str, str]) -> onnx.ModelProto:
        """Check the graph and return it as a model."""
        graph = helper.make_graph(
            self._nodes, name, self._inputs, self._outputs, initializer=self._weights
        )
        model = helper.make_model(
            graph,
            opset_imports=[helper.make_opsetid("", OPSET)],
            producer_name="reelpulse_models",
            ir_version=IR_VERSION,
        )
        helper.set_model_props(model, dict(metadata))
        onnx.checker.check_model(model, full_check=True)
        return model


def _value(name: str, shape: Sequence[int]) -> onnx.ValueInfoProto:
    return helper.make_tensor_value_info(name, TensorProto.FLOAT, [BATCH, *shape])


def same_pads(size_px: tuple[int, int], *, kernel: tuple[int, int], stride: int) -> Padding:
    """TensorFlow's "SAME" padding: the odd pixel goes to the bottom and the right.

    Source: tensorflow.org, "Module: tf.nn", notes on padding.

    Args:
        size_px: height and width of what is padded.
        kernel: height and width of the window.
        stride: step of the window.
    """
    before, after = [], []
    for size, window in zip(size_px, kernel, strict=True):
        steps = -(-size // stride)
        total = max((steps - 1) * stride + window - size, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return before[0], before[1], after[0], after[1]


def save(model: onnx.ModelProto, path: Path) -> None:
    """Write the model in a way that gives the same bytes on every run."""
    path.write_bytes(model.SerializeToString(deterministic=True))
