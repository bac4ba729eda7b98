"""Reads a TFLite file into plain values: tensors with their weights, and operators in order."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

import numpy as np
import numpy.typing as npt
import tflite

from reelpulse_models.errors import UnknownOperatorError

_DTYPES: Final[Mapping[int, type[np.generic]]] = MappingProxyType(
    {
        tflite.TensorType.FLOAT32: np.float32,
        tflite.TensorType.FLOAT16: np.float16,
        tflite.TensorType.INT32: np.int32,
    }
)
_OPERATOR_NAMES: Final[Mapping[int, str]] = MappingProxyType(
    {code: name for name, code in vars(tflite.BuiltinOperator).items() if isinstance(code, int)}
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tensor:
    """A value of the net; `weights` is None for what is computed."""

    shape: tuple[int, ...]
    weights: npt.NDArray[Any] | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """How a convolution or a pool moves over its input."""

    stride: tuple[int, int]
    """Down, across."""
    dilation: tuple[int, int] = (1, 1)
    kernel: tuple[int, int] | None = None
    """Height and width; None where the weights tell."""
    same: bool
    """TensorFlow's "SAME" padding, else "VALID"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    """One step; inputs and outputs are indices of tensors."""

    kind: str
    """TFLite's name, e.g. `CONV_2D`."""
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]
    activation: str = "NONE"
    """What is fused behind it, e.g. `RELU`."""
    window: Window | None = None
    axis: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class TfliteNet:
    """One subgraph with its weights."""

    source: Path
    tensors: tuple[Tensor, ...]
    operators: tuple[Operator, ...]
    inputs: tuple[int, ...]
    outputs: tuple[int, ...]


def read_tflite(path: Path) -> TfliteNet:
    """Read the only subgraph of a TFLite file.

    Raises:
        UnknownOperatorError: it has several subgraphs, or weights that are not floats (hybrid
            int8 files compute differently and must not be read as if they were).
    """
    model = tflite.Model.GetRootAs(path.read_bytes(), 0)
    if model.SubgraphsLength() != 1:
        raise UnknownOperatorError("several subgraphs", file=path)
    graph = model.Subgraphs(0)
    return TfliteNet(
        source=path,
        tensors=tuple(_tensor(model, graph.Tensors(i), path) for i in range(graph.TensorsLength())),
        operators=tuple(
            _operator(model, graph.Operators(i)) for i in range(graph.OperatorsLength())
        ),
        inputs=_indices(graph.InputsAsNumpy()),
        outputs=_indices(graph.OutputsAsNumpy()),
    )


def _indices(values: npt.NDArray[np.int32]) -> tuple[int, ...]:
    return tuple(int(v) for v in values)


def _tensor(model: Any, tensor: Any, path: Path) -> Tensor:
    shape = _indices(tensor.ShapeAsNumpy()) if tensor.ShapeLength() else ()
    buffer = model.Buffers(tensor.Buffer())
    dtype = _DTYPES.get(tensor.Type())
    if dtype is None:
        raise UnknownOperatorError(
            f"tensor of TFLite type {tensor.Type()}", file=path, detail=tensor.Name().decode()
        )
    if buffer.DataLength() == 0:
        return Tensor(shape=shape, weights=None)
    values = np.frombuffer(buffer.DataAsNumpy().tobytes(), dtype=dtype).reshape(shape)
    return Tensor(shape=shape, weights=values)


def _operator(model: Any, operator: Any) -> Operator:
    code = model.OperatorCodes(operator.OpcodeIndex())
    number = max(code.BuiltinCode(), code.DeprecatedBuiltinCode())
    kind = _OPERATOR_NAMES.get(number, f"operator {number}")
    inputs, outputs = _indices(operator.InputsAsNumpy()), _indices(operator.OutputsAsNumpy())
    options_type = _OPTIONS.get(kind)
    if options_type is None:
        return Operator(kind=kind, inputs=inputs, outputs=outputs)
    options = options_type()
    table = operator.BuiltinOptions()
    options.Init(table.Bytes, table.Pos)
    return Operator(
        kind=kind,
        inputs=inputs,
        outputs=outputs,
        activation=_activation(options),
        window=_window(options, kind) if kind in _WINDOWED else None,
        axis=options.Axis() if kind == "CONCATENATION" else None,
    )


_OPTIONS: Final[Mapping[str, Any]] = MappingProxyType(
    {
        "CONV_2D": tflite.Conv2DOptions,
        "DEPTHWISE_CONV_2D": tflite.DepthwiseConv2DOptions,
        "MAX_POOL_2D": tflite.Pool2DOptions,
        "ADD": tflite.AddOptions,
        "CONCATENATION": tflite.ConcatenationOptions,
    }
)
_WINDOWED: Final = frozenset({"CONV_2D", "DEPTHWISE_CONV_2D", "MAX_POOL_2D"})
_ACTIVATIONS: Final[Mapping[int, str]] = MappingProxyType(
    {
        code: name
        for name, code in vars(tflite.ActivationFunctionType).items()
        if isinstance(code, int)
    }
)


def _activation(options: Any) -> str:
    return _ACTIVATIONS[options.FusedActivationFunction()]


def _window(options: Any, kind: str) -> Window:
    pool = kind == "MAX_POOL_2D"
    return Window(
        stride=(options.StrideH(), options.StrideW()),
        dilation=(1, 1) if pool else (options.DilationHFactor(), options.DilationWFactor()),
        kernel=(options.FilterHeight(), options.FilterWidth()) if pool else None,
        same=options.Padding() == tflite.Padding.SAME,
    )
